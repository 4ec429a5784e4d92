//! The same key takes effect once.

use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn a_repeated_key_gives_the_first_answer() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let conversation = app.conversation(&pizza.luigi).await;
    let path = format!("/api/v1/conversations/{conversation}/messages");
    let send = |text: &str| {
        app.post(&path).bearer(&pizza.luigi.token).key("a-key").json(json!({ "text": text }))
    };
    let first = send("Hello").expect(202).await.json();
    let before = app.events().await;
    // Spaces and the order of fields are not another request.
    let again = app.post(&path).bearer(&pizza.luigi.token).key("\"a-key\"");
    let again = again
        .raw("application/json; charset=utf-8", " { \"text\" : \"Hello\" } ")
        .expect(202)
        .await
        .json();
    assert_eq!(first, again);
    assert_eq!(app.events().await, before);
    let reused = send("Goodbye").expect(422).await;
    assert_eq!(reused.problem(), "idempotency-key-reused");
    // Another path under the same key is another request as well.
    let other = app.conversation(&pizza.luigi).await;
    let elsewhere =
        app.post(format!("/api/v1/conversations/{other}/messages")).bearer(&pizza.luigi.token);
    elsewhere.key("a-key").json(json!({ "text": "Hello" })).expect(422).await;
    // Another member's key is their own.
    let theirs = app.conversation(&pizza.peach).await;
    let peach =
        app.post(format!("/api/v1/conversations/{theirs}/messages")).bearer(&pizza.peach.token);
    let peach = peach.key("a-key").json(json!({ "text": "Hello" })).expect(202).await.json();
    assert_ne!(peach["message_id"], first["message_id"]);
}

#[tokio::test]
async fn the_same_key_at_the_same_time_takes_effect_once() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let conversation = app.conversation(&pizza.luigi).await;
    let path = format!("/api/v1/conversations/{conversation}/messages");
    let sends = (0..12).map(|_| {
        app.post(&path)
            .bearer(&pizza.luigi.token)
            .key("k")
            .json(json!({ "text": "Once" }))
            .expect(202)
    });
    let replies = futures::future::join_all(sends).await;
    assert!(replies.iter().all(|reply| reply.json() == replies[0].json()));
    assert_eq!(app.events_of("MessageSent").await, 1);
}

#[tokio::test]
async fn without_a_key_every_request_counts() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let one = app.conversation(&pizza.luigi).await;
    let two = app.conversation(&pizza.luigi).await;
    assert_ne!(one, two);
}

#[tokio::test]
async fn what_is_no_key_is_refused() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    for bad in ["", "\"\"", "with space", &"x".repeat(256)] {
        let reply =
            app.post("/api/v1/conversations").bearer(&pizza.luigi.token).key(bad).expect(400).await;
        assert_eq!(reply.problem(), "invalid-idempotency-key", "{bad}");
    }
    let longest = "x".repeat(255);
    app.post("/api/v1/conversations").bearer(&pizza.luigi.token).key(&longest).expect(201).await;
}

#[tokio::test]
async fn a_refused_command_can_be_sent_again_under_its_key() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let unknown = uuid::Uuid::now_v7();
    let path = format!("/api/v1/conversations/{unknown}/messages");
    for _ in 0..2 {
        app.post(&path)
            .bearer(&pizza.luigi.token)
            .key("k")
            .json(json!({ "text": "Hello" }))
            .expect(404)
            .await;
    }
}

#[tokio::test]
async fn a_repeated_revision_is_answered_before_its_precondition() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let added = app
        .post("/api/v1/documents")
        .bearer(&pizza.owner.token)
        .json(json!({ "title": "A", "text": "one" }));
    let path = format!(
        "/api/v1/documents/{}",
        added.expect(201).await.json()["document_id"].as_str().unwrap()
    );
    let revise = || {
        let call = app.put(&path).bearer(&pizza.owner.token).header("if-match", "\"1\"").key("k");
        call.json(json!({ "title": "A", "text": "two", "trust": "trusted" }))
    };
    let first = revise().expect(200).await;
    assert_eq!(first.header("etag"), "\"2\"");
    assert_eq!(revise().expect(200).await.json(), first.json());
}
