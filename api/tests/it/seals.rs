//! How far the log is sealed, proofs and verification, by API.

use audit::Proof;
use eventing::sealer::{Pace, Sealer};
use serde_json::Value;
use sqlx::{Connection, Executor, PgConnection};

use crate::support::{TestApp, seal_key};

impl TestApp {
    /// Closes a block over everything that there is.
    pub(crate) async fn seal(&self) {
        let pace = Pace { events: 1000, age: std::time::Duration::ZERO };
        let mut sealer = Sealer::new(self.services.system.clone(), seal_key(), pace);
        while sealer.seal().await.unwrap().is_some() {}
    }
}

#[tokio::test]
async fn owners_auditors_and_operators_see_how_far_it_is_and_nobody_else() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let rosalina = app.operator("rosalina@steward.test").await;
    let status =
        async |token: &str| app.get("/api/v1/audit/status").bearer(token).expect(200).await.json();
    let before = status(&pizza.owner.token).await;
    assert_eq!(before["sealed"], Value::Null);
    assert_eq!(before["window"]["events"], before["head"]["position"]);
    app.seal().await;
    let after = status(&rosalina.token).await;
    assert_eq!(after["sealed"]["position"], after["head"]["position"]);
    assert_eq!(after["sealed"]["block"], 1);
    assert_eq!(after["window"], serde_json::json!({"events": 0, "oldest_at": null}));
    assert_eq!(after["public_key"], seal_key().public().to_string());
    let key = app.get("/api/v1/audit/key").bearer(&pizza.owner.token).expect(200).await.json();
    assert_eq!(key["public_key"], after["public_key"]);
    for path in ["status", "key", "blocks", "proofs/1"] {
        let path = format!("/api/v1/audit/{path}");
        app.get(&path).bearer(&pizza.luigi.token).expect(403).await;
    }
    app.post("/api/v1/audit/verify").bearer(&pizza.luigi.token).expect(403).await;
}

#[tokio::test]
async fn an_event_is_proven_to_whom_it_belongs() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let other = app.business("other.com").await;
    app.say(&pizza.luigi, "Words that stay sealed").await;
    let owner = &pizza.owner.token;
    let events = app.get("/api/v1/events?limit=200").bearer(owner).expect(200).await.json();
    let said = events["items"].as_array().unwrap().last().unwrap()["position"].as_u64().unwrap();
    let path = format!("/api/v1/audit/proofs/{said}");
    let early = app.get(&path).bearer(owner).expect(409).await.json();
    assert_eq!(early["type"], "/problems/not-sealed");
    app.seal().await;
    let answer = app.get(&path).bearer(owner).expect(200).await;
    assert!(!answer.text().contains("Words that stay sealed"));
    let proof: Proof = serde_json::from_str(&answer.text()).unwrap();
    assert_eq!(proof.check(&[seal_key().public()]), Ok(()));
    let Proof::Inclusion { event, .. } = &proof else { panic!("{proof:?}") };
    assert_eq!((event.position, event.event_type.as_str()), (said, "MessageSent"));
    app.get(&path).bearer(&other.owner.token).expect(404).await;
    app.get("/api/v1/audit/proofs/0").bearer(owner).expect(404).await;
    app.get(format!("/api/v1/audit/proofs/{}", u64::MAX)).bearer(owner).expect(404).await;
}

#[tokio::test]
async fn blocks_are_listed_and_what_was_altered_is_named() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let owner = &pizza.owner.token;
    let verify = async || app.post("/api/v1/audit/verify").bearer(owner).expect(200).await.json();
    let nothing = serde_json::json!({"from": 0, "through": 0, "ok": true, "problem": null});
    assert_eq!(verify().await, nothing);
    app.seal().await;
    app.say(&pizza.luigi, "hello").await;
    app.seal().await;
    let page = app.get("/api/v1/audit/blocks?limit=1").bearer(owner).expect(200).await.json();
    assert_eq!(page["items"][0]["block"], 2);
    let next = page["next_cursor"].as_str().unwrap();
    let path = format!("/api/v1/audit/blocks?limit=1&cursor={next}");
    let rest = app.get(path).bearer(owner).expect(200).await.json();
    assert_eq!((&rest["items"][0]["block"], &rest["next_cursor"]), (&1.into(), &Value::Null));
    let head: audit::Head = serde_json::from_value(page["items"][0].clone()).unwrap();
    assert!(head.is_signed_by(&[seal_key().public()]));
    let good = verify().await;
    assert_eq!(
        (&good["ok"], &good["from"], &good["through"]),
        (&true.into(), &1.into(), &head.size.into())
    );
    let mut admin = PgConnection::connect(&app.db.admin_url()).await.unwrap();
    admin.execute("SET session_replication_role = replica").await.unwrap();
    admin
        .execute("UPDATE events SET payload = (payload::text || ' ')::json WHERE position = 2")
        .await
        .unwrap();
    let bad = verify().await;
    assert_eq!(bad["ok"], false);
    assert_eq!((&bad["problem"]["block"], &bad["problem"]["position"]), (&1.into(), &2.into()));
    let detail = bad["problem"]["detail"].as_str().unwrap();
    assert_eq!(detail, "block 1: the event at position 2 is not the one that was sealed");
}
