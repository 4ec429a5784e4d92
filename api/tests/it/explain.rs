//! Explanations: from a message to what came of it.

use chrono::Utc;
use domain::turn::{Turn, TurnCommand, TurnFailed, TurnStarted};
use domain::{Actor, ConversationId, TurnId};
use eventing::{CommandRequest, Step};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Business, Someone, TestApp};

async fn told(app: &TestApp, who: &Someone, id: impl std::fmt::Display) -> Value {
    let call = app.get(format!("/api/v1/explain/{id}")).bearer(&who.token);
    call.expect(200).await.json()
}

fn kinds(told: &Value) -> Vec<(&str, &str)> {
    let nodes = told["nodes"].as_array().unwrap().iter();
    nodes.map(|node| (node["kind"].as_str().unwrap(), node["event"].as_str().unwrap())).collect()
}

/// A command as the steward gives it in a story.
async fn react(app: &TestApp, business: &Business, story: Uuid, cause: Uuid, step: Step) {
    let mut request = CommandRequest::new(business.tenant, Actor::Steward, Utc::now());
    (request.correlation_id, request.causation_id) = (story, cause);
    app.store.execute(request, vec![step]).await.unwrap();
}

#[tokio::test]
async fn a_message_is_followed_to_the_end_of_its_turn() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let other = app.business("other.com").await;
    let (conversation, message, turn) = app.say(&pizza.luigi, "A word for nobody else").await;
    let begun = TurnStarted {
        turn_id: TurnId(turn),
        conversation_id: ConversationId(conversation),
        message_id: message.into(),
        member_id: pizza.luigi.id,
        attempt: 1,
    };
    let begin = Step::new::<Turn>(turn, TurnCommand::BeginTurn(begun));
    react(&app, &pizza, message, message, begin).await;
    let failed = TurnFailed { reason: "model-unavailable".to_owned() };
    let fail = Step::new::<Turn>(turn, TurnCommand::FailTurn(failed));
    react(&app, &pizza, message, turn, fail).await;
    app.project().await;

    let by_turn = told(&app, &pizza.luigi, turn).await;
    assert_eq!(
        kinds(&by_turn),
        [("message", "MessageSent"), ("turn", "TurnStarted"), ("turn", "TurnFailed")]
    );
    assert_eq!(by_turn["root"], by_turn["nodes"][0]["id"]);
    assert_eq!(by_turn["nodes"][2]["data"]["TurnFailed"]["reason"], "model-unavailable");
    let edge = |at: usize| &by_turn["edges"][at];
    let id = |at: usize| &by_turn["nodes"][at]["id"];
    assert_eq!((&edge(0)["from"], &edge(0)["to"]), (id(0), id(1)));
    assert_eq!((&edge(1)["from"], &edge(1)["to"]), (id(1), id(2)));
    assert_eq!(edge(1)["why"], "follows");
    assert!(!by_turn.to_string().contains("nobody else"));
    assert_eq!((&by_turn["effects"], &by_turn["truncated"]), (&json!([]), &json!(false)));

    // The same story, whatever of it is asked about.
    for about in [message.to_string(), id(2).as_str().unwrap().to_owned()] {
        let same = told(&app, &pizza.owner, about).await;
        assert_eq!(same["nodes"], by_turn["nodes"]);
    }
    for who in [&pizza.peach, &other.owner] {
        let path = format!("/api/v1/explain/{message}");
        app.get(path).bearer(&who.token).expect(404).await;
    }
    let path = format!("/api/v1/explain/{}", Uuid::now_v7());
    app.get(path).bearer(&pizza.owner.token).expect(404).await;
}

#[tokio::test]
async fn an_action_is_followed_to_its_effects() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let policy = domain::tenant::Policy::Allow;
    let acted = app.act(&pizza, &pizza.luigi, &pizza.peach, policy).await;
    app.project().await;
    let told = told(&app, &pizza.owner, acted.notification).await;
    assert_eq!(
        kinds(&told),
        [
            ("policy", "ActionRequested"),
            ("action", "ActionPerformed"),
            ("effect", "NotificationIssued")
        ]
    );
    let effect = &told["effects"][0];
    assert_eq!(effect["stream"], json!({ "type": "Notification", "id": acted.notification }));
    assert_eq!(told["nodes"][0]["data"]["ActionRequested"]["decision"], "allow");
    assert!(!told.to_string().contains("A delivery arrives"));
}
