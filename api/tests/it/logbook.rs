//! The logbook.

use domain::Role;
use serde_json::{Value, json};

use crate::support::{Someone, TestApp, id, in_hours};

impl TestApp {
    async fn entry(&self, who: &Someone, body: Value) -> String {
        let logged = self.post("/api/v1/logbook").bearer(&who.token).json(body).expect(201).await;
        self.project().await;
        id(&logged.json()["entry_id"]).to_string()
    }

    async fn entries(&self, who: &Someone, query: &str) -> Vec<String> {
        let list = self.get(format!("/api/v1/logbook{query}")).bearer(&who.token).expect(200).await;
        let list = list.json();
        let texts = list["items"].as_array().unwrap().iter();
        texts.map(|entry| entry["text"].as_str().unwrap().to_owned()).collect()
    }
}

#[tokio::test]
async fn what_happened_is_written_down_and_read_by_everybody() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let (luigi, peach) = (&pizza.luigi, &pizza.peach);
    let earlier = in_hours(-30).format("%Y-%m-%dT%H:%M:%SZ").to_string();
    app.entry(luigi, json!({ "text": "The oven broke.", "category": "Kitchen" })).await;
    let old = json!({ "text": "Flour came.", "category": "delivery", "happened_at": earlier });
    app.entry(peach, old).await;
    assert_eq!(app.entries(peach, "").await, ["The oven broke.", "Flour came."]);
    assert_eq!(app.entries(peach, "?category=kitchen").await, ["The oven broke."]);
    assert_eq!(app.entries(peach, "?logged_by=me").await, ["Flour came."]);
    assert_eq!(app.entries(peach, &format!("?logged_by={}", luigi.id)).await, ["The oven broke."]);
    let yesterday = in_hours(-24).format("%Y-%m-%dT%H:%M:%SZ");
    assert_eq!(app.entries(peach, &format!("?from={yesterday}")).await, ["The oven broke."]);
    assert_eq!(app.entries(peach, &format!("?to={yesterday}")).await, ["Flour came."]);
    let page = app.get("/api/v1/logbook?limit=1").bearer(&peach.token).expect(200).await.json();
    assert_eq!(page["items"][0]["logged_by"]["name"], "luigi");
    let cursor = page["next_cursor"].as_str().unwrap();
    assert_eq!(app.entries(peach, &format!("?cursor={cursor}")).await, ["Flour came."]);
    for bad in ["?logged_by=you", "?category=", "?category=%00", "?struck=maybe", "?from=then"] {
        app.get(format!("/api/v1/logbook{bad}")).bearer(&peach.token).expect(422).await;
    }
}

#[tokio::test]
async fn an_entry_is_struck_out_and_stays_readable() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let daisy = app.add(&pizza, "daisy@pizza.com", Role::Manager).await;
    let own = app.entry(&pizza.luigi, json!({ "text": "The oven broke." })).await;
    let other = app.entry(&pizza.luigi, json!({ "text": "The door broke." })).await;
    let strike = |who: &Someone, entry: &str| {
        app.post(format!("/api/v1/logbook/{entry}/strike")).bearer(&who.token)
    };
    assert_eq!(strike(&pizza.peach, &own).expect(403).await.problem(), "entry-of-another");
    strike(&pizza.luigi, &own).expect(200).await;
    strike(&pizza.luigi, &own).expect(200).await;
    strike(&daisy, &other).expect(200).await;
    assert_eq!(app.events_of("EntryStruck").await, 2);
    app.entry(&pizza.luigi, json!({ "text": "All is well." })).await;
    assert_eq!(app.entries(&pizza.peach, "?struck=false").await, ["All is well."]);
    let struck = app.get("/api/v1/logbook?struck=true").bearer(&pizza.peach.token);
    let struck = struck.expect(200).await.json();
    assert_eq!(struck["items"][0]["text"], "The door broke.");
    assert_eq!(struck["items"][0]["struck"]["by"]["name"], "daisy");
    assert_eq!(struck["items"][1]["struck"]["by"]["name"], "luigi");
}

#[tokio::test]
async fn an_entry_that_is_none_is_refused() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    for (body, pointer) in [
        (json!({}), "/text"),
        (json!({ "text": "" }), "/text"),
        (json!({ "text": "x".repeat(4001) }), "/text"),
        (json!({ "text": "x", "category": "x".repeat(81) }), "/category"),
        (json!({ "text": "x", "happened_at": in_hours(1) }), "/happened_at"),
        (json!({ "text": "x", "happened_at": "1800-01-01T00:00:00Z" }), "/happened_at"),
        (json!({ "text": "x", "logged_by": pizza.peach.id }), "/logged_by"),
    ] {
        let call = app.post("/api/v1/logbook").bearer(&pizza.luigi.token).json(&body);
        assert_eq!(call.expect(422).await.json()["errors"][0]["pointer"], pointer, "{body}");
    }
}
