//! Reminders that the steward is asked for: previewed, approved, taken back.

use chrono::{DateTime, SubsecRound, Utc};
use domain::action::{Action, ActionCommand, ActionRequested, Preview, ReminderPreview};
use domain::reminder::{Reminder, ReminderCommand, ReminderFired};
use domain::tenant::Policy;
use domain::{ActionId, ConversationId, Personal, TimeZone, TurnId, when};
use eventing::Step;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Business, Someone, TestApp, in_hours};

/// A waiting reminder of somebody for somebody, as a turn leaves it.
async fn waiting(app: &TestApp, pizza: &Business, who: &Someone, hours: i64) -> ActionId {
    let action_id = ActionId(Uuid::now_v7());
    let due_at = in_hours(hours).trunc_subsecs(6);
    let preview = Preview::ScheduleReminder(ReminderPreview {
        text: "Order flour.".to_owned(),
        due_at,
        local_time: local(due_at),
        member_id: who.id,
        name: "luigi".to_owned(),
        own: true,
    });
    let requested = ActionRequested {
        action_id,
        turn_id: TurnId(Uuid::now_v7()),
        conversation_id: ConversationId(Uuid::now_v7()),
        member_id: who.id,
        kind: "schedule_reminder".to_owned(),
        arguments: Personal::of(who.id, json!({"text": "Order flour.", "when": due_at})),
        tag: actions::tag(&preview),
        preview: Personal::of(who.id, preview),
        decision: Policy::Ask,
        tainted: false,
        resolved_at: Some(Utc::now()),
        expires_at: None,
    };
    let step = Step::new::<Action>(action_id, ActionCommand::RequestAction(requested));
    app.run(pizza.tenant, vec![step]).await;
    app.project().await;
    action_id
}

fn local(at: DateTime<Utc>) -> String {
    when::describe(at, TimeZone::parse("Europe/Rome").unwrap().0)
}

async fn read(app: &TestApp, who: &Someone, path: &str) -> Value {
    app.project().await;
    app.get(path).bearer(&who.token).expect(200).await.json()
}

#[tokio::test]
async fn a_reminder_is_previewed_approved_and_taken_back() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let luigi = &pizza.luigi;
    let id = waiting(&app, &pizza, luigi, 5).await;
    let path = format!("/api/v1/actions/{}", id.0);
    let action = read(&app, luigi, &path).await;
    let local = local(action["preview"]["due_at"].as_str().unwrap().parse().unwrap());
    assert_eq!(action["preview"]["kind"], "schedule_reminder");
    assert_eq!(action["preview"]["local_time"], local.as_str());
    let summary = format!("Waits for your approval to set a reminder for you: {local}.");
    assert_eq!(action["summary"], summary.as_str());
    assert_eq!(read(&app, luigi, "/api/v1/reminders").await["items"], json!([]));

    let post =
        |verb: &str, body| app.post(format!("{path}/{verb}")).bearer(&luigi.token).json(body);
    post("approve", json!({ "tag": action["tag"] })).expect(200).await;
    let reminders = read(&app, luigi, "/api/v1/reminders").await;
    assert_eq!(reminders["items"].as_array().unwrap().len(), 1);
    assert_eq!(reminders["items"][0]["status"], "scheduled");
    assert_eq!(reminders["items"][0]["action_id"], id.0.to_string());
    let action = read(&app, luigi, &path).await;
    assert_eq!(action["summary"], format!("Reminder set for you: {local}."));
    assert_eq!(action["undoable"], true);

    app.post(format!("{path}/undo")).bearer(&luigi.token).expect(200).await;
    let reminders = read(&app, luigi, "/api/v1/reminders").await;
    assert_eq!(reminders["items"][0]["status"], "cancelled");
    let action = read(&app, luigi, &path).await;
    assert_eq!(action["summary"], format!("Cancelled the reminder for you: {local}."));
}

#[tokio::test]
async fn what_was_given_cannot_be_taken_back() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let luigi = &pizza.luigi;
    let id = waiting(&app, &pizza, luigi, 5).await;
    let path = format!("/api/v1/actions/{}", id.0);
    let tag = read(&app, luigi, &path).await["tag"].clone();
    let approve = app.post(format!("{path}/approve")).bearer(&luigi.token);
    approve.json(json!({ "tag": tag })).expect(200).await;
    let fired = ReminderCommand::FireReminder(ReminderFired { notification: None });
    app.run(pizza.tenant, vec![Step::new::<Reminder>(id.reminder(), fired)]).await;
    let undo = app.post(format!("{path}/undo")).bearer(&luigi.token);
    assert_eq!(undo.expect(409).await.problem(), "reminder-fired");
    assert_eq!(read(&app, luigi, &path).await["status"], "performed");
}

#[tokio::test]
async fn a_moment_that_passed_while_it_waited_is_not_approved_but_can_be_changed() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let luigi = &pizza.luigi;
    let id = waiting(&app, &pizza, luigi, -1).await;
    let path = format!("/api/v1/actions/{}", id.0);
    let tag = read(&app, luigi, &path).await["tag"].clone();
    let approve = app.post(format!("{path}/approve")).bearer(&luigi.token);
    let refused = approve.json(json!({ "tag": tag })).expect(409).await;
    assert_eq!(refused.problem(), "action-not-possible");
    let revise = |who: &Someone, arguments: Value| {
        let body = json!({ "arguments": arguments });
        app.post(format!("{path}/revise")).bearer(&who.token).json(body)
    };
    let later = json!({"text": "Order flour.", "when": in_hours(5)});
    revise(&pizza.peach, later.clone()).expect(404).await;
    let mut others = later.clone();
    others["member"] = json!("peach");
    let refused = revise(luigi, others).expect(422).await.json();
    let detail = refused["errors"][0]["detail"].as_str().unwrap();
    assert!(detail.contains("only owners and managers"), "{detail}");
    let tag = revise(luigi, later).expect(200).await.json()["tag"].clone();
    let approve = app.post(format!("{path}/approve")).bearer(&luigi.token);
    approve.json(json!({ "tag": tag })).expect(200).await;
    let reminders = read(&app, luigi, "/api/v1/reminders").await;
    assert_eq!(reminders["items"][0]["status"], "scheduled");
}
