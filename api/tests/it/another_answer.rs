//! Another answer to a message that has one.

use domain::{ActionId, MessageId, TurnId};
use serde_json::json;
use uuid::Uuid;

use crate::support::{TestApp, id};

#[tokio::test]
async fn the_last_message_is_answered_again_beside_its_answer() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let said = app.say(&pizza.luigi, "Whom do I call?").await;
    let reply = app.answer(&pizza, &pizza.luigi, said, vec![]).await;
    app.project().await;
    let retry =
        |turn: Uuid| app.post(format!("/api/v1/turns/{turn}/retry")).bearer(&pizza.luigi.token);
    let again = retry(said.2).expect(202).await.json();
    let next = TurnId::of(MessageId(said.1), 2).0;
    assert_eq!(id(&again["turn_id"]), next);
    // It has begun, so it is not begun twice.
    assert_eq!(retry(said.2).expect(409).await.problem(), "turn-not-retryable");
    assert_eq!(retry(next).expect(404).await.problem(), "not-found");
    app.project().await;
    assert_eq!(retry(next).expect(409).await.problem(), "turn-not-retryable");
    let messages =
        app.get(format!("/api/v1/conversations/{}/messages", said.0)).bearer(&pizza.luigi.token);
    let items = messages.expect(200).await.json()["items"].clone();
    assert_eq!((&items[0]["turn_id"], &items[0]["turn_status"]), (&json!(next), &json!("running")));
    assert_eq!((id(&items[1]["id"]), id(&items[1]["in_reply_to"])), (reply, said.1));
}

#[tokio::test]
async fn not_if_something_was_done_or_said_since() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let retried = async |turn: Uuid| {
        app.project().await;
        let retry = app.post(format!("/api/v1/turns/{turn}/retry")).bearer(&pizza.luigi.token);
        let refused = retry.expect(409).await;
        assert_eq!(refused.problem(), "turn-not-retryable");
        refused.json()["detail"].as_str().unwrap().to_owned()
    };
    let acted = app.say(&pizza.luigi, "Tell Peach.").await;
    app.answer(&pizza, &pizza.luigi, acted, vec![ActionId(Uuid::now_v7())]).await;
    let detail = retried(acted.2).await;
    assert!(detail.starts_with("Something was done about it already"), "{detail}");

    let said = app.say(&pizza.luigi, "Whom do I call?").await;
    app.answer(&pizza, &pizza.luigi, said, vec![]).await;
    let path = format!("/api/v1/conversations/{}/messages", said.0);
    let more = json!({ "text": "Never mind." });
    app.post(path).bearer(&pizza.luigi.token).json(more).expect(202).await;
    assert_eq!(retried(said.2).await, "Only the last message can be answered again.");
}
