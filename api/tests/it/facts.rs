//! What the steward knows about a member.

use domain::memory::{Fact, FactRemembered, Memory, MemoryCommand, Source};
use domain::{FactId, Personal, Role};
use eventing::Step;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Call, Someone, TestApp};

impl TestApp {
    fn remember(&self, who: &Someone, body: Value) -> Call {
        self.post("/api/v1/facts").bearer(&who.token).json(body)
    }

    async fn facts(&self, who: &Someone) -> Vec<Value> {
        self.project().await;
        let list = self.get("/api/v1/facts").bearer(&who.token).expect(200).await.json();
        list["items"].as_array().unwrap().clone()
    }
}

#[tokio::test]
async fn a_fact_is_remembered_known_and_revised() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let luigi = &pizza.luigi;
    let body = json!({ "text": "My shoe size is 43.", "valid_from": "2026-11-01T00:00:00Z" });
    let first = app.remember(luigi, body).expect(201).await;
    assert_eq!(first.header("etag"), "\"1\"");
    let first = first.json();
    assert_eq!(first["outcome"], "remembered");
    let again = app.remember(luigi, json!({ "text": "my shoe-size is 43" })).expect(200).await;
    let again = again.json();
    assert_eq!((&again["outcome"], &again["fact_id"]), (&json!("known"), &first["fact_id"]));
    let other = app.remember(luigi, json!({ "text": "My shoe size is 44" })).expect(200).await;
    assert_eq!(other.header("etag"), "\"2\"");
    let other = other.json();
    assert_eq!((&other["outcome"], &other["fact_id"]), (&json!("revised"), &first["fact_id"]));
    app.remember(luigi, json!({ "text": "Eats late", "topic": "meals" })).expect(201).await;

    let facts = app.facts(luigi).await;
    assert_eq!(facts.len(), 2);
    assert_eq!(facts[0]["topic"], "meals");
    assert_eq!(facts[1]["text"], "My shoe size is 44");
    assert_eq!(facts[1]["topic"], "shoe size");
    assert_eq!(facts[1]["version"], 2);
    assert_eq!(facts[1]["source"]["kind"], "typed");
    assert_eq!(facts[1]["source"]["sentence"], Value::Null);
}

#[tokio::test]
async fn a_fact_leads_to_the_sentence_that_taught_it() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let luigi = &pizza.luigi;
    let (conversation, message, _) = app.say(luigi, "Hello. I never work on Mondays.").await;
    let sentence = "I never work on Mondays.";
    let now = chrono::Utc::now();
    let remembered = FactRemembered {
        fact_id: FactId(Uuid::now_v7()),
        member_id: luigi.id,
        fact: Personal::of(luigi.id, Fact::parse(sentence, None, Some(sentence)).unwrap()),
        source: Source::Said { conversation_id: conversation.into(), message_id: message.into() },
        valid_from: now,
        learned_at: now,
        action_id: None,
    };
    let step = Step::new::<Memory>(luigi.id, MemoryCommand::RememberFact(remembered));
    app.run(pizza.tenant, vec![step]).await;
    let facts = app.facts(luigi).await;
    let source = json!({
        "kind": "said", "sentence": sentence, "conversation_id": conversation, "message_id": message,
    });
    assert_eq!(facts[0]["source"], source);
}

#[tokio::test]
async fn a_fact_is_changed_from_the_version_that_was_read() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let luigi = &pizza.luigi;
    let body = json!({ "text": "I am alergic to nuts", "valid_from": "2026-11-01T00:00:00Z" });
    let fact = app.remember(luigi, body).expect(201).await.json()["fact_id"].clone();
    app.remember(luigi, json!({ "text": "My shoe size is 43" })).expect(201).await;
    app.project().await;
    let path = format!("/api/v1/facts/{}", fact.as_str().unwrap());
    let read = app.get(&path).bearer(&luigi.token).expect(200).await;
    assert_eq!((read.header("etag"), &read.json()["version"]), ("\"1\"", &json!(1)));
    let change = |text: &str, version: &str| {
        let call = app.put(&path).bearer(&luigi.token).header("if-match", version);
        call.json(json!({ "text": text }))
    };
    let changed = change("I am allergic to nuts", "\"1\"").expect(200).await;
    assert_eq!((changed.header("etag"), &changed.json()["outcome"]), ("\"2\"", &json!("revised")));
    let stale = change("I like nuts", "\"1\"").expect(412).await;
    assert_eq!((stale.header("etag"), stale.problem().as_str()), ("\"2\"", "precondition-failed"));
    let same = change("My shoe size is 43", "*").expect(409).await;
    assert_eq!(same.problem(), "fact-known");
    app.put(&path).bearer(&luigi.token).json(json!({ "text": "x" })).expect(428).await;
    let bad = change("?!", "*").expect(422).await.json();
    assert_eq!(bad["errors"][0]["pointer"], "/text");
    let facts = app.facts(luigi).await;
    assert_eq!(facts[1]["text"], "I am allergic to nuts");
    let again = app.put(&path).bearer(&luigi.token).header("if-match", "*");
    let body = json!({ "text": "I am allergic to nuts", "valid_from": facts[1]["valid_from"] });
    assert_eq!(again.json(body).expect(200).await.json()["outcome"], "known");
}

#[tokio::test]
async fn a_fact_is_forgotten_and_can_be_learned_again() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let luigi = &pizza.luigi;
    let tell = || app.remember(luigi, json!({ "text": "I am allergic to nuts" }));
    let first = tell().expect(201).await.json()["fact_id"].clone();
    let path = format!("/api/v1/facts/{}", first.as_str().unwrap());
    let forget = || app.post(format!("{path}/forget")).bearer(&luigi.token);
    forget().expect(200).await;
    forget().expect(200).await;
    assert_eq!(app.events_of("FactForgotten").await, 1);
    assert_eq!(app.facts(luigi).await, [json!(null); 0]);
    app.get(&path).bearer(&luigi.token).expect(404).await;
    let change = app.put(&path).bearer(&luigi.token).header("if-match", "*");
    change.json(json!({ "text": "x" })).expect(404).await;
    let again = tell().expect(201).await.json();
    assert_ne!(again["fact_id"], first);
    assert_eq!(app.facts(luigi).await.len(), 1);
}

#[tokio::test]
async fn nobody_sees_what_is_known_about_another() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let other = app.business("other.com").await;
    let daisy = app.add(&pizza, "daisy@pizza.com", Role::Manager).await;
    let toad = app.add(&pizza, "toad@pizza.com", Role::Auditor).await;
    let body = json!({ "text": "I am allergic to nuts" });
    let fact = app.remember(&pizza.luigi, body).expect(201).await.json()["fact_id"].clone();
    app.project().await;
    let path = format!("/api/v1/facts/{}", fact.as_str().unwrap());
    let before = app.events().await;
    for who in [&pizza.owner, &pizza.peach, &daisy, &toad, &other.owner] {
        assert_eq!(app.facts(who).await, [json!(null); 0]);
        app.get(&path).bearer(&who.token).expect(404).await;
        app.post(format!("{path}/forget")).bearer(&who.token).expect(404).await;
        let change = app.put(&path).bearer(&who.token).header("if-match", "*");
        change.json(json!({ "text": "x" })).expect(404).await;
    }
    assert_eq!(app.events().await, before);
}

#[tokio::test]
async fn a_fact_that_is_none_is_refused_and_so_is_one_too_many() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let luigi = &pizza.luigi;
    for (body, pointer) in [
        (json!({}), "/text"),
        (json!({ "text": "..." }), "/text"),
        (json!({ "text": "x".repeat(501) }), "/text"),
        (json!({ "text": "x", "topic": "x".repeat(81) }), "/topic"),
        (json!({ "text": "x", "valid_from": "1066-01-01T00:00:00Z" }), "/valid_from"),
        (json!({ "text": "x", "member_id": pizza.peach.id }), "/member_id"),
    ] {
        let refused = app.remember(luigi, body.clone()).expect(422).await.json();
        assert_eq!(refused["errors"][0]["pointer"], pointer, "{body}");
    }
    let now = chrono::Utc::now();
    let many = (0..Memory::MOST).map(|n| {
        MemoryCommand::RememberFact(FactRemembered {
            fact_id: FactId(Uuid::now_v7()),
            member_id: luigi.id,
            fact: Personal::of(luigi.id, Fact::parse(&format!("Fact {n}"), None, None).unwrap()),
            source: Source::Typed,
            valid_from: now,
            learned_at: now,
            action_id: None,
        })
    });
    for command in many {
        app.run(pizza.tenant, vec![Step::new::<Memory>(luigi.id, command)]).await;
    }
    let full = app.remember(luigi, json!({ "text": "One more" })).expect(409).await;
    assert_eq!(full.problem(), "memory-full");
}

#[tokio::test]
async fn a_repeated_request_is_answered_as_the_first() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let send = |text: &str| {
        let call = app.remember(&pizza.luigi, json!({ "text": text }));
        call.header("idempotency-key", "once")
    };
    let first = send("I am tall").expect(201).await.json();
    assert_eq!(send("I am tall").expect(201).await.json(), first);
    assert_eq!(send("I am short").expect(422).await.problem(), "idempotency-key-reused");
    assert_eq!(app.events_of("FactRemembered").await, 1);
}
