//! What a member does with a conversation of theirs: finds, names, archives and rates.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Business, Someone, TestApp};

struct Talk {
    app: TestApp,
    pizza: Business,
    conversation: Uuid,
    reply: Uuid,
}

impl Talk {
    /// A conversation of Luigi's with one answer in it.
    async fn new() -> Self {
        let app = TestApp::new().await;
        let pizza = app.business("pizza.com").await;
        let text = "The big oven is at 50% since Monday.\nWhom do I call?";
        let said = app.say(&pizza.luigi, text).await;
        let reply = app.answer(&pizza, &pizza.luigi, said, vec![]).await;
        app.project().await;
        Self { app, pizza, conversation: said.0, reply }
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/v1/conversations/{}/{rest}", self.conversation)
    }

    async fn read(&self, who: &Someone, path: &str) -> Vec<Value> {
        let page = self.app.get(path.to_owned()).bearer(&who.token).expect(200).await.json();
        page["items"].as_array().unwrap().clone()
    }
}

#[tokio::test]
async fn its_member_names_it_puts_it_away_and_takes_it_out() {
    let talk = Talk::new().await;
    let (app, luigi) = (&talk.app, &talk.pizza.luigi);
    let listed = async |archived: bool| {
        talk.read(luigi, &format!("/api/v1/conversations?archived={archived}")).await
    };
    assert_eq!(listed(false).await[0]["title"], "The big oven is at 50% since Monday.");
    let title = json!({ "title": " Oven " });
    app.put(talk.path("title")).bearer(&luigi.token).json(title.clone()).expect(200).await;
    app.post(talk.path("archive")).bearer(&luigi.token).expect(200).await;
    app.project().await;
    assert_eq!(listed(false).await, Vec::<Value>::new());
    let away = listed(true).await;
    assert_eq!((&away[0]["title"], &away[0]["archived"]), (&json!("Oven"), &json!(true)));
    let one = talk.path("").trim_end_matches('/').to_owned();
    let read = app.get(one.clone()).bearer(&luigi.token).expect(200).await.json();
    assert_eq!(read, away[0]);
    app.get(one).bearer(&talk.pizza.owner.token).expect(404).await;
    app.post(talk.path("restore")).bearer(&luigi.token).expect(200).await;
    app.post(talk.path("archive")).bearer(&luigi.token).expect(200).await;
    // Writing in it takes it out.
    let more = json!({ "text": "It is repaired." });
    app.post(talk.path("messages")).bearer(&luigi.token).json(more).expect(202).await;
    app.project().await;
    assert_eq!(listed(true).await, Vec::<Value>::new());
    assert_eq!(listed(false).await[0]["title"], "Oven");
    assert_eq!(app.events_of("ConversationArchived").await, 2);
    assert_eq!(app.events_of("ConversationRestored").await, 2);
    // To anybody else there is none, and a title is said to be wrong.
    let owner = &talk.pizza.owner.token;
    app.put(talk.path("title")).bearer(owner).json(title).expect(404).await;
    app.post(talk.path("archive")).bearer(owner).expect(404).await;
    let empty = app.put(talk.path("title")).bearer(&luigi.token).json(json!({ "title": " " }));
    assert_eq!(empty.expect(422).await.json()["errors"][0]["pointer"], "/title");
}

#[tokio::test]
async fn a_reply_is_rated_with_a_reason_and_the_rating_taken_back() {
    let talk = Talk::new().await;
    let (app, luigi) = (&talk.app, &talk.pizza.luigi);
    let rating = talk.path(&format!("messages/{}/rating", talk.reply));
    let rate = async |body: Value| {
        app.put(rating.clone()).bearer(&luigi.token).json(body).expect(200).await;
        app.project().await;
        talk.read(luigi, &talk.path("messages")).await[1]["rating"].clone()
    };
    let wrong = json!({ "rating": "unhelpful", "reason": "There is no technician." });
    assert_eq!(rate(wrong).await, "unhelpful");
    let why = talk.read(luigi, &talk.path("messages")).await[1]["rating_reason"].clone();
    assert_eq!(why, "There is no technician.");
    assert_eq!(rate(json!({ "rating": "helpful" })).await, "helpful");
    assert_eq!(rate(json!({ "rating": null })).await, Value::Null);
    let owner = &talk.pizza.owner.token;
    let helpful = json!({ "rating": "helpful" });
    app.put(rating.clone()).bearer(owner).json(helpful.clone()).expect(404).await;
    let nothing = talk.path(&format!("messages/{}/rating", Uuid::now_v7()));
    app.put(nothing).bearer(&luigi.token).json(helpful).expect(404).await;
}

#[tokio::test]
async fn what_was_said_is_found_by_its_words_and_by_nobody_else() {
    let talk = Talk::new().await;
    let (app, luigi) = (&talk.app, &talk.pizza.luigi);
    let owner = &talk.pizza.owner;
    let found = async |q: &str, who: &Someone| {
        talk.read(who, &format!("/api/v1/conversations/search?q={q}")).await
    };
    let hits = found("OVEN%20mond", luigi).await;
    assert_eq!(hits.len(), 1, "{hits:?}");
    assert_eq!(hits[0]["conversation_title"], "The big oven is at 50% since Monday.");
    assert_eq!(hits[0]["excerpt"], "The big oven is at 50% since Monday. Whom do I call?");
    assert_eq!(hits[0]["role"], "member");
    assert_eq!(found("technician", luigi).await[0]["role"], "steward");
    // A sign of a pattern is a sign like any other.
    assert_eq!(found("50%25", luigi).await.len(), 1);
    assert_eq!(found("o_en", luigi).await.len(), 0);
    assert_eq!(found("oven", owner).await.len(), 0);
    let empty = app.get("/api/v1/conversations/search?q=%20").bearer(&luigi.token);
    assert_eq!(empty.expect(422).await.problem(), "invalid-request");
}
