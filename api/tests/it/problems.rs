//! Every status of the contract, provoked, as problem+json.

use std::time::Duration;

use axum::http::StatusCode;
use axum::routing::get;
use serde_json::json;

use crate::support::{Call, Setup, TestApp};

#[tokio::test]
async fn problems_are_precise() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let (owner, luigi) = (&pizza.owner.token, &pizza.luigi.token);
    let document =
        app.post("/api/v1/documents").bearer(owner).json(json!({ "title": "A", "text": "one" }));
    let document = document.expect(201).await.json()["document_id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/documents/{document}");
    let text = json!({ "title": "A", "text": "two" });
    let conversation = app.conversation(&pizza.luigi).await;
    let messages = format!("/api/v1/conversations/{conversation}/messages");

    let mut all = serde_json::Map::new();
    let calls = [
        ("malformed", 400, app.post(&messages).bearer(luigi).raw("application/json", "{\"text\":")),
        ("unauthenticated", 401, app.get("/api/v1/me")),
        ("forbidden", 403, app.put(&path).bearer(luigi).header("if-match", "\"1\"").json(&text)),
        ("not found", 404, app.get("/api/v1/nothing").bearer(luigi)),
        ("method", 405, app.call("DELETE", "/api/v1/me").bearer(luigi)),
        ("stale", 412, app.put(&path).bearer(owner).header("if-match", "\"7\"").json(&text)),
        (
            "too large",
            413,
            app.post(&messages).bearer(luigi).raw("application/json", "x".repeat(300_000)),
        ),
        ("type", 415, app.post(&messages).bearer(luigi).raw("text/plain", "Hello")),
        ("invalid", 422, app.post(&messages).bearer(luigi).json(json!({ "text": 5, "more": 1 }))),
        ("precondition", 428, app.put(&path).bearer(owner).json(&text)),
    ];
    for (name, status, call) in calls {
        all.insert(name.to_owned(), call.expect(status).await.stable());
    }
    insta::assert_json_snapshot!(all);
}

#[tokio::test]
async fn a_database_that_does_not_answer_is_a_503() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    app.api.pool().close().await;
    let reply = app.get("/api/v1/members").bearer(&pizza.luigi.token).expect(503).await;
    assert_eq!(reply.problem(), "unavailable");
    assert!(!reply.text().contains("pool"), "causes stay inside: {}", reply.text());
    let ready = app.get("/readyz").send().await;
    assert_eq!(ready.status, 503);
    assert_eq!(ready.json()["postgres"], "failing");
    app.get("/healthz").expect(200).await;
}

#[tokio::test]
async fn panics_and_endless_handlers_are_answered() {
    let limits =
        api::Limits { request_timeout: Duration::from_millis(50), ..api::Limits::default() };
    let app = TestApp::with(Setup { limits, ..Setup::default() }).await;
    let routes = axum::Router::new()
        .route("/panic", get(async || -> &'static str { panic!("a secret reason") }))
        .route("/endless", get(async || std::future::pending::<&'static str>().await))
        .route("/foreign", get(async || (StatusCode::IM_A_TEAPOT, "in its own words")));
    let router = api::with_layers(routes, app.state.clone());
    for (path, status, problem) in [
        ("/panic", 500, "internal-error"),
        ("/endless", 503, "timeout"),
        ("/foreign", 418, "malformed-request"),
    ] {
        let reply = Call::new(router.clone(), "GET", path.to_owned()).expect(status).await;
        assert_eq!(reply.problem(), problem);
        assert!(!reply.text().contains("secret"));
    }
}
