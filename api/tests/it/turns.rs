//! A turn's explanation; stopping it, trying again.

use domain::turn::{
    ContextRetrieved, ModelAttemptFailed, ModelResponded, PassageRef, ToolAnswered, Turn,
    TurnCommand, TurnCompleted, Usage,
};
use domain::{DocumentId, FactId, MessageId, Personal, Trust, TurnId};
use eventing::Step;
use serde_json::{Value, json};

use crate::support::{Someone, TestApp, id};

#[tokio::test]
async fn a_turn_is_explained_from_its_events() {
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
    let document = DocumentId(id(&document["document_id"]));
    let said = app.say(&pizza.luigi, "When do we open?").await;
    let path = format!("/api/v1/turns/{}", said.2);
    app.project().await;
    let queued = app.get(&path).bearer(&pizza.luigi.token).expect(200).await.json();
    assert_eq!((&queued["status"], &queued["phase"]), (&json!("queued"), &json!("queued")));
    assert_eq!(queued["try"], 1);
    assert_eq!(queued["context"], Value::Null);

    app.begin_turn(&pizza, &pizza.luigi, said).await;
    let passage = PassageRef {
        n: 1,
        chunk_id: document.chunk(1, 1),
        document_id: document,
        document_version: 1,
        score: 0.75,
        lexical: 1.0,
        semantic: Some(0.5),
        trust: Trust::Trusted,
    };
    let response = json!({
        "parts": [{ "tool_call": { "id": "c1", "name": "search_knowledge", "args": { "query": "opening" } } }],
        "finish": "tool_calls",
    });
    let luigi = pizza.luigi.id;
    let commands = [
        TurnCommand::RecordContext(ContextRetrieved {
            passages: vec![passage],
            shifts: vec![],
            facts: vec![],
            history: vec![],
            prompt_version: "turn-1".to_owned(),
            block: Personal::of(luigi, "context".to_owned()),
            tainted: false,
        }),
        TurnCommand::RecordAttemptFailure(ModelAttemptFailed {
            step: 0,
            attempt: 1,
            model: "gemini".to_owned(),
            kind: "rate_limited".to_owned(),
            retry_in_ms: Some(10),
            latency_ms: 12,
            next_model: None,
            usage: None,
            cost_micro_usd: None,
        }),
        TurnCommand::RecordModelResponse(ModelResponded {
            step: 0,
            attempt: 2,
            model: "gemini".to_owned(),
            model_version: "gemini-1".to_owned(),
            prompt_sha256: "00".to_owned(),
            response: Personal::of(luigi, response),
            finish: "tool_calls".to_owned(),
            calls: 1,
            usage: Usage { input: 10, cached: 0, output: 5, reasoning: 0 },
            cost_micro_usd: 3,
            latency_ms: 250,
        }),
        TurnCommand::RecordToolResult(ToolAnswered {
            step: 0,
            call: 0,
            tool: "search_knowledge".to_owned(),
            answer: Personal::of(luigi, json!({ "output": { "passages": [] } })),
            passages: vec![],
            action_id: None,
            tainted: false,
        }),
    ];
    for command in commands {
        app.run(pizza.tenant, vec![Step::new::<Turn>(said.2, command)]).await;
    }
    app.project().await;
    let turn = app.get(&path).bearer(&pizza.luigi.token).expect(200).await.json();
    assert_eq!(turn["status"], "running");
    assert_eq!(turn["context"]["chunks"][0]["title"], "Opening");
    assert_eq!(turn["context"]["chunks"][0]["text"], "We open at noon.");
    assert_eq!(turn["context"]["chunks"][0]["score"], 0.75);
    assert_eq!(turn["context"]["prompt_version"], "turn-1");
    assert_eq!(turn["attempts"][0]["outcome"], "failed");
    assert_eq!(turn["attempts"][0]["error"], "rate_limited");
    assert_eq!(turn["attempts"][1]["usage"]["input_tokens"], 10);
    assert_eq!(turn["tools"][0]["name"], "search_knowledge");
    let events: Vec<_> = turn["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["event"].as_str().unwrap())
        .collect();
    assert_eq!(
        events,
        ["TurnStarted", "ContextRetrieved", "ModelAttemptFailed", "ModelResponded", "ToolAnswered"]
    );
}

#[tokio::test]
async fn what_was_remembered_is_told_as_it_is_now() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let luigi = &pizza.luigi;
    let remember = async |who: &Someone, text: &str| {
        let body = json!({ "text": text });
        let fact = app.post("/api/v1/facts").bearer(&who.token).json(body).expect(201).await;
        FactId(id(&fact.json()["fact_id"]))
    };
    let shoes = remember(luigi, "My shoe size is 43").await;
    let mondays = remember(luigi, "I never work on Mondays").await;
    let dog = remember(luigi, "My dog is called Rex").await;
    let of_peach = remember(&pizza.peach, "I like the night shift").await;
    let said = app.say(luigi, "Which shoes do I need?").await;
    app.begin_turn(&pizza, luigi, said).await;
    let context = ContextRetrieved {
        passages: vec![],
        shifts: vec![],
        // The last one is nobody's: a record that names what it should not shows nothing of it.
        facts: vec![dog, shoes, mondays, of_peach],
        history: vec![],
        prompt_version: "turn-1".to_owned(),
        block: Personal::of(luigi.id, "context".to_owned()),
        tainted: false,
    };
    let step = Step::new::<Turn>(said.2, TurnCommand::RecordContext(context));
    app.run(pizza.tenant, vec![step]).await;
    let path = format!("/api/v1/turns/{}", said.2);
    let told = async || {
        app.project().await;
        let turn = app.get(&path).bearer(&luigi.token).expect(200).await.json();
        let facts = turn["context"]["facts"].as_array().unwrap().clone();
        let told = facts.iter().map(|fact| json!([fact["state"], fact["text"]]));
        (Value::from(told.collect::<Vec<_>>()), facts)
    };
    let (told_then, facts) = told().await;
    let unchanged = json!([
        ["unchanged", "My dog is called Rex"],
        ["unchanged", "My shoe size is 43"],
        ["unchanged", "I never work on Mondays"],
    ]);
    assert_eq!(told_then, unchanged);
    assert_eq!(facts[0]["fact_id"], dog.to_string());
    assert_eq!(facts[0]["source"]["kind"], "typed");

    let body = json!({ "text": "My shoe size is 44" });
    app.post("/api/v1/facts").bearer(&luigi.token).json(body).expect(200).await;
    app.post(format!("/api/v1/facts/{dog}/forget")).bearer(&luigi.token).expect(200).await;
    let (told_later, facts) = told().await;
    let changed = json!([
        ["forgotten", null],
        ["revised", "My shoe size is 44"],
        ["unchanged", "I never work on Mondays"],
    ]);
    assert_eq!(told_later, changed);
    assert_eq!(facts[0]["source"], Value::Null);
    app.get(&path).bearer(&pizza.peach.token).expect(404).await;
    app.get(&path).bearer(&pizza.owner.token).expect(404).await;
}

#[tokio::test]
async fn whoever_waits_is_told_what_the_turn_is_at() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let said = app.say(&pizza.luigi, "When do we open?").await;
    let turn = format!("/api/v1/turns/{}", said.2);
    let messages = format!("/api/v1/conversations/{}/messages", said.0);
    let failed = |attempt, kind: &str, retry_in_ms, next_model: Option<&str>| {
        TurnCommand::RecordAttemptFailure(ModelAttemptFailed {
            step: 0,
            attempt,
            model: "big".to_owned(),
            kind: kind.to_owned(),
            retry_in_ms,
            latency_ms: 1,
            next_model: next_model.map(str::to_owned),
            usage: None,
            cost_micro_usd: None,
        })
    };
    let phase = async |expected: Value| {
        app.project().await;
        let turn = app.get(&turn).bearer(&pizza.luigi.token).expect(200).await.json();
        assert_eq!(turn["phase"], expected);
        let list = app.get(&messages).bearer(&pizza.luigi.token).expect(200).await.json();
        assert_eq!(list["items"][0]["turn_phase"], expected);
    };
    let record = async |command| {
        let step = Step::new::<Turn>(TurnId(said.2), command);
        app.run(pizza.tenant, vec![step]).await;
    };
    phase(json!("queued")).await;
    app.begin_turn(&pizza, &pizza.luigi, said).await;
    phase(json!("thinking")).await;
    record(failed(1, "overloaded", Some(900), None)).await;
    phase(json!("retrying")).await;
    record(failed(2, "rate-limited", Some(22_000), None)).await;
    phase(json!("waiting")).await;
    record(failed(3, "timeout", Some(0), Some("small"))).await;
    phase(json!("other_model")).await;
    record(TurnCommand::CompleteTurn(TurnCompleted { reply: TurnId(said.2).reply() })).await;
    phase(json!("other_model")).await;
    let turn = app.get(&turn).bearer(&pizza.luigi.token).expect(200).await.json();
    assert_eq!(turn["attempts"][1]["retry_in_ms"], 22_000);
    assert_eq!(turn["attempts"][2]["next_model"], "small");
}

#[tokio::test]
async fn a_turn_can_be_stopped_before_it_begins() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let said = app.say(&pizza.luigi, "Never mind").await;
    app.project().await;
    let path = format!("/api/v1/turns/{}", said.2);
    let cancel = || app.post(format!("{path}/cancel")).bearer(&pizza.luigi.token);
    let stopped = cancel().expect(202).await.json();
    assert_eq!(stopped["turn_id"], said.2.to_string());
    cancel().expect(202).await;
    app.project().await;
    assert_eq!(
        app.get(&path).bearer(&pizza.luigi.token).expect(200).await.json()["status"],
        "cancelled"
    );
}

#[tokio::test]
async fn a_failed_turn_is_tried_again_once() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let said = app.say(&pizza.luigi, "Are we open?").await;
    app.begin_turn(&pizza, &pizza.luigi, said).await;
    app.project().await;
    let path = format!("/api/v1/turns/{}", said.2);
    let retry = || app.post(format!("{path}/retry")).bearer(&pizza.luigi.token);
    assert_eq!(retry().expect(409).await.problem(), "turn-not-retryable");
    app.fail_turn(&pizza, said.2).await;
    app.project().await;
    let failed = app.get(&path).bearer(&pizza.luigi.token).expect(200).await.json();
    assert_eq!(
        (&failed["status"], &failed["failure"]),
        (&json!("failed"), &json!("model-unavailable"))
    );
    assert_eq!(
        app.post(format!("{path}/cancel")).bearer(&pizza.luigi.token).expect(409).await.problem(),
        "turn-ended"
    );

    let again = retry().key("k").expect(202).await.json();
    let next = TurnId::of(MessageId(said.1), 2);
    assert_eq!(id(&again["turn_id"]), next.0);
    assert_eq!(retry().key("k").expect(202).await.json(), again);
    assert_eq!(retry().expect(409).await.problem(), "turn-not-retryable");
    app.project().await;
    let turn = app
        .get(format!("/api/v1/turns/{next}"))
        .bearer(&pizza.luigi.token)
        .expect(200)
        .await
        .json();
    assert_eq!((&turn["try"], &turn["status"]), (&json!(2), &json!("running")));
    let messages =
        app.get(format!("/api/v1/conversations/{}/messages", said.0)).bearer(&pizza.luigi.token);
    let message = messages.expect(200).await.json()["items"][0].clone();
    assert_eq!((id(&message["turn_id"]), &message["turn_status"]), (next.0, &json!("running")));
}
