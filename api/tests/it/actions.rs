//! Deciding on what the steward wants to do, and taking back what it did.

use domain::action::{Action, ActionCommand, ActionRequested, NoticePreview, Preview};
use domain::member::{Member, MemberCommand, MemberRemoved};
use domain::notification::Urgency;
use domain::tenant::Policy;
use domain::{ActionId, ConversationId, Personal, TurnId};
use eventing::Step;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Business, TestApp, in_hours};

/// A waiting action of Luigi's that tells Peach; its path.
async fn waiting(app: &TestApp, pizza: &Business) -> String {
    let acted = app.act(pizza, &pizza.luigi, &pizza.peach, Policy::Ask).await;
    app.project().await;
    format!("/api/v1/actions/{}", acted.action)
}

/// The action as Luigi sees it.
async fn seen(app: &TestApp, pizza: &Business, path: &str) -> Value {
    app.project().await;
    app.get(path).bearer(&pizza.luigi.token).expect(200).await.json()
}

async fn inbox(app: &TestApp, pizza: &Business) -> Value {
    app.project().await;
    app.get("/api/v1/notifications").bearer(&pizza.peach.token).expect(200).await.json()
}

#[tokio::test]
async fn what_was_previewed_is_done_once() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let path = waiting(&app, &pizza).await;
    let luigi = &pizza.luigi.token;
    let action = seen(&app, &pizza, &path).await;
    assert_eq!(action["status"], "waiting");
    assert_eq!(action["undoable"], false);
    assert_eq!(action["preview"]["recipients"][0]["name"], "peach");
    assert!(
        action["summary"].as_str().unwrap().starts_with("Waits for your approval to notify peach")
    );
    let approve = |tag: &Value, key: &str| {
        app.post(format!("{path}/approve")).bearer(luigi).key(key).json(json!({ "tag": tag }))
    };
    assert_eq!(approve(&json!("another"), "a").expect(412).await.problem(), "preview-changed");
    assert_eq!(inbox(&app, &pizza).await["items"], json!([]));

    // Resolved again it gives another reason: that is shown first, and nothing is done.
    assert_eq!(approve(&action["tag"], "b").expect(412).await.problem(), "preview-changed");
    let anew = seen(&app, &pizza, &path).await;
    assert_eq!(anew["status"], "waiting");
    assert_ne!(anew["tag"], action["tag"]);
    assert_eq!(anew["preview"]["recipients"][0]["reason"], "named in the request");
    assert_eq!(inbox(&app, &pizza).await["items"], json!([]));

    let done = approve(&anew["tag"], "c").expect(200).await.json();
    assert_eq!(approve(&anew["tag"], "c").expect(200).await.json(), done);
    assert_eq!(approve(&anew["tag"], "d").expect(409).await.problem(), "action-settled");
    let notices = inbox(&app, &pizza).await;
    assert_eq!(notices["items"].as_array().unwrap().len(), 1);
    assert_eq!(notices["items"][0]["reason"], "named in the request");
    let action = seen(&app, &pizza, &path).await;
    assert_eq!(action["status"], "performed");
    assert_eq!(action["summary"], "Notified peach: named in the request.");
    let late = app.post(format!("{path}/reject")).bearer(luigi).json(json!({})).expect(409).await;
    assert_eq!(late.problem(), "action-settled");
}

#[tokio::test]
async fn edited_arguments_are_previewed_first() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let path = waiting(&app, &pizza).await;
    let revise = |arguments: Value| {
        let body = json!({ "arguments": arguments });
        app.post(format!("{path}/revise")).bearer(&pizza.luigi.token).json(body)
    };
    for (arguments, words) in [
        (json!({"text": "x", "member": "Nobody"}), "nobody here is called Nobody"),
        (json!({"text": "x", "member": "peach", "tenant": "other"}), "unknown field `tenant`"),
        (json!({"text": ["x"]}), "the arguments do not fit"),
        (json!("peach"), "the arguments do not fit"),
    ] {
        let refused = revise(arguments).expect(422).await.json();
        assert_eq!(refused["errors"][0]["pointer"], "/arguments");
        let detail = refused["errors"][0]["detail"].as_str().unwrap();
        assert!(detail.contains(words), "{detail}");
    }
    let edited = json!({"text": "It comes at 9.", "member": "peach", "urgency": "urgent"});
    let revised = revise(edited.clone()).expect(200).await.json();
    let action = seen(&app, &pizza, &path).await;
    assert_eq!(action["tag"], revised["tag"]);
    assert_eq!(action["arguments"], edited);
    assert_eq!(action["preview"]["text"], "It comes at 9.");
    let approve = app.post(format!("{path}/approve")).bearer(&pizza.luigi.token);
    approve.json(json!({ "tag": revised["tag"] })).expect(200).await;
    let notices = inbox(&app, &pizza).await;
    assert_eq!(notices["items"][0]["text"], "It comes at 9.");
    assert_eq!(notices["items"][0]["urgency"], "urgent");
}

#[tokio::test]
async fn rights_and_people_are_checked_again_when_it_is_approved() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let path = waiting(&app, &pizza).await;
    let tag = seen(&app, &pizza, &path).await["tag"].clone();
    let approve = || {
        let body = json!({ "tag": tag });
        app.post(format!("{path}/approve")).bearer(&pizza.luigi.token).json(body)
    };
    let policies =
        |body: Value| app.put("/api/v1/tenant/policies").bearer(&pizza.owner.token).json(body);
    let by_role = json!({"member": {"notify_user": "deny"}});
    policies(json!({"policies": {}, "by_role": by_role})).expect(200).await;
    app.project().await;
    let read = app.get("/api/v1/tenant/policies").bearer(&pizza.owner.token).expect(200).await;
    let read = read.json();
    assert_eq!(read["policies"]["notify_user"], "allow");
    assert_eq!(read["by_role"], by_role);
    assert_eq!(approve().expect(403).await.problem(), "action-denied");
    policies(json!({"policies": {}})).expect(200).await;
    let remove = MemberCommand::RemoveMember(MemberRemoved { removed_by: None });
    app.run(pizza.tenant, vec![Step::new::<Member>(pizza.peach.id, remove)]).await;
    app.project().await;
    let refused = approve().expect(409).await;
    assert_eq!(refused.problem(), "action-not-possible");
    assert!(refused.json()["detail"].as_str().unwrap().contains("nobody here is called peach"));
    assert_eq!(seen(&app, &pizza, &path).await["status"], "waiting");
}

#[tokio::test]
async fn a_rejection_settles_it() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let path = waiting(&app, &pizza).await;
    let luigi = &pizza.luigi.token;
    let tag = seen(&app, &pizza, &path).await["tag"].clone();
    let reject = app
        .post(format!("{path}/reject"))
        .bearer(luigi)
        .json(json!({ "reason": "She knows already" }));
    reject.expect(200).await;
    let approve = app.post(format!("{path}/approve")).bearer(luigi).json(json!({ "tag": tag }));
    assert_eq!(approve.expect(409).await.problem(), "action-settled");
    let undo = app.post(format!("{path}/undo")).bearer(luigi);
    assert_eq!(undo.expect(409).await.problem(), "action-not-performed");
    assert_eq!(seen(&app, &pizza, &path).await["status"], "rejected");
    for (query, found) in [("", 1), ("?status=rejected", 1), ("?status=waiting", 0)] {
        let list = app.get(format!("/api/v1/actions{query}")).bearer(luigi).expect(200).await;
        assert_eq!(list.json()["items"].as_array().unwrap().len(), found, "{query}");
    }
}

#[tokio::test]
async fn what_was_done_is_taken_back() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let acted = app.act(&pizza, &pizza.luigi, &pizza.peach, Policy::Allow).await;
    let path = format!("/api/v1/actions/{}", acted.action);
    assert_eq!(seen(&app, &pizza, &path).await["undoable"], true);
    assert_eq!(inbox(&app, &pizza).await["unread"], 1);
    let undo = |who: &str| app.post(format!("{path}/undo")).bearer(who);
    undo(&pizza.peach.token).expect(404).await;
    undo(&pizza.luigi.token).expect(200).await;
    undo(&pizza.luigi.token).expect(200).await;
    let action = seen(&app, &pizza, &path).await;
    assert_eq!(action["status"], "undone");
    assert_eq!(action["undoable"], false);
    assert!(action["summary"].as_str().unwrap().starts_with("Took back the notice to peach"));
    let notices = inbox(&app, &pizza).await;
    assert!(notices["items"][0]["withdrawn_at"].is_string());
    assert_eq!(notices["unread"], 0, "there is nothing left to see to");
    let unknown = format!("/api/v1/actions/{}/undo", Uuid::now_v7());
    app.post(unknown).bearer(&pizza.luigi.token).expect(404).await;
}

#[tokio::test]
async fn what_has_expired_is_not_done_although_no_timer_has_closed_it() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let action = ActionId(Uuid::now_v7());
    let preview = Preview::NotifyUser(NoticePreview {
        text: "x".to_owned(),
        urgency: Urgency::Normal,
        recipients: Vec::new(),
    });
    let requested = ActionRequested {
        action_id: action,
        turn_id: TurnId(Uuid::now_v7()),
        conversation_id: ConversationId(Uuid::now_v7()),
        member_id: pizza.luigi.id,
        kind: "notify_user".to_owned(),
        arguments: Personal::of(pizza.luigi.id, json!({"text": "x", "member": "peach"})),
        tag: "tag".to_owned(),
        preview: Personal::of(pizza.luigi.id, preview),
        decision: Policy::Ask,
        tainted: false,
        resolved_at: None,
        expires_at: Some(in_hours(-1)),
    };
    let request = ActionCommand::RequestAction(requested);
    app.run(pizza.tenant, vec![Step::new::<Action>(action, request)]).await;
    let decide = |how: &str, body: Value| {
        app.post(format!("/api/v1/actions/{action}/{how}")).bearer(&pizza.luigi.token).json(body)
    };
    let late = decide("approve", json!({ "tag": "tag" })).expect(409).await;
    assert_eq!(late.problem(), "action-expired");
    let late = decide("revise", json!({ "arguments": {"text": "y", "member": "peach"} }));
    assert_eq!(late.expect(409).await.problem(), "action-expired");
    assert_eq!(inbox(&app, &pizza).await["items"], json!([]));
}
