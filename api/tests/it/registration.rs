//! Registering a business with its owner.

use serde_json::{Value, json};

use crate::support::{PASSWORD, TestApp};

fn body() -> Value {
    json!({
        "tenant": { "name": "Mario's Pizza", "time_zone": "Europe/Rome", "locale": "it-IT", "description": "A pizzeria." },
        "owner": { "name": "Mario", "email": "mario@pizza.com", "password": PASSWORD },
    })
}

#[tokio::test]
async fn the_owner_can_sign_in_at_once() {
    let app = TestApp::new().await;
    app.projecting(async {
        let reply = app.post("/api/v1/tenants").json(body()).expect(201).await.json();
        assert_eq!(reply["position"], 2);
        let session = app.login("mario@pizza.com", PASSWORD).expect(200).await.json();
        assert_eq!(session["member"]["role"], "owner");
        assert_eq!(session["member"]["id"], reply["member_id"]);
        let me = app
            .get("/api/v1/me")
            .bearer(session["access_token"].as_str().unwrap())
            .expect(200)
            .await
            .json();
        assert_eq!(me["tenant"]["name"], "Mario's Pizza");
        assert_eq!(me["tenant"]["locale"], "it-IT");
    })
    .await;
}

#[tokio::test]
async fn before_the_event_is_seen_nobody_is_a_member() {
    let app = TestApp::new().await;
    app.post("/api/v1/tenants").json(body()).expect(201).await;
    assert_eq!(app.login("mario@pizza.com", PASSWORD).expect(403).await.problem(), "no-membership");
    app.project().await;
    app.login("mario@pizza.com", PASSWORD).expect(200).await;
}

#[tokio::test]
async fn the_same_key_registers_once() {
    let app = TestApp::new().await;
    app.projecting(async {
        let first = app.post("/api/v1/tenants").key("k1").json(body()).expect(201).await.json();
        let again = app.post("/api/v1/tenants").key("\"k1\"").json(body()).expect(201).await.json();
        assert_eq!(first, again);
        let mut other = body();
        other["tenant"]["name"] = "Another".into();
        let reused = app.post("/api/v1/tenants").key("k1").json(other).expect(422).await;
        assert_eq!(reused.problem(), "idempotency-key-reused");
        assert_eq!(app.events().await, 2);
    })
    .await;
}

#[tokio::test]
async fn an_address_with_an_account_needs_its_password() {
    let app = TestApp::new().await;
    app.business("pizza.com").await;
    let mut other = body();
    other["owner"]["password"] = "another password".into();
    assert_eq!(app.post("/api/v1/tenants").json(other).expect(409).await.problem(), "email-taken");
}

#[tokio::test]
async fn values_are_checked_where_they_stand() {
    let app = TestApp::new().await;
    let cases = [
        ("/tenant/name", json!("  ")),
        ("/tenant/name", json!("x".repeat(201))),
        ("/tenant/time_zone", json!("Mars/Olympus")),
        ("/tenant/locale", json!("english please")),
        ("/tenant/description", json!("x".repeat(501))),
        ("/tenant/surprise", json!(1)),
        ("/owner/name", json!("")),
        ("/owner/email", json!("mario")),
        ("/owner/password", json!("1234567")),
        ("/owner/password", Value::Null),
    ];
    for (pointer, value) in cases {
        let mut body = body();
        match body.pointer_mut(pointer) {
            Some(place) => *place = value,
            None => body["tenant"]["surprise"] = value,
        }
        let reply = app.post("/api/v1/tenants").json(&body).expect(422).await.json();
        assert_eq!(reply["errors"][0]["pointer"], pointer, "{reply}");
    }
    assert_eq!(app.events().await, 0);
    let accounts: i64 = sqlx::query_scalar("SELECT count(*) FROM accounts")
        .fetch_one(app.db.admin_pool())
        .await
        .unwrap();
    assert_eq!(accounts, 0);
}
