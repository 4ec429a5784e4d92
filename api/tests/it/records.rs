//! Tasks and what is remembered, as actions: previewed, approved, taken back.

use chrono::{DateTime, Utc};
use domain::action::{
    Action, ActionCommand, ActionRequested, CompletionPreview, FactPreview, Named, Preview,
    ReplacedFact, TaskPreview,
};
use domain::memory::Source;
use domain::task::Outcome;
use domain::tenant::Policy;
use domain::{ActionId, ConversationId, FactId, MessageId, Personal, TurnId};
use eventing::Step;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Business, TestApp};

/// An action of Luigi's that waits with this preview.
async fn waiting(
    app: &TestApp,
    pizza: &Business,
    conversation: ConversationId,
    kind: &str,
    arguments: Value,
    preview: Preview,
) -> ActionId {
    let action_id = ActionId(Uuid::now_v7());
    let luigi = pizza.luigi.id;
    let requested = ActionRequested {
        action_id,
        turn_id: TurnId(Uuid::now_v7()),
        conversation_id: conversation,
        member_id: luigi,
        kind: kind.to_owned(),
        arguments: Personal::of(luigi, arguments),
        tag: actions::tag(&preview),
        preview: Personal::of_all(luigi, preview.named(), preview),
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

/// Luigi approves what the action shows now.
async fn approve(app: &TestApp, pizza: &Business, id: ActionId) {
    let path = format!("/api/v1/actions/{id}");
    let tag = app.get(&path).bearer(&pizza.luigi.token).expect(200).await.json()["tag"].clone();
    let approve = app.post(format!("{path}/approve")).bearer(&pizza.luigi.token);
    approve.json(json!({ "tag": tag })).expect(200).await;
    app.project().await;
}

async fn undo(app: &TestApp, pizza: &Business, id: ActionId) {
    app.post(format!("/api/v1/actions/{id}/undo")).bearer(&pizza.luigi.token).expect(200).await;
    app.project().await;
}

async fn first(app: &TestApp, token: &str, path: &str) -> Value {
    app.get(path).bearer(token).expect(200).await.json()["items"][0].clone()
}

async fn task_for_peach(app: &TestApp, pizza: &Business) -> ActionId {
    let preview = Preview::CreateTask(TaskPreview {
        title: "Order flour".to_owned(),
        notes: None,
        assignee: Some(Named { member_id: pizza.peach.id, name: "peach".to_owned(), own: false }),
        due_at: None,
        local_time: None,
    });
    let arguments = json!({"title": "Order flour", "assignee": "peach"});
    let conversation = ConversationId(Uuid::now_v7());
    let id = waiting(app, pizza, conversation, "create_task", arguments, preview).await;
    approve(app, pizza, id).await;
    id
}

#[tokio::test]
async fn a_task_that_was_created_is_taken_back_with_its_notice() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let id = task_for_peach(&app, &pizza).await;
    let peach = &pizza.peach.token;
    let task = first(&app, peach, "/api/v1/tasks").await;
    assert_eq!((&task["title"], &task["status"]), (&json!("Order flour"), &json!("open")));
    let notice = first(&app, peach, "/api/v1/notifications").await;
    assert_eq!(notice["text"], "A task for you: Order flour");
    assert_eq!(notice["withdrawn_at"], Value::Null);

    undo(&app, &pizza, id).await;
    assert_eq!(first(&app, peach, "/api/v1/tasks").await["status"], "cancelled");
    let notice = first(&app, peach, "/api/v1/notifications").await;
    assert_ne!(notice["withdrawn_at"], Value::Null);
}

#[tokio::test]
async fn a_task_that_was_completed_is_opened_again() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let task = task_for_peach(&app, &pizza).await.task();
    let preview = Preview::CompleteTask(CompletionPreview {
        task_id: task,
        title: "Order flour".to_owned(),
        outcome: Outcome::Done,
        concerns: vec![pizza.luigi.id, pizza.peach.id],
    });
    let conversation = ConversationId(Uuid::now_v7());
    let arguments = json!({ "task": task });
    let id = waiting(&app, &pizza, conversation, "complete_task", arguments, preview).await;
    approve(&app, &pizza, id).await;
    let path = format!("/api/v1/tasks/{task}");
    let status = || async {
        app.get(&path).bearer(&pizza.peach.token).expect(200).await.json()["status"].clone()
    };
    assert_eq!(status().await, "done");
    undo(&app, &pizza, id).await;
    assert_eq!(status().await, "open");
}

#[tokio::test]
async fn a_fact_that_took_the_place_of_another_gives_it_back() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let token = &pizza.luigi.token;
    let old = json!({"text": "My shoe size is 42"});
    app.post("/api/v1/facts").bearer(token).json(old).expect(201).await;
    let started = app.post("/api/v1/conversations").bearer(token).json(json!({})).expect(201).await;
    let conversation = started.json()["conversation_id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/conversations/{conversation}/messages");
    let said = "My shoe size is 43";
    let sent = app.post(&path).bearer(token).json(json!({ "text": said })).expect(202).await.json();
    app.project().await;

    let known = first(&app, token, "/api/v1/facts").await;
    let valid_from: DateTime<Utc> = known["valid_from"].as_str().unwrap().parse().unwrap();
    let conversation = ConversationId(conversation.parse().unwrap());
    let preview = Preview::RememberFact(FactPreview {
        text: said.to_owned(),
        topic: Some("shoe size".to_owned()),
        sentence: said.to_owned(),
        conversation_id: conversation,
        message_id: MessageId(sent["message_id"].as_str().unwrap().parse().unwrap()),
        replaces: Some(ReplacedFact {
            fact_id: FactId(known["id"].as_str().unwrap().parse().unwrap()),
            version: 1,
            text: "My shoe size is 42".to_owned(),
            topic: Some("shoe size".to_owned()),
            sentence: None,
            source: Source::Typed,
            valid_from,
        }),
    });
    let arguments = json!({"text": said, "quote": said});
    let id = waiting(&app, &pizza, conversation, "remember_fact", arguments, preview).await;
    approve(&app, &pizza, id).await;
    let now = first(&app, token, "/api/v1/facts").await;
    assert_eq!((&now["text"], &now["id"]), (&json!(said), &known["id"]));
    assert_eq!(now["source"]["sentence"], said);

    undo(&app, &pizza, id).await;
    let now = first(&app, token, "/api/v1/facts").await;
    assert_eq!((&now["text"], &now["version"]), (&json!("My shoe size is 42"), &json!(3)));
    assert_eq!(now["source"]["kind"], "typed");
}
