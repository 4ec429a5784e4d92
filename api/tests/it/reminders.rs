//! Reminders, the trail of a notice, and how the business wants its people told.

use domain::tenant::Policy;
use serde_json::json;

use crate::support::{TestApp, in_hours};

#[tokio::test]
async fn a_reminder_is_set_listed_and_taken_back() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let (luigi, peach) = (&pizza.luigi, &pizza.peach);
    let due = in_hours(5);
    let set = |who: &str, body| app.post("/api/v1/reminders").bearer(who).json(body);
    let body = json!({ "text": "Order flour", "due_at": due });
    let reminder = set(&luigi.token, body).expect(201).await.json();
    let path = format!("/api/v1/reminders/{}", reminder["reminder_id"].as_str().unwrap());
    app.project().await;
    let list = app.get("/api/v1/reminders").bearer(&luigi.token).expect(200).await.json();
    assert_eq!(list["items"][0]["text"], "Order flour");
    assert_eq!(list["items"][0]["status"], "scheduled");
    assert_eq!(list["items"][0]["member"]["name"], "luigi");
    let others = app.get("/api/v1/reminders").bearer(&peach.token).expect(200).await.json();
    assert_eq!(others["items"], json!([]));

    app.post(format!("{path}/cancel")).bearer(&peach.token).expect(404).await;
    app.post(format!("{path}/cancel")).bearer(&luigi.token).expect(200).await;
    app.post(format!("{path}/cancel")).bearer(&luigi.token).expect(200).await;
    app.project().await;
    let list = app.get("/api/v1/reminders").bearer(&luigi.token).expect(200).await.json();
    assert_eq!(list["items"][0]["status"], "cancelled");

    for (body, pointer) in [
        (json!({ "text": "x", "due_at": in_hours(-1) }), "/due_at"),
        (json!({ "text": "x", "due_at": in_hours(24 * 366 * 6) }), "/due_at"),
        (json!({ "text": " ", "due_at": due }), "/text"),
    ] {
        let refused = set(&luigi.token, body).expect(422).await.json();
        assert_eq!(refused["errors"][0]["pointer"], pointer);
    }
}

#[tokio::test]
async fn only_who_runs_the_business_reminds_others() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let other = app.business("other.com").await;
    let body = |member| json!({ "text": "Open at 9", "due_at": in_hours(5), "member_id": member });
    let set = |who: &str, body| app.post("/api/v1/reminders").bearer(who).json(body);
    set(&pizza.luigi.token, body(pizza.peach.id)).expect(403).await;
    let foreign = set(&pizza.owner.token, body(other.peach.id)).expect(422).await.json();
    assert_eq!(foreign["errors"][0]["pointer"], "/member_id");
    set(&pizza.owner.token, body(pizza.peach.id)).expect(201).await;
    app.project().await;
    for who in [&pizza.owner, &pizza.peach] {
        let list = app.get("/api/v1/reminders").bearer(&who.token).expect(200).await.json();
        assert_eq!(list["items"][0]["text"], "Open at 9");
    }
}

#[tokio::test]
async fn both_sides_see_how_far_a_notice_has_come() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let acted = app.act(&pizza, &pizza.luigi, &pizza.peach, Policy::Allow).await;
    let path = format!("/api/v1/notifications/{}", acted.notification);
    app.post(format!("{path}/acknowledge")).bearer(&pizza.peach.token).expect(200).await;
    app.project().await;
    for who in [&pizza.luigi, &pizza.peach] {
        let trail = app.get(&path).bearer(&who.token).expect(200).await.json();
        assert_eq!(trail["status"], "acknowledged");
        assert_eq!(trail["to"]["name"], "peach");
        assert_eq!(trail["rung"], 0);
        assert!(trail["acknowledged_at"].is_string() && trail["escalated_at"].is_null());
    }
    app.get(&path).bearer(&pizza.owner.token).expect(404).await;
    let sent = app.get("/api/v1/notifications/sent").bearer(&pizza.luigi.token).expect(200).await;
    assert_eq!(sent.json()["items"][0]["id"], acted.notification.to_string());
    let sent = app.get("/api/v1/notifications/sent").bearer(&pizza.peach.token).expect(200).await;
    assert_eq!(sent.json()["items"], json!([]));
}

#[tokio::test]
async fn notices_are_put_off_and_read_all_at_once() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let peach = &pizza.peach.token;
    let first = app.act(&pizza, &pizza.luigi, &pizza.peach, Policy::Allow).await;
    app.act(&pizza, &pizza.owner, &pizza.peach, Policy::Allow).await;
    app.act(&pizza, &pizza.owner, &pizza.peach, Policy::Allow).await;
    app.project().await;
    let snooze = |until| {
        let path = format!("/api/v1/notifications/{}/snooze", first.notification);
        app.post(path).bearer(peach).json(json!({ "until": until }))
    };
    assert_eq!(snooze(in_hours(-1)).expect(422).await.json()["errors"][0]["pointer"], "/until");
    snooze(in_hours(2)).expect(200).await;
    app.project().await;
    let list = app.get("/api/v1/notifications").bearer(peach).expect(200).await.json();
    assert_eq!(list["unread"], 2);
    assert!(list["items"][2]["held_until"].is_string());
    let all = || app.post("/api/v1/notifications/read-all").bearer(peach).key("once");
    let done = all().expect(200).await.json();
    assert_eq!(all().expect(200).await.json(), done);
    app.project().await;
    let list = app.get("/api/v1/notifications").bearer(peach).expect(200).await.json();
    assert_eq!(list["unread"], 0);
    assert_eq!(app.events_of("NotificationRead").await, 2);
}

#[tokio::test]
async fn the_business_decides_how_its_people_are_told() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let path = "/api/v1/tenant/notification-rules";
    let usual = app.get(path).bearer(&pizza.luigi.token).expect(200).await.json();
    assert_eq!(usual["acknowledge_urgent_within"], 15);
    assert_eq!(usual["quiet_hours"], json!(null));
    let set = |who: &str, body| app.put(path).bearer(who).json(body);
    let rules = json!({
        "acknowledge_normal_within": null,
        "acknowledge_urgent_within": 5,
        "quiet_hours": { "from": "22:00:00", "to": "07:00:00" },
        "urgent_breaks_quiet_hours": true,
    });
    set(&pizza.luigi.token, rules.clone()).expect(403).await;
    set(&pizza.owner.token, rules.clone()).expect(200).await;
    app.project().await;
    assert_eq!(app.get(path).bearer(&pizza.luigi.token).expect(200).await.json(), rules);
    for (field, value, pointer) in [
        ("acknowledge_urgent_within", json!(0), "/acknowledge_urgent_within"),
        ("quiet_hours", json!({ "from": "22:00:00", "to": "22:00:00" }), "/quiet_hours"),
        ("quiet_hours", json!({ "from": "late", "to": "22:00:00" }), "/quiet_hours/from"),
    ] {
        let mut wrong = rules.clone();
        wrong[field] = value;
        let refused = set(&pizza.owner.token, wrong).expect(422).await.json();
        assert_eq!(refused["errors"][0]["pointer"], pointer);
    }
}
