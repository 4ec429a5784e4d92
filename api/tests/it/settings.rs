//! The steward's settings, its quota, and what it used.

use domain::turn::{
    ContextRetrieved, ModelAttemptFailed, ModelResponded, Turn, TurnCommand, Usage,
};
use domain::{Personal, TurnId};
use eventing::Step;
use serde_json::{Value, json};

use crate::support::{Business, Someone, TestApp};

const AGENT: &str = "/api/v1/tenant/agent";
const QUOTA: &str = "/api/v1/tenant/quota";

#[tokio::test]
async fn the_steward_is_set_up_by_who_runs_the_business() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let owner = &pizza.owner.token;
    let read = async || app.get(AGENT).bearer(owner).expect(200).await;
    let first = read().await;
    assert_eq!(first.header("etag"), "\"0\"");
    assert_eq!(first.json()["models"], json!(["offline-model", "small-model"]));
    assert_eq!(first.json()["persona"], "");

    let body = json!({
        "persona": "Dry.", "rules": ["No discounts."], "model": "small-model",
        "fallback_model": "offline-model", "temperature": 0.25, "max_output_tokens": 2000,
    });
    let set = |tag: &str, body: &Value| {
        app.put(AGENT).bearer(owner).header("if-match", tag).json(body.clone())
    };
    set("\"0\"", &body).key("k").expect(200).await;
    app.project().await;
    let second = read().await;
    let mut expected = body.clone();
    expected["models"] = first.json()["models"].clone();
    assert_eq!(second.json(), expected);
    let tag = second.header("etag").to_owned();

    // Repeated, it is the first answer; based on what is no longer there, it is refused.
    set("\"0\"", &body).key("k").expect(200).await;
    let stale = set("\"0\"", &json!({})).expect(412).await;
    assert_eq!((stale.problem(), stale.header("etag")), ("precondition-failed".to_owned(), &*tag));
    app.put(AGENT).bearer(owner).json(&body).expect(428).await;
    set(&tag, &json!({})).expect(200).await;
    app.project().await;
    assert_eq!(read().await.json()["model"], Value::Null, "set as a whole");

    for (field, value) in [
        ("model", json!("gpt-900")),
        ("fallback_model", json!("")),
        ("temperature", json!(2.5)),
        ("max_output_tokens", json!(0)),
        ("persona", json!("x".repeat(2001))),
    ] {
        let refused = set("*", &json!({ field: value })).expect(422).await.json();
        assert_eq!(refused["errors"][0]["pointer"], format!("/{field}"));
    }
    let rules = set("*", &json!({ "rules": ["fine", " "] })).expect(422).await.json();
    assert_eq!(rules["errors"][0]["pointer"], "/rules/1");
    for path in [AGENT, QUOTA, "/api/v1/usage", "/api/v1/usage/turns"] {
        app.get(path).bearer(&pizza.luigi.token).expect(403).await;
    }
    app.put(AGENT).bearer(&pizza.luigi.token).header("if-match", "*").json(body).expect(403).await;
}

/// A turn with a failed and a successful call.
async fn turn(app: &TestApp, business: &Business, who: &Someone) -> TurnId {
    let said = app.say(who, "When do we open?").await;
    app.begin_turn(business, who, said).await;
    let turn = TurnId(said.2);
    let usage = Usage { input: 100, cached: 10, output: 20, reasoning: 5 };
    for command in [
        TurnCommand::RecordContext(ContextRetrieved {
            passages: vec![],
            shifts: vec![],
            facts: vec![],
            history: vec![],
            prompt_version: "turn-1".to_owned(),
            block: Personal::of(who.id, "context".to_owned()),
            tainted: false,
        }),
        TurnCommand::RecordAttemptFailure(ModelAttemptFailed {
            step: 0,
            attempt: 1,
            model: "big".to_owned(),
            kind: "malformed".to_owned(),
            retry_in_ms: Some(0),
            latency_ms: 100,
            next_model: Some("small".to_owned()),
            usage: Some(usage),
            cost_micro_usd: Some(40),
        }),
        TurnCommand::RecordModelResponse(ModelResponded {
            step: 0,
            attempt: 2,
            model: "small".to_owned(),
            model_version: "small-1".to_owned(),
            prompt_sha256: "00".to_owned(),
            response: Personal::of(who.id, json!({})),
            finish: "stop".to_owned(),
            calls: 0,
            usage,
            cost_micro_usd: 2,
            latency_ms: 300,
        }),
    ] {
        app.run(business.tenant, vec![Step::new::<Turn>(turn, command)]).await;
    }
    turn
}

#[tokio::test]
async fn what_was_used_is_summed_up_and_drilled_into() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let other = app.business("other.com").await;
    let first = turn(&app, &pizza, &pizza.luigi).await;
    let second = turn(&app, &pizza, &pizza.luigi).await;
    let third = turn(&app, &pizza, &pizza.owner).await;
    turn(&app, &other, &other.luigi).await;
    app.project().await;
    let read = async |path: &str| app.get(path).bearer(&pizza.owner.token).expect(200).await.json();

    let usage = read("/api/v1/usage").await;
    let total = json!({
        "turns": 3, "calls": 6, "failed_calls": 3, "input_tokens": 600, "cached_tokens": 60,
        "output_tokens": 120, "reasoning_tokens": 30, "cost_micro_usd": 126, "mean_latency_ms": 200,
    });
    assert_eq!(usage["total"], total);
    assert_eq!(usage["by_day"].as_array().unwrap().len(), 1);
    assert_eq!(usage["by_day"][0]["cost_micro_usd"], 126);
    let members: Vec<_> = usage["by_member"].as_array().unwrap().iter().collect();
    assert_eq!(
        (&members[0]["member"]["id"], &members[0]["turns"]),
        (&json!(pizza.luigi.id), &json!(2))
    );
    assert_eq!(usage["by_model"][0]["model"], "big");
    assert_eq!(usage["by_model"][1]["cost_micro_usd"], 6);
    assert_eq!(usage["quota"]["state"], "within");
    assert_eq!(
        (&usage["quota"]["used_cost_micro_usd"], &usage["quota"]["used_tokens"]),
        (&json!(126), &json!(750))
    );

    let page = read("/api/v1/usage/turns?limit=2").await;
    let ids = |page: &Value| {
        let items = page["items"].as_array().unwrap().iter();
        items.map(|item| item["turn_id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&page), [json!(third), json!(second)]);
    assert_eq!(page["items"][0]["models"], json!(["big", "small"]));
    assert_eq!(page["items"][0]["cost_micro_usd"], 42);
    let next = page["next_cursor"].as_str().unwrap();
    let rest = read(&format!("/api/v1/usage/turns?limit=2&cursor={next}")).await;
    assert_eq!((ids(&rest), &rest["next_cursor"]), (vec![json!(first)], &Value::Null));
    let luigis = read(&format!("/api/v1/usage/turns?member_id={}", pizza.luigi.id)).await;
    assert_eq!(ids(&luigis), [json!(second), json!(first)]);
    assert_eq!(ids(&read("/api/v1/usage/turns?model=none").await), Vec::<Value>::new());
    let foreign = read(&format!("/api/v1/usage/turns?member_id={}", other.luigi.id)).await;
    assert_eq!(ids(&foreign), Vec::<Value>::new());

    let past = read("/api/v1/usage?from=2025-01-01&to=2025-01-31").await;
    assert_eq!((&past["total"]["calls"], &past["by_day"]), (&json!(0), &json!([])));
    for bad in ["from=2026-02-01&to=2026-01-01", "from=1900-01-01", "to=yesterday", "x=1"] {
        let path = format!("/api/v1/usage?{bad}");
        app.get(path).bearer(&pizza.owner.token).expect(422).await;
    }
}

#[tokio::test]
async fn a_quota_warns_and_then_stops() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    turn(&app, &pizza, &pizza.luigi).await;
    app.project().await;
    let owner = &pizza.owner.token;
    let set = async |body: Value| {
        app.put(QUOTA).bearer(owner).header("if-match", "*").json(body).expect(200).await;
        app.project().await;
        let quota = app.get(QUOTA).bearer(owner).expect(200).await;
        assert_ne!(quota.header("etag"), "\"0\"");
        quota.json()
    };
    let within = set(json!({ "monthly_cost_micro_usd": 1000 })).await;
    assert_eq!((&within["state"], &within["warn_percent"]), (&json!("within"), &json!(80)));
    assert_eq!(set(json!({ "monthly_tokens": 300 })).await["state"], "warning");
    assert_eq!(set(json!({ "monthly_tokens": 250 })).await["state"], "exceeded");
    let usage = app.get("/api/v1/usage").bearer(owner).expect(200).await.json();
    assert_eq!(usage["quota"]["state"], "exceeded");
    for bad in [json!({ "warn_percent": 0 }), json!({ "monthly_tokens": u64::MAX })] {
        app.put(QUOTA).bearer(owner).header("if-match", "*").json(bad).expect(422).await;
    }
}
