//! Time travel, against the read models: what they showed at a moment is what is told of that
//! moment afterwards, in every part of the business. Two folds of one log, written apart.

use std::collections::BTreeMap;

use chrono::{DateTime, SubsecRound, Utc};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};

use crate::support::{Business, TestApp, in_hours};

#[derive(Debug, Clone, Copy)]
enum Deed {
    AddDocument,
    ReviseDocument,
    TrustDocument,
    WithdrawDocument,
    Remember,
    Correct,
    Forget,
    Plan,
    Replan,
    CancelShift,
    StartConversation,
    Say,
    Configure,
    SetRules,
}

/// Something that the owner does, to one of what there is of its kind.
#[derive(Debug, Clone, Copy)]
struct Step {
    deed: Deed,
    to: usize,
}

fn step() -> impl Strategy<Value = Step> {
    use Deed::*;
    let deeds = [
        AddDocument,
        ReviseDocument,
        TrustDocument,
        WithdrawDocument,
        Remember,
        Correct,
        Forget,
        Plan,
        Replan,
        CancelShift,
        StartConversation,
        Say,
        Configure,
        SetRules,
    ];
    (prop::sample::select(deeds.to_vec()), 0..3usize).prop_map(|(deed, to)| Step { deed, to })
}

/// The ids of what was made, by kind.
type Made = BTreeMap<&'static str, Vec<String>>;

/// The request of a step; none if there is nothing to do it to.
fn request(
    step: Step,
    number: usize,
    made: &Made,
    pizza: &Business,
) -> Option<(&'static str, String, Value)> {
    use Deed::*;
    let one = |kind: &str| made.get(kind).and_then(|ids| ids.get(step.to)).cloned();
    let document = json!({ "title": format!("Rules {number}"), "text": format!("Rule {number}.") });
    let fact = json!({ "text": format!("My lucky number is {number}"), "topic": format!("number {}", step.to) });
    let whom = if number.is_multiple_of(2) { pizza.luigi.id } else { pizza.peach.id };
    let from = 24 * (number as i64 + 1);
    let shift = json!({
        "member_id": whom, "role": format!("station {number}"),
        "starts_at": in_hours(from), "ends_at": in_hours(from + 8),
    });
    let words = json!({ "text": format!("Note {number}") });
    Some(match step.deed {
        AddDocument => ("POST", "documents".to_owned(), document),
        ReviseDocument => ("PUT", format!("documents/{}", one("document")?), document),
        TrustDocument => {
            let trust = if number.is_multiple_of(2) { "trusted" } else { "untrusted" };
            ("PUT", format!("documents/{}/trust", one("document")?), json!({ "trust": trust }))
        }
        WithdrawDocument => ("DELETE", format!("documents/{}", one("document")?), Value::Null),
        Remember => ("POST", "facts".to_owned(), fact),
        Correct => ("PUT", format!("facts/{}", one("fact")?), fact),
        Forget => ("POST", format!("facts/{}/forget", one("fact")?), Value::Null),
        Plan => ("POST", "shifts".to_owned(), shift),
        Replan => ("PUT", format!("shifts/{}", one("shift")?), shift),
        CancelShift => ("POST", format!("shifts/{}/cancel", one("shift")?), Value::Null),
        StartConversation => ("POST", "conversations".to_owned(), Value::Null),
        Say => ("POST", format!("conversations/{}/messages", one("conversation")?), words),
        Configure => {
            ("PUT", "tenant/agent".to_owned(), json!({ "persona": format!("Dry, {number}.") }))
        }
        SetRules => {
            let rules = json!({
                "acknowledge_normal_within": 200 + number, "acknowledge_urgent_within": 60,
                "quiet_hours": null, "urgent_breaks_quiet_hours": true,
            });
            ("PUT", "tenant/notification-rules".to_owned(), rules)
        }
    })
}

/// Things by id, each with what both sides tell of it.
type Told = BTreeMap<String, Map<String, Value>>;

/// A field as text, an instant as the microsecond that read models have.
fn plain(value: &Value) -> Value {
    match value.as_str().and_then(|text| text.parse::<DateTime<Utc>>().ok()) {
        Some(instant) => json!(instant.trunc_subsecs(6)),
        None => value.clone(),
    }
}

const PARTS: [(&str, &[&str]); 5] = [
    ("documents", &["title", "version", "trust", "source"]),
    ("facts", &["text", "version"]),
    ("roster", &["member_id", "role", "starts_at", "ends_at"]),
    ("conversations", &["messages", "last_message"]),
    ("settings", &["persona", "acknowledge_normal_within"]),
];

/// What the read models show now.
async fn shown(app: &TestApp, pizza: &Business, of: &str) -> Told {
    let owner = &pizza.owner.token;
    let get = async |path: &str| app.get(format!("/api/v1/{path}")).bearer(owner).expect(200).await;
    let listed = async |path: &str| get(path).await.json()["items"].as_array().unwrap().clone();
    let mut items = Vec::new();
    match of {
        "documents" => {
            items = listed("documents").await;
            items.retain(|item| item["status"] == "current");
        }
        "facts" => items = listed("facts").await,
        "roster" => {
            items = listed("shifts?limit=200").await;
            items.retain(|item| item["status"] == "planned");
            for item in &mut items {
                item["member_id"] = item["member"]["id"].clone();
            }
        }
        "conversations" => {
            for conversation in listed("conversations").await {
                let id = conversation["id"].as_str().unwrap();
                let messages = listed(&format!("conversations/{id}/messages?limit=200")).await;
                let mut item = json!({ "id": id, "messages": messages.len() });
                if !messages.is_empty() {
                    item["last_message"] = conversation["last_message_preview"].clone();
                }
                items.push(item);
            }
        }
        _ => {
            let rules = get("tenant/notification-rules").await.json();
            items.push(json!({
                "id": pizza.tenant,
                "persona": get("tenant/agent").await.json()["persona"],
                "acknowledge_normal_within": rules["acknowledge_normal_within"],
            }));
        }
    }
    told(of, &items, |item| item)
}

/// The same, as time travel tells it.
async fn remembered(app: &TestApp, pizza: &Business, of: &str, position: i64) -> Told {
    let path = format!("/api/v1/history?of={of}&at={position}");
    let mut history = app.get(path).bearer(&pizza.owner.token).expect(200).await.json();
    let items = history["items"].as_array_mut().unwrap();
    if of == "settings" {
        for item in items.iter_mut() {
            let fields = &mut item["fields"];
            // What nobody decided on is as it usually is.
            let persona = fields["agent"]["persona"].as_str().unwrap_or_default().to_owned();
            let within = &fields["notices"]["acknowledge_normal_within"];
            let within = within.as_u64().unwrap_or(USUAL);
            *fields = json!({ "persona": persona, "acknowledge_normal_within": within });
        }
    }
    told(of, items, |item| &item["fields"])
}

/// Until the owner decides otherwise.
const USUAL: u64 = 120;

fn told(of: &str, items: &[Value], fields: impl Fn(&Value) -> &Value) -> Told {
    let (_, names) = PARTS.iter().find(|(part, _)| *part == of).unwrap();
    let one = |item: &Value| {
        let known = names.iter().filter_map(|name| {
            let value = &fields(item)[*name];
            (!value.is_null()).then(|| ((*name).to_owned(), plain(value)))
        });
        (item["id"].as_str().unwrap().to_owned(), known.collect())
    };
    items.iter().map(one).collect()
}

/// Does the steps; what was shown after each, by position.
async fn done(
    app: &TestApp,
    pizza: &Business,
    steps: &[Step],
) -> Vec<(i64, Vec<(&'static str, Told)>)> {
    let mut made = Made::new();
    let mut moments = Vec::new();
    for (number, step) in steps.iter().enumerate() {
        let Some((method, path, body)) = request(*step, number, &made, pizza) else { continue };
        let call = app.call(method, format!("/api/v1/{path}"));
        let call = call.bearer(&pizza.owner.token).header("if-match", "*");
        let call = if body.is_null() { call } else { call.json(body) };
        let reply = call.send().await;
        // Refused is, for one, what concerns a document that was withdrawn.
        let refused = [404, 409, 410, 422].contains(&reply.status.as_u16());
        assert!(refused || reply.status.is_success(), "{step:?}: {}", reply.text());
        app.project().await;
        for kind in ["document", "fact", "shift", "conversation"] {
            let id = reply.status.is_success().then(|| reply.json()[format!("{kind}_id")].clone());
            if let Some(Value::String(id)) = id
                && !made.get(kind).is_some_and(|ids| ids.contains(&id))
            {
                made.entry(kind).or_default().push(id);
            }
        }
        let mut parts = Vec::new();
        for (of, _) in PARTS {
            parts.push((of, shown(app, pizza, of).await));
        }
        moments.push((app.events().await, parts));
    }
    moments
}

#[test]
fn any_moment_is_told_as_the_read_models_showed_it_then() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut runner = TestRunner::new(Config { cases: 4, ..Config::default() });
    runner
        .run(&prop::collection::vec(step(), 16..32), |steps| {
            runtime.block_on(async {
                let app = TestApp::new().await;
                let pizza = app.business("pizza.com").await;
                for (position, parts) in done(&app, &pizza, &steps).await {
                    for (of, shown) in parts {
                        let remembered = remembered(&app, &pizza, of, position).await;
                        assert_eq!(remembered, shown, "{of} at {position}");
                    }
                }
            });
            Ok(())
        })
        .unwrap();
}
