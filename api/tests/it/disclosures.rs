//! Reading another member's words: for a reason, for an hour, and they are told.

use domain::Role;
use serde_json::json;
use uuid::Uuid;

use crate::support::{Reply, Someone, TestApp};

const REASON: &str = "A delivery is disputed.";

impl TestApp {
    async fn disclose(&self, by: &Someone, conversation: Uuid) -> Reply {
        let path = format!("/api/v1/conversations/{conversation}/disclosures");
        let call = self.post(path).bearer(&by.token).json(json!({ "reason": REASON }));
        let reply = call.send().await;
        self.project().await;
        reply
    }
}

#[tokio::test]
async fn an_auditor_reads_words_for_an_hour_and_the_member_is_told() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let toad = app.add(&pizza, "toad@pizza.com", Role::Auditor).await;
    let (conversation, ..) = app.say(&pizza.luigi, "The cheese was late").await;
    app.project().await;
    app.get(format!("/api/v1/conversations/{conversation}/messages"))
        .bearer(&toad.token)
        .expect(404)
        .await;
    let disclosed = app.disclose(&toad, conversation).await;
    assert_eq!(disclosed.status, 201, "{}", disclosed.text());
    let disclosed = disclosed.json();
    let path =
        format!("/api/v1/disclosures/{}/messages", disclosed["disclosure_id"].as_str().unwrap());
    let read = app.get(&path).bearer(&toad.token).expect(200).await.json();
    assert_eq!(read["items"][0]["text"], "The cheese was late");
    // Whoever gave the reason reads, nobody else.
    app.get(&path).bearer(&pizza.owner.token).expect(404).await;
    app.get(&path).bearer(&pizza.peach.token).expect(403).await;

    let notices = app.get("/api/v1/notifications").bearer(&pizza.luigi.token).expect(200).await;
    let notice = notices.json()["items"][0].clone();
    assert_eq!(notice["kind"], "system");
    assert!(notice["text"].as_str().unwrap().contains(REASON), "{notice}");
    let about_me =
        app.get("/api/v1/disclosures").bearer(&pizza.luigi.token).expect(200).await.json();
    assert_eq!(about_me["items"][0]["disclosed_to"]["name"], "toad");
    assert_eq!(about_me["items"][0]["reason"], REASON);
    let all = app.get("/api/v1/disclosures").bearer(&pizza.owner.token).expect(200).await.json();
    assert_eq!(all, about_me);
    let peachs = app.get("/api/v1/disclosures").bearer(&pizza.peach.token).expect(200).await.json();
    assert_eq!(peachs["items"], json!([]));

    sqlx::query("UPDATE disclosures SET expires_at = clock_timestamp()")
        .execute(app.db.admin_pool())
        .await
        .unwrap();
    assert_eq!(app.get(&path).bearer(&toad.token).expect(410).await.problem(), "disclosure-over");
}

#[tokio::test]
async fn it_takes_a_role_a_reason_and_somebody_elses_words() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let other = app.business("other.com").await;
    let daisy = app.add(&pizza, "daisy@pizza.com", Role::Manager).await;
    let (conversation, ..) = app.say(&pizza.luigi, "A secret").await;
    let (own, ..) = app.say(&pizza.owner, "My own").await;
    for who in [&daisy, &pizza.peach, &pizza.luigi] {
        assert_eq!(app.disclose(who, conversation).await.status, 403);
    }
    assert_eq!(app.disclose(&other.owner, conversation).await.status, 404);
    assert_eq!(app.disclose(&pizza.owner, own).await.problem(), "own-conversation");
    let path = format!("/api/v1/conversations/{conversation}/disclosures");
    let blank = app.post(path).bearer(&pizza.owner.token).json(json!({ "reason": "  " }));
    assert_eq!(blank.expect(422).await.json()["errors"][0]["pointer"], "/reason");
    assert_eq!(app.events_of("WordsDisclosed").await, 0);
    assert_eq!(app.disclose(&pizza.owner, conversation).await.status, 201);
    assert_eq!(app.events_of("WordsDisclosed").await, 1);
}
