//! Envelopes, for owners and auditors.

use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn envelopes_tell_who_did_what_and_no_word_more() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    app.business("other.com").await;
    let said = app.say(&pizza.luigi, "A word that nobody else may read").await;
    let owner = &pizza.owner.token;
    let mut seen = Vec::new();
    let mut path = "/api/v1/events?limit=3".to_owned();
    loop {
        let page = app.get(&path).bearer(owner).expect(200).await;
        assert!(!page.text().contains("nobody else"));
        let page = page.json();
        seen.extend(page["items"].as_array().unwrap().clone());
        match page["next_cursor"].as_str() {
            Some(next) => path = format!("/api/v1/events?limit=3&cursor={next}"),
            None => break,
        }
    }
    let names: Vec<_> = seen.iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        [
            "TenantRegistered",
            "MemberJoined",
            "MemberJoined",
            "MemberJoined",
            "SignedIn",
            "SignedIn",
            "SignedIn",
            "ConversationStarted",
            "MessageSent"
        ]
    );
    let sent = seen.last().unwrap();
    assert_eq!(sent["actor"], format!("member:{}", pizza.luigi.id));
    assert_eq!(sent["correlation_id"], said.1.to_string());
    assert_eq!(sent["stream"]["type"], "Conversation");
    assert_eq!(sent["sequence"], 2);
    assert!(sent.get("payload").is_none());
    let stream = app
        .get(format!("/api/v1/streams/Conversation/{}", said.0))
        .bearer(owner)
        .expect(200)
        .await
        .json();
    assert_eq!(stream["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn events_are_found_by_what_they_are_about() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let (conversation, message, _) = app.say(&pizza.luigi, "Where is the basil?").await;
    let found = async |query: &str| {
        let list = app.get(format!("/api/v1/events?{query}")).bearer(&pizza.owner.token);
        let list = list.expect(200).await.json();
        let items = list["items"].as_array().unwrap().clone();
        items.iter().map(|event| event["event"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let said = ["ConversationStarted", "MessageSent"];
    assert_eq!(found(&format!("stream_id={conversation}")).await, said);
    assert_eq!(found("aggregate=Conversation").await, said);
    assert_eq!(
        found("type=MessageSent,TenantRegistered").await,
        ["TenantRegistered", "MessageSent"]
    );
    assert_eq!(found(&format!("correlation_id={message}")).await, ["MessageSent"]);
    let luigi = pizza.luigi.id;
    assert_eq!(found(&format!("actor=member:{luigi}&aggregate=Conversation")).await, said);
    assert_eq!(found("order=desc&limit=2").await, ["MessageSent", "ConversationStarted"]);
    let all = found("").await;
    assert_eq!(found("after=1&before=3").await, all[1..2]);
    assert!(found("since=2999-01-01T00:00:00Z").await.is_empty());
    assert_eq!(found("until=2999-01-01T00:00:00Z").await, all);
    for wrong in ["actor=luigi", "order=up", "stream_id=x", "after=-1", "colour=red"] {
        app.get(format!("/api/v1/events?{wrong}")).bearer(&pizza.owner.token).expect(422).await;
    }
}

#[tokio::test]
async fn a_page_of_the_latest_events_leads_to_older_ones() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/api/v1/events?order=desc&limit=2{cursor}");
        let page = app.get(path).bearer(&pizza.owner.token).expect(200).await.json();
        seen.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|event| event["position"].as_u64().unwrap()),
        );
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert!(seen.len() > 4);
    assert!(seen.is_sorted_by(|newer, older| newer > older), "{seen:?}");
}

#[tokio::test]
async fn an_event_is_shown_without_the_words_in_it() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let other = app.business("other.com").await;
    app.say(&pizza.luigi, "A word that nobody else may read").await;
    let path = "/api/v1/events?type=MessageSent";
    let list = app.get(path).bearer(&pizza.owner.token).expect(200).await.json();
    let path = format!("/api/v1/events/{}", list["items"][0]["position"]);
    let shown = app.get(&path).bearer(&pizza.owner.token).expect(200).await;
    assert!(!shown.text().contains("nobody else"));
    let shown = shown.json();
    assert_eq!(shown["event"], "MessageSent");
    let sent = &shown["payload"]["MessageSent"];
    assert_eq!(sent["text"], json!({ "withheld": true, "about": [pizza.luigi.id] }));
    assert_eq!(sent["member_id"], json!(pizza.luigi.id));
    app.get(&path).bearer(&pizza.luigi.token).expect(403).await;
    app.get(&path).bearer(&other.owner.token).expect(404).await;
    let far = "/api/v1/events/18446744073709551615";
    app.get(far).bearer(&pizza.owner.token).expect(404).await;
}

#[tokio::test]
async fn an_aggregate_is_shown_as_it_was() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let owner = &pizza.owner.token;
    let body = json!({ "title": "Fetch basil", "assignee_id": pizza.luigi.id });
    let made = app.post("/api/v1/tasks").bearer(owner).json(body).expect(201).await.json();
    let task = made["task_id"].as_str().unwrap();
    app.project().await;
    app.post(format!("/api/v1/tasks/{task}/complete")).bearer(owner).expect(200).await;
    let path = format!("/api/v1/streams/Task/{task}/state");
    let now = app.get(&path).bearer(owner).expect(200).await.json();
    assert_eq!((&now["sequence"], &now["state"]["phase"]), (&json!(2), &json!("Completed")));
    let then = format!("{path}?at={}", made["position"]);
    let then = app.get(then).bearer(owner).expect(200).await.json();
    assert_eq!((&then["sequence"], &then["state"]["phase"]), (&json!(1), &json!("Open")));
    let instant = format!("{path}?at={}", then["recorded_at"].as_str().unwrap());
    assert_eq!(app.get(instant).bearer(owner).expect(200).await.json(), then);
    app.get(format!("{path}?at=1")).bearer(owner).expect(404).await;
    app.get(format!("{path}?at=tomorrow")).bearer(owner).expect(422).await;
    app.get(format!("/api/v1/streams/Pizza/{task}/state")).bearer(owner).expect(404).await;
    app.get(&path).bearer(&pizza.luigi.token).expect(403).await;
}

#[tokio::test]
async fn the_state_of_a_memory_lets_nobody_guess_what_is_in_it() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let body = json!({ "text": "My shoe size is 43" });
    app.post("/api/v1/facts").bearer(&pizza.luigi.token).json(body).expect(201).await;
    let path = format!("/api/v1/streams/Memory/{}/state", pizza.luigi.id);
    let state = app.get(path).bearer(&pizza.owner.token).expect(200).await.json();
    let facts = state["state"]["facts"].as_object().unwrap();
    let held: Vec<_> = facts.values().collect();
    assert_eq!(held, [&json!({ "version": 1 })]);
}
