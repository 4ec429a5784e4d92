//! Time travel, against a record that the test keeps for itself.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::support::{Business, TestApp};

/// Something done to one of four tasks.
#[derive(Debug, Clone, Copy)]
enum Step {
    Create,
    Assign(usize, bool),
    Complete(usize),
    Cancel(usize),
    Reopen(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => Just(Step::Create),
        2 => (0..4usize, any::<bool>()).prop_map(|(task, luigi)| Step::Assign(task, luigi)),
        2 => (0..4usize).prop_map(Step::Complete),
        1 => (0..4usize).prop_map(Step::Cancel),
        1 => (0..4usize).prop_map(Step::Reopen),
    ]
}

/// What a task is, as the test knows it.
#[derive(Debug, Clone, PartialEq)]
struct Known {
    title: String,
    assignee: Option<String>,
    status: &'static str,
    /// How many events its stream has.
    events: u64,
}

type Record = BTreeMap<String, Known>;

/// Does the steps; what there was after each, by position.
async fn done(app: &TestApp, pizza: &Business, steps: &[Step]) -> Vec<(u64, Record)> {
    let owner = &pizza.owner.token;
    let luigi = pizza.luigi.id.to_string();
    let mut moments = Vec::new();
    let (mut record, mut order) = (Record::new(), Vec::<String>::new());
    for (number, step) in steps.iter().enumerate() {
        let task = |at: usize| order.get(at).cloned();
        let (path, body) = match *step {
            Step::Create => ("tasks".to_owned(), json!({ "title": format!("Task {number}") })),
            Step::Assign(at, to_luigi) => {
                let Some(id) = task(at) else { continue };
                let whom = to_luigi.then_some(&luigi);
                (format!("tasks/{id}/assign"), json!({ "assignee_id": whom }))
            }
            Step::Complete(at) | Step::Cancel(at) | Step::Reopen(at) => {
                let Some(id) = task(at) else { continue };
                let what = match step {
                    Step::Complete(_) => "complete",
                    Step::Cancel(_) => "cancel",
                    _ => "reopen",
                };
                (format!("tasks/{id}/{what}"), Value::Null)
            }
        };
        app.project().await;
        let call = app.post(format!("/api/v1/{path}")).bearer(owner);
        let call = if body.is_null() { call } else { call.json(body.clone()) };
        let reply = call.send().await;
        // What is refused, such as finishing a finished task, changes nothing.
        if !reply.status.is_success() {
            continue;
        }
        let reply = reply.json();
        let position = reply["position"].as_u64().unwrap();
        if let Step::Create = step {
            let id = reply["task_id"].as_str().unwrap().to_owned();
            let title = body["title"].as_str().unwrap().to_owned();
            record.insert(id.clone(), Known { title, assignee: None, status: "open", events: 1 });
            order.push(id);
        }
        // A command that was satisfied already appends nothing: its position is an old one.
        let new = moments.last().is_none_or(|(last, _)| position > *last);
        if let (true, Some(id)) = (new, path.split('/').nth(1)) {
            let known = record.get_mut(id).unwrap();
            known.events += 1;
            match *step {
                Step::Assign(_, to_luigi) => known.assignee = to_luigi.then(|| luigi.clone()),
                Step::Complete(_) => known.status = "done",
                Step::Cancel(_) => known.status = "cancelled",
                Step::Reopen(_) => known.status = "open",
                Step::Create => {}
            }
        }
        if new {
            moments.push((position, record.clone()));
        }
    }
    moments
}

/// The tasks as the API says they were.
fn told(history: &Value) -> BTreeMap<String, (String, Option<String>, String)> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    history["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| {
            let fields = &item["fields"];
            let told = (
                text(&fields["title"]).unwrap(),
                text(&fields["assignee_id"]),
                text(&fields["status"]).unwrap(),
            );
            (text(&item["id"]).unwrap(), told)
        })
        .collect()
}

/// Every moment that the test remembers, asked for by position and by instant; and each
/// task's stream as it was then.
async fn check(app: &TestApp, pizza: &Business, moments: &[(u64, Record)]) {
    let owner = &pizza.owner.token;
    for (position, record) in moments {
        let expected: BTreeMap<_, _> = record
            .iter()
            .map(|(id, known)| {
                (id.clone(), (known.title.clone(), known.assignee.clone(), known.status.to_owned()))
            })
            .collect();
        let path = format!("/api/v1/history?of=tasks&at={position}");
        let history = app.get(path).bearer(owner).expect(200).await.json();
        assert_eq!(history["at"]["position"], json!(position));
        assert_eq!(told(&history), expected, "at {position}");
        let instant = history["at"]["recorded_at"].as_str().unwrap();
        let path = format!("/api/v1/history?of=tasks&at={instant}");
        let again = app.get(path).bearer(owner).expect(200).await.json();
        assert_eq!(told(&again), expected, "at {instant}");
        for (id, known) in record {
            let path = format!("/api/v1/streams/Task/{id}/state?at={position}");
            let stream = app.get(path).bearer(owner).expect(200).await.json();
            assert_eq!(stream["sequence"], json!(known.events));
            let open = known.status == "open";
            assert_eq!(stream["state"]["phase"] == json!("Open"), open);
            assert_eq!(stream["state"]["assignee"], json!(known.assignee));
        }
    }
}

#[test]
fn any_moment_is_what_a_record_kept_at_the_time_says() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut runner = TestRunner::new(Config { cases: 5, ..Config::default() });
    runner
        .run(&prop::collection::vec(step(), 8..24), |steps| {
            runtime.block_on(async {
                let app = TestApp::new().await;
                let pizza = app.business("pizza.com").await;
                let moments = done(&app, &pizza, &steps).await;
                check(&app, &pizza, &moments).await;
            });
            Ok(())
        })
        .unwrap();
}

#[tokio::test]
async fn each_part_is_told_as_it_was_and_two_moments_are_compared() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let owner = &pizza.owner.token;
    let before = app.events().await;
    app.say(&pizza.luigi, "My favourite cheese is taleggio").await;
    let body = json!({ "text": "My favourite cheese is taleggio" });
    app.post("/api/v1/facts").bearer(&pizza.luigi.token).json(body).expect(201).await;
    let body = json!({ "title": "House rules", "text": "Shoes off." });
    app.post("/api/v1/documents").bearer(owner).json(body).expect(201).await;
    let body = json!({
        "member_id": pizza.luigi.id, "role": "cook",
        "starts_at": "2099-01-01T10:00:00Z", "ends_at": "2099-01-01T18:00:00Z",
    });
    app.post("/api/v1/shifts").bearer(owner).json(body).expect(201).await;
    for of in ["roster", "tasks", "facts", "documents", "conversations", "settings"] {
        let path = format!("/api/v1/history/compare?of={of}&from={before}");
        let compared = app.get(path).bearer(owner).expect(200).await;
        // The owner may not read Luigi's words, then or now.
        assert!(!compared.text().contains("taleggio"), "{of}");
        let compared = compared.json();
        let count = |kind: &str| compared[kind].as_array().unwrap().len();
        let expected = usize::from(!["tasks", "settings"].contains(&of));
        assert_eq!((count("added"), count("removed"), count("changed")), (expected, 0, 0), "{of}");
        let back =
            format!("/api/v1/history/compare?of={of}&from={}&to={before}", app.events().await);
        let back = app.get(back).bearer(owner).expect(200).await.json();
        assert_eq!(back["removed"], compared["added"], "{of}");
    }
    let settings = app.get("/api/v1/history?of=settings&at=1").bearer(owner).expect(200).await;
    assert_eq!(settings.json()["items"][0]["id"], json!(pizza.tenant));
    app.get("/api/v1/history?of=tasks").bearer(&pizza.luigi.token).expect(403).await;
    app.get("/api/v1/history?of=tasks&at=yesterday").bearer(owner).expect(422).await;
    app.get("/api/v1/history?of=pizzas").bearer(owner).expect(422).await;
}
