//! What tells a member of a notice: their own choice.

use serde_json::{Value, json};

use crate::support::{Someone, TestApp};

const PATH: &str = "/api/v1/me/notification-preferences";

fn all_on() -> Value {
    let kinds = ["notice", "task", "reminder", "system"];
    let kinds = kinds.map(|kind| json!({ "kind": kind, "in_app": true, "push": true }));
    json!({ "kinds": kinds, "quiet_hours": null, "urgent_breaks_quiet_hours": true })
}

async fn set(app: &TestApp, who: &Someone, tag: &str, body: &Value, status: u16) -> Value {
    let call = app.put(PATH).bearer(&who.token).header("if-match", tag).json(body.clone());
    let answer = call.expect(status).await.json();
    app.project().await;
    answer
}

async fn read(app: &TestApp, who: &Someone) -> (Value, String) {
    let answer = app.get(PATH).bearer(&who.token).expect(200).await;
    (answer.json(), answer.header("etag").to_owned())
}

#[tokio::test]
async fn a_member_chooses_what_tells_them_and_nobody_else_is_concerned() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let (luigi, owner) = (&pizza.luigi, &pizza.owner);
    assert_eq!(read(&app, luigi).await, (all_on(), "\"0\"".to_owned()));

    let quiet = json!({ "from": "22:30:00", "to": "07:00:00" });
    let task = json!({ "kind": "task", "in_app": false, "push": true });
    let system = json!({ "kind": "system", "in_app": true, "push": false });
    let body = json!({ "kinds": [task, system], "quiet_hours": quiet });
    set(&app, luigi, "\"0\"", &body, 200).await;
    let mut chosen = all_on();
    chosen["kinds"][1] = task;
    chosen["kinds"][3] = system;
    chosen["quiet_hours"] = quiet;
    let (now, tag) = read(&app, luigi).await;
    assert_eq!(now, chosen);
    assert_eq!(read(&app, owner).await, (all_on(), "\"0\"".to_owned()));

    // The same once more is no news, and as a whole it is back to what it was.
    set(&app, luigi, &tag, &body, 200).await;
    assert_eq!(app.events_of("NotificationPreferencesChanged").await, 1);
    set(&app, luigi, &tag, &json!({ "kinds": [], "quiet_hours": null }), 200).await;
    assert_eq!(read(&app, luigi).await.0, all_on());
    let trail = app.get("/api/v1/security/events").bearer(&owner.token).expect(200).await;
    assert!(!trail.text().contains("NotificationPreferencesChanged"), "{}", trail.text());
}

#[tokio::test]
async fn what_was_read_before_somebody_changed_it_is_refused() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let luigi = &pizza.luigi;
    let body = json!({
        "kinds": [{ "kind": "reminder", "in_app": true, "push": false }], "quiet_hours": null,
    });
    set(&app, luigi, "\"0\"", &body, 200).await;
    let (_, tag) = read(&app, luigi).await;
    let other = json!({ "kinds": [], "quiet_hours": null });
    let call = app.put(PATH).bearer(&luigi.token).header("if-match", "\"0\"").json(other.clone());
    let stale = call.expect(412).await;
    assert_eq!((stale.problem(), stale.header("etag")), ("precondition-failed".to_owned(), &*tag));
    app.put(PATH).bearer(&luigi.token).json(other.clone()).expect(428).await;
    set(&app, luigi, "*", &other, 200).await;
    // Another role is no other choice.
    let path = format!("/api/v1/members/{}/role", luigi.id.0);
    let role = json!({ "role": "manager", "title": "chef" });
    let (_, tag) = read(&app, luigi).await;
    app.put(path).bearer(&pizza.owner.token).json(role).expect(200).await;
    app.project().await;
    set(&app, luigi, &tag, &body, 200).await;
}

#[tokio::test]
async fn what_cannot_be_is_refused_by_field() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let refused = async |kinds: Value, quiet: Value| {
        let body = json!({ "kinds": kinds, "quiet_hours": quiet });
        let call = app.put(PATH).bearer(&pizza.luigi.token).header("if-match", "*").json(body);
        let problem = call.expect(422).await.json();
        problem["errors"][0]["pointer"].as_str().unwrap_or_default().to_owned()
    };
    let task = json!({ "kind": "task", "in_app": false, "push": true });
    assert_eq!(refused(json!([task, task]), Value::Null).await, "/kinds/1");
    let same = json!({ "from": "07:00:00", "to": "07:00:00" });
    assert_eq!(refused(json!([]), same).await, "/quiet_hours");
    let unknown = json!([{ "kind": "gossip", "in_app": true, "push": true }]);
    assert_eq!(refused(unknown, Value::Null).await, "/kinds/0/kind");
    app.get(PATH).expect(401).await;
}

#[tokio::test]
async fn the_rule_of_the_business_for_urgent_notices_is_told_with_it() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let rules = json!({
        "acknowledge_normal_within": null, "acknowledge_urgent_within": 15,
        "quiet_hours": null, "urgent_breaks_quiet_hours": false,
    });
    let call = app.put("/api/v1/tenant/notification-rules").bearer(&pizza.owner.token).json(rules);
    call.expect(200).await;
    app.project().await;
    assert_eq!(read(&app, &pizza.luigi).await.0["urgent_breaks_quiet_hours"], false);
}
