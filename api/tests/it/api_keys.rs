//! Keys for programs.

use serde_json::{Value, json};

use crate::support::{Setup, Someone, TestApp};

async fn create(app: &TestApp, who: &Someone, scopes: &[&str]) -> Value {
    let body = json!({ "name": "Till", "scopes": scopes, "expires_in_days": 30 });
    app.post("/api/v1/api-keys").bearer(&who.token).json(body).expect(201).await.json()
}

#[tokio::test]
async fn a_key_acts_as_its_member_within_its_scopes() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let made = create(&app, &pizza.luigi, &["tasks:write", "me:read", "facts:read"]).await;
    let key = made["key"].as_str().unwrap();
    assert!(key.starts_with("stw_") && key.len() == 47, "{key}");
    let me = app.get("/api/v1/me").bearer(key).expect(200).await;
    assert_eq!(me.json()["id"], pizza.luigi.id.to_string());
    assert!(me.header("ratelimit").contains("\"key\";r=599"), "{}", me.header("ratelimit"));
    app.post("/api/v1/tasks").bearer(key).json(json!({ "title": "Order flour" })).expect(201).await;
    app.get("/api/v1/tasks").bearer(key).expect(200).await;
    app.get("/api/v1/facts").bearer(key).expect(200).await;
    for (method, path, body) in [
        ("POST", "/api/v1/facts", json!({ "text": "I am a key" })),
        ("GET", "/api/v1/conversations", Value::Null),
        ("POST", "/api/v1/ws/ticket", json!({})),
        ("GET", "/api/v1/me/sessions", Value::Null),
        (
            "POST",
            "/api/v1/api-keys",
            json!({ "name": "x", "scopes": ["me:read"], "expires_in_days": 1 }),
        ),
        ("GET", "/api/v1/security/events", Value::Null),
        ("GET", "/api/v1/tenant/policies", Value::Null),
    ] {
        let call = app.call(method, path).bearer(key);
        let call = if body.is_null() { call } else { call.json(body) };
        assert_eq!(call.expect(403).await.problem(), "api-key-scope", "{method} {path}");
    }
}

#[tokio::test]
async fn it_is_kept_as_a_hash_listed_and_revoked() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let made = create(&app, &pizza.luigi, &["me:read"]).await;
    let (key, id) = (made["key"].as_str().unwrap(), made["id"].as_str().unwrap());
    app.get("/api/v1/me").bearer(key).expect(200).await;
    let stored: String = sqlx::query_scalar("SELECT to_jsonb(k)::text FROM api_keys k")
        .fetch_one(app.db.admin_pool())
        .await
        .unwrap();
    assert!(!stored.contains(key));
    let list = app.get("/api/v1/api-keys").bearer(&pizza.luigi.token).expect(200).await;
    assert!(!list.text().contains(key));
    let item = &list.json()["items"][0];
    assert_eq!(item["name"], "Till");
    assert!(key.starts_with(item["prefix"].as_str().unwrap()));
    assert!(item["last_used_at"].is_string());
    let others = app.get("/api/v1/api-keys").bearer(&pizza.owner.token).expect(200).await;
    assert_eq!(others.json()["items"], json!([]));
    let path = format!("/api/v1/api-keys/{id}");
    app.call("DELETE", &path).bearer(&pizza.peach.token).expect(404).await;
    for _ in 0..2 {
        app.call("DELETE", &path).bearer(&pizza.luigi.token).expect(204).await;
    }
    app.get("/api/v1/me").bearer(key).expect(401).await;
    assert_eq!(app.events_of("ApiKeyCreated").await, 1);
    assert_eq!(app.events_of("ApiKeyRevoked").await, 1);
}

#[tokio::test]
async fn keys_expire_and_end_with_their_member() {
    use domain::member::{Member, MemberCommand, MemberRemoved};
    let app = TestApp::with(Setup::default()).await;
    let pizza = app.business("pizza.com").await;
    let luigis = create(&app, &pizza.luigi, &["me:read"]).await["key"].as_str().unwrap().to_owned();
    let peachs = create(&app, &pizza.peach, &["me:read"]).await["key"].as_str().unwrap().to_owned();
    sqlx::query("UPDATE api_keys SET expires_at = clock_timestamp() WHERE member_id = $1")
        .bind(pizza.luigi.id.0)
        .execute(app.db.admin_pool())
        .await
        .unwrap();
    app.get("/api/v1/me").bearer(&luigis).expect(401).await;
    let removed = MemberCommand::RemoveMember(MemberRemoved { removed_by: None });
    app.run(pizza.tenant, vec![eventing::Step::new::<Member>(pizza.peach.id, removed)]).await;
    app.project().await;
    app.get("/api/v1/me").bearer(&peachs).expect(401).await;
    app.get("/api/v1/me").bearer("stw_madeup").expect(401).await;
}

#[tokio::test]
async fn what_is_asked_of_a_key_is_checked() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    for (body, pointer) in [
        (json!({ "name": " ", "scopes": ["me:read"], "expires_in_days": 1 }), "/name"),
        (json!({ "name": "x", "scopes": [], "expires_in_days": 1 }), "/scopes"),
        (json!({ "name": "x", "scopes": ["everything"], "expires_in_days": 1 }), "/scopes"),
        (json!({ "name": "x", "scopes": ["me:read"], "expires_in_days": 0 }), "/expires_in_days"),
        (json!({ "name": "x", "scopes": ["me:read"], "expires_in_days": 367 }), "/expires_in_days"),
    ] {
        let call = app.post("/api/v1/api-keys").bearer(&pizza.luigi.token).json(&body);
        let refused = call.expect(422).await.json();
        assert_eq!(refused["errors"][0]["pointer"], pointer, "{body}");
    }
}
