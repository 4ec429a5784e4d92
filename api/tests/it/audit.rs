//! Envelopes, for owners and auditors.

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
