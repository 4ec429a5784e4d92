//! Talking to the steward.

use domain::conversation::{Citation, Conversation, ConversationCommand, ReplyGiven};
use domain::tenant::Policy;
use domain::{ActionId, MessageId, Personal, TurnId};
use eventing::Step;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Business, Someone, TestApp, id};

async fn reply(
    app: &TestApp,
    pizza: &Business,
    who: &Someone,
    said: (Uuid, Uuid, Uuid),
    extra: (Vec<Citation>, Vec<Uuid>),
) -> u64 {
    let given = ReplyGiven {
        message_id: TurnId(said.2).reply(),
        turn_id: TurnId(said.2),
        in_reply_to: MessageId(said.1),
        text: Personal::of(who.id, "Thanks for the heads-up [1].".to_owned()),
        citations: extra.0,
        actions: extra.1.into_iter().map(ActionId).collect(),
        withheld: 1,
        model: "offline-model".to_owned(),
        tainted: false,
    };
    app.run(
        pizza.tenant,
        vec![Step::new::<Conversation>(said.0, ConversationCommand::RecordReply(given))],
    )
    .await
}

#[tokio::test]
async fn a_message_is_recorded_and_read_back() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let conversation = app.conversation(&pizza.luigi).await;
    let path = format!("/api/v1/conversations/{conversation}/messages");
    let text = "There's a delivery arriving tomorrow at 10am, but I'm off work";
    let sent = app
        .post(&path)
        .bearer(&pizza.luigi.token)
        .json(json!({ "text": text }))
        .expect(202)
        .await
        .json();
    assert_eq!(id(&sent["turn_id"]), TurnId::of(MessageId(id(&sent["message_id"])), 1).0);
    let position = sent["position"].as_u64().unwrap();
    // Not there yet, and said so rather than left out.
    let early = app
        .get(format!("{path}?after_position={position}"))
        .bearer(&pizza.luigi.token)
        .expect(503)
        .await;
    assert_eq!(early.problem(), "projection-behind");
    assert_eq!(early.header("retry-after"), "1");
    let read = app.get(format!("{path}?after_position={position}")).bearer(&pizza.luigi.token);
    let messages = app.projecting(read.expect(200)).await.json();
    let message = &messages["items"][0];
    assert_eq!(message["text"], text);
    assert_eq!(message["role"], "member");
    assert_eq!(message["author"]["name"], "luigi");
    assert_eq!(message["turn_status"], "queued");
    assert_eq!(message["turn_id"], sent["turn_id"]);
    assert_eq!(message["position"], position);
    assert_eq!(messages["next_cursor"], Value::Null);
}

#[tokio::test]
async fn replies_come_with_citations_and_receipts() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let body = json!({ "title": "Opening", "text": "We open at noon." });
    let document = app
        .post("/api/v1/documents")
        .bearer(&pizza.owner.token)
        .json(body)
        .expect(201)
        .await
        .json();
    let document = domain::DocumentId(id(&document["document_id"]));
    let said = app.say(&pizza.luigi, "When do we open?").await;
    app.begin_turn(&pizza, &pizza.luigi, said).await;
    let acted = app.act(&pizza, &pizza.luigi, &pizza.peach, Policy::Allow).await;
    let citation = Citation {
        n: 1,
        chunk_id: document.chunk(1, 1),
        document_id: document,
        document_version: 1,
    };
    reply(&app, &pizza, &pizza.luigi, said, (vec![citation], vec![acted.action])).await;
    app.project().await;
    let path = format!("/api/v1/conversations/{}/messages", said.0);
    let messages = app.get(&path).bearer(&pizza.luigi.token).expect(200).await.json();
    assert_eq!(messages["items"][0]["turn_status"], "running");
    let reply = &messages["items"][1];
    assert_eq!(reply["role"], "steward");
    assert_eq!(reply["author"], Value::Null);
    assert_eq!(reply["withheld"], 1);
    assert_eq!(reply["turn_id"], said.2.to_string());
    assert_eq!(reply["citations"][0]["title"], "Opening");
    assert_eq!(reply["citations"][0]["current"], true);
    assert_eq!(
        reply["actions"][0]["summary"],
        "Notified peach: on shift Tuesday, 24 November 2026 at 10:00."
    );
    assert!(reply.get("turn_status").is_none());
    // After a revision the citation still opens what was read, and says that it is old.
    let revise = app
        .put(format!("/api/v1/documents/{document}"))
        .bearer(&pizza.owner.token)
        .header("if-match", "\"1\"");
    revise.json(json!({ "title": "Opening", "text": "We open at one." })).expect(200).await;
    app.project().await;
    let messages = app.get(&path).bearer(&pizza.luigi.token).expect(200).await.json();
    assert_eq!(messages["items"][1]["citations"][0]["current"], false);
    let old = app.get(format!("/api/v1/documents/{document}?version=1")).bearer(&pizza.luigi.token);
    assert_eq!(old.expect(200).await.json()["text"], "We open at noon.");
}

#[tokio::test]
async fn conversations_are_listed_by_their_last_message() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let first = app.say(&pizza.luigi, "The first one").await.0;
    let second = app.say(&pizza.luigi, "The second one").await.0;
    let empty = app.conversation(&pizza.luigi).await;
    app.say(&pizza.peach, "Not Luigi's").await;
    let path = format!("/api/v1/conversations/{first}/messages");
    app.post(path)
        .bearer(&pizza.luigi.token)
        .json(json!({ "text": "Once more" }))
        .expect(202)
        .await;
    app.project().await;
    let list = app.get("/api/v1/conversations").bearer(&pizza.luigi.token).expect(200).await.json();
    let items = list["items"].as_array().unwrap();
    let ids: Vec<Uuid> = items.iter().map(|item| id(&item["id"])).collect();
    assert_eq!(ids, [first, empty, second]);
    assert_eq!(items[0]["title"], "The first one");
    assert_eq!(items[0]["last_message_preview"], "Once more");
    assert_eq!(items[1]["title"], Value::Null);
    assert_eq!(items[1]["last_message_at"], Value::Null);
}

#[tokio::test]
async fn lists_are_read_on_page_by_page() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let conversation = app.conversation(&pizza.luigi).await;
    let path = format!("/api/v1/conversations/{conversation}/messages");
    for n in 0..5 {
        app.post(&path)
            .bearer(&pizza.luigi.token)
            .json(json!({ "text": format!("m{n}") }))
            .expect(202)
            .await;
        app.conversation(&pizza.luigi).await;
    }
    app.project().await;
    for (path, count, key) in [(path.as_str(), 5, "text"), ("/api/v1/conversations", 6, "id")] {
        let (mut cursor, mut seen) = (String::new(), Vec::new());
        loop {
            let page = app
                .get(format!("{path}?limit=2{cursor}"))
                .bearer(&pizza.luigi.token)
                .expect(200)
                .await
                .json();
            let items = page["items"].as_array().unwrap();
            assert!(items.len() <= 2);
            seen.extend(items.iter().map(|item| item[key].as_str().unwrap().to_owned()));
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(seen.len(), count, "{seen:?}");
        let mut unique = seen.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), count, "{seen:?}");
    }
}

#[tokio::test]
async fn a_conversation_is_read_from_its_end_back() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let conversation = app.conversation(&pizza.luigi).await;
    let path = format!("/api/v1/conversations/{conversation}/messages");
    for n in 0..5 {
        let said = json!({ "text": format!("m{n}") });
        app.post(&path).bearer(&pizza.luigi.token).json(said).expect(202).await;
    }
    app.project().await;
    let page = async |query: &str| {
        let read = app.get(format!("{path}?limit=2{query}")).bearer(&pizza.luigi.token);
        read.expect(200).await.json()
    };
    let (mut cursor, mut seen) = (String::new(), Vec::new());
    loop {
        let page = page(&format!("&order=newest{cursor}")).await;
        let texts = page["items"].as_array().unwrap().iter().map(|item| item["text"].clone());
        seen.extend(texts);
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, ["m4", "m3", "m2", "m1", "m0"]);
    // A cursor leads on in its own order alone.
    let forward = page("").await["next_cursor"].as_str().unwrap().to_owned();
    let astray = app
        .get(format!("{path}?order=newest&cursor={forward}"))
        .bearer(&pizza.luigi.token)
        .expect(400)
        .await;
    assert_eq!(astray.problem(), "invalid-cursor");
}
