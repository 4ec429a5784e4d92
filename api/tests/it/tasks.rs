//! Tasks: who sees them, and what can be done with them.

use domain::Role;
use serde_json::{Value, json};

use crate::support::{Business, Someone, TestApp, id, in_hours};

impl TestApp {
    async fn task(&self, who: &Someone, body: Value) -> String {
        let created = self.post("/api/v1/tasks").bearer(&who.token).json(body).expect(201).await;
        self.project().await;
        id(&created.json()["task_id"]).to_string()
    }

    /// The titles that somebody sees in a list.
    async fn titles(&self, who: &Someone, query: &str) -> Vec<String> {
        let list = self.get(format!("/api/v1/tasks{query}")).bearer(&who.token).expect(200).await;
        let list = list.json();
        let titles = list["items"].as_array().unwrap().iter();
        titles.map(|task| task["title"].as_str().unwrap().to_owned()).collect()
    }
}

/// Mario's for himself, Luigi's for Peach, and Luigi's for whoever will.
async fn three(app: &TestApp, pizza: &Business) -> [String; 3] {
    let (mario, peach) = (pizza.owner.id, pizza.peach.id);
    [
        app.task(&pizza.owner, json!({ "title": "Pay the rent", "assignee_id": mario })).await,
        app.task(&pizza.luigi, json!({ "title": "Order flour", "assignee_id": peach })).await,
        app.task(&pizza.luigi, json!({ "title": "Fix the door" })).await,
    ]
}

#[tokio::test]
async fn a_task_is_created_assigned_completed_and_reopened() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let (luigi, peach) = (&pizza.luigi, &pizza.peach);
    let due = in_hours(24).format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let body = json!({ "title": " Order flour ", "notes": "Type 00", "due_at": due });
    let task = app.task(luigi, body).await;
    let path = format!("/api/v1/tasks/{task}");
    let read = async || {
        app.project().await;
        app.get(&path).bearer(&peach.token).expect(200).await.json()
    };
    let made = read().await;
    assert_eq!(made["title"], "Order flour");
    assert_eq!(made["notes"], "Type 00");
    assert_eq!(made["due_at"], due.as_str());
    assert_eq!(made["created_by"]["name"], "luigi");
    assert_eq!((&made["status"], &made["assignee"]), (&json!("open"), &Value::Null));

    let assign = |who: &Someone, to: Value| {
        app.post(format!("{path}/assign")).bearer(&who.token).json(json!({ "assignee_id": to }))
    };
    let answer = assign(peach, json!(peach.id)).expect(200).await.json();
    assert_eq!(answer["id"], task.as_str());
    assert_eq!(read().await["assignee"]["name"], "peach");
    assert_eq!(assign(peach, json!("no id")).expect(422).await.problem(), "invalid-request");
    let nobody = assign(peach, json!(uuid::Uuid::now_v7())).expect(422).await.json();
    assert_eq!(nobody["errors"][0]["pointer"], "/assignee_id");
    app.post(format!("{path}/assign")).bearer(&peach.token).json(json!({})).expect(422).await;

    let due = |by: &Someone, at: Value| {
        app.post(format!("{path}/reschedule")).bearer(&by.token).json(json!({ "due_at": at }))
    };
    let friday = json!("2026-12-04T17:00:00Z");
    due(luigi, friday.clone()).expect(200).await;
    assert_eq!(read().await["due_at"], friday);
    let events = app.events().await;
    due(peach, friday.clone()).expect(200).await;
    assert_eq!(app.events().await, events, "it was due then before");
    due(peach, Value::Null).expect(200).await;
    assert_eq!(read().await["due_at"], Value::Null);
    for bad in [json!("soon"), json!("9999-01-01T00:00:00Z")] {
        let refused = due(peach, bad).expect(422).await.json();
        assert_eq!(refused["errors"][0]["pointer"], "/due_at");
    }
    app.post(format!("{path}/reschedule")).bearer(&peach.token).json(json!({})).expect(422).await;

    let tell = |what: &str| app.post(format!("{path}/{what}")).bearer(&peach.token);
    tell("complete").expect(200).await;
    let events = app.events().await;
    tell("complete").expect(200).await;
    assert_eq!(app.events().await, events, "completing it again changes nothing");
    let done = read().await;
    assert_eq!((&done["status"], &done["completed_by"]["name"]), (&json!("done"), &json!("peach")));
    assert!(done["completed_at"].is_string());
    assert_eq!(assign(luigi, Value::Null).expect(409).await.problem(), "task-completed");
    assert_eq!(due(peach, friday).expect(409).await.problem(), "task-completed");
    tell("reopen").expect(200).await;
    assert_eq!(read().await["completed_at"], Value::Null);
    tell("cancel").expect(200).await;
    assert_eq!(read().await["status"], "cancelled");
}

#[tokio::test]
async fn a_task_is_seen_by_those_whom_it_concerns() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let toad = app.add(&pizza, "toad@pizza.com", Role::Member).await;
    let daisy = app.add(&pizza, "daisy@pizza.com", Role::Manager).await;
    let [rent, flour, door] = three(&app, &pizza).await;
    let all = ["Fix the door", "Order flour", "Pay the rent"];
    assert_eq!(app.titles(&pizza.owner, "").await, all);
    assert_eq!(app.titles(&daisy, "").await, all);
    assert_eq!(app.titles(&pizza.luigi, "").await, all[..2]);
    assert_eq!(app.titles(&pizza.peach, "").await, all[..2]);
    assert_eq!(app.titles(&toad, "").await, all[..1]);
    let before = app.events().await;
    for (who, task) in [(&toad, &flour), (&toad, &rent), (&pizza.peach, &rent)] {
        let path = format!("/api/v1/tasks/{task}");
        app.get(&path).bearer(&who.token).expect(404).await;
        for what in ["complete", "cancel", "reopen"] {
            app.post(format!("{path}/{what}")).bearer(&who.token).expect(404).await;
        }
        let body = json!({ "assignee_id": who.id });
        app.post(format!("{path}/assign")).bearer(&who.token).json(body).expect(404).await;
        let body = json!({ "due_at": null });
        app.post(format!("{path}/reschedule")).bearer(&who.token).json(body).expect(404).await;
    }
    assert_eq!(app.events().await, before);
    // Whoever takes it up has it for themselves and who wanted it.
    let body = json!({ "assignee_id": pizza.peach.id });
    app.post(format!("/api/v1/tasks/{door}/assign"))
        .bearer(&pizza.peach.token)
        .json(body)
        .expect(200)
        .await;
    app.project().await;
    assert_eq!(app.titles(&toad, "").await, [""; 0]);
}

#[tokio::test]
async fn the_list_is_filtered_and_paged() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let [_, flour, _] = three(&app, &pizza).await;
    app.task(&pizza.luigi, json!({ "title": "Soon", "due_at": in_hours(1) })).await;
    app.post(format!("/api/v1/tasks/{flour}/complete"))
        .bearer(&pizza.peach.token)
        .expect(200)
        .await;
    app.project().await;
    let mario = &pizza.owner;
    assert_eq!(app.titles(mario, "?assignee=me").await, ["Pay the rent"]);
    assert_eq!(app.titles(mario, "?assignee=nobody").await, ["Soon", "Fix the door"]);
    let of_peach = format!("?assignee={}", pizza.peach.id);
    assert_eq!(app.titles(mario, &of_peach).await, ["Order flour"]);
    assert_eq!(app.titles(mario, &format!("{of_peach}&status=open")).await, [""; 0]);
    assert_eq!(app.titles(mario, "?status=done").await, ["Order flour"]);
    let until = in_hours(2).format("%Y-%m-%dT%H:%M:%SZ");
    assert_eq!(app.titles(mario, &format!("?due_before={until}")).await, ["Soon"]);
    for bad in ["?assignee=somebody", "?status=lost", "?due_before=soon", "?limit=0"] {
        app.get(format!("/api/v1/tasks{bad}")).bearer(&mario.token).expect(422).await;
    }
    let mut seen = Vec::new();
    let mut query = "?limit=3".to_owned();
    loop {
        let page = app.get(format!("/api/v1/tasks{query}")).bearer(&mario.token).expect(200).await;
        let page = page.json();
        let titles = page["items"].as_array().unwrap().iter();
        seen.extend(titles.map(|task| task["title"].as_str().unwrap().to_owned()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        query = format!("?limit=3&cursor={cursor}");
    }
    assert_eq!(seen, ["Soon", "Fix the door", "Order flour", "Pay the rent"]);
}

#[tokio::test]
async fn a_task_that_is_none_is_refused() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    for (body, pointer) in [
        (json!({}), "/title"),
        (json!({ "title": " " }), "/title"),
        (json!({ "title": "x".repeat(201) }), "/title"),
        (json!({ "title": "x", "notes": "x".repeat(4001) }), "/notes"),
        (json!({ "title": "x", "due_at": "9999-01-01T00:00:00Z" }), "/due_at"),
        (json!({ "title": "x", "assignee_id": uuid::Uuid::now_v7() }), "/assignee_id"),
        (json!({ "title": "x", "status": "done" }), "/status"),
    ] {
        let call = app.post("/api/v1/tasks").bearer(&pizza.luigi.token).json(&body);
        let refused = call.expect(422).await.json();
        assert_eq!(refused["errors"][0]["pointer"], pointer, "{body}");
    }
}

#[tokio::test]
async fn a_repeated_request_makes_one_task() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let create = || {
        let body = json!({ "title": "Order flour", "assignee_id": pizza.peach.id });
        app.post("/api/v1/tasks")
            .bearer(&pizza.luigi.token)
            .header("idempotency-key", "once")
            .json(body)
    };
    let first = create().expect(201).await.json();
    assert_eq!(create().expect(201).await.json(), first);
    assert_eq!(app.events_of("TaskCreated").await, 1);
}
