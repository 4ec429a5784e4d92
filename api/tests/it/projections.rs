//! How far the read models are, and looking after them, by API.

use serde_json::{Value, json};

use crate::support::TestApp;

fn named<'a>(list: &'a Value, name: &str) -> &'a Value {
    list["items"].as_array().unwrap().iter().find(|item| item["name"] == name).unwrap()
}

#[tokio::test]
async fn owners_and_auditors_look_and_others_do_not() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let list = app.get("/api/v1/projections").bearer(&pizza.owner.token).expect(200).await.json();
    let tasks = named(&list, "tasks");
    assert_eq!(
        (&tasks["state"], &tasks["generation"], &tasks["lag"]),
        (&json!("running"), &json!(1), &json!(0))
    );
    assert_eq!(tasks["position"], tasks["head"]);
    assert_eq!(
        (&tasks["rebuild"], &tasks["request"], &tasks["parked"]),
        (&Value::Null, &Value::Null, &json!(0))
    );
    app.get("/api/v1/projections").bearer(&pizza.luigi.token).expect(403).await;
    for what in ["pause", "resume", "verify"] {
        let path = format!("/api/v1/projections/tasks/{what}");
        app.post(path).bearer(&pizza.owner.token).expect(403).await;
    }
    app.get("/api/v1/projections/requests").bearer(&pizza.owner.token).expect(403).await;
}

#[tokio::test]
async fn operators_pause_and_resume() {
    let app = TestApp::new().await;
    let rosalina = app.operator("rosalina@steward.test").await;
    let change = async |what: &str| {
        let path = format!("/api/v1/projections/tasks/{what}");
        app.post(path).bearer(&rosalina.token).expect(200).await.json()
    };
    let paused = change("pause").await;
    assert_eq!(paused["state"], "paused");
    assert_eq!(change("pause").await["paused_at"], paused["paused_at"], "it is told once");
    assert_eq!(change("resume").await["paused_at"], Value::Null);
    let unknown = app.post("/api/v1/projections/nothing/pause").bearer(&rosalina.token);
    unknown.expect(404).await;
}

#[tokio::test]
async fn what_is_asked_for_is_asked_once_per_key_and_shown_to_whom_it_concerns() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let rosalina = app.operator("rosalina@steward.test").await;
    let ask = async |key: &str| {
        let call = app.post("/api/v1/projections/tasks/rebuild").bearer(&rosalina.token);
        let call = call.header("Idempotency-Key", key).json(json!({ "from_scratch": true }));
        call.expect(202).await.json()
    };
    let asked = ask("one").await;
    assert_eq!((&asked["kind"], &asked["status"]), (&json!("rebuild"), &json!("queued")));
    assert_eq!(asked["requested_by"], format!("member:{}", rosalina.id));
    assert_eq!(ask("one").await["id"], asked["id"]);
    assert_ne!(ask("two").await["id"], asked["id"]);
    let all = app.get("/api/v1/projections/requests").bearer(&rosalina.token).expect(200).await;
    assert_eq!(all.json()["items"].as_array().unwrap().len(), 2);
    let path = format!("/api/v1/projections/requests/{}", asked["id"].as_str().unwrap());
    app.get(&path).bearer(&rosalina.token).expect(200).await;
    app.get(&path).bearer(&pizza.owner.token).expect(404).await;
    let list = app.get("/api/v1/projections").bearer(&rosalina.token).expect(200).await.json();
    assert_eq!(named(&list, "tasks")["request"]["kind"], "rebuild");
    let wrong = app.post("/api/v1/projections/tasks/rebuild").bearer(&rosalina.token);
    wrong.json(json!({ "scratch": 1 })).expect(422).await;
}
