//! What bad input gets: a precise problem, never a 5xx, never half a command.

use serde_json::json;
use uuid::Uuid;

use crate::support::{Reply, TestApp};

#[tokio::test]
async fn bodies_that_are_no_message() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let conversation = app.conversation(&pizza.luigi).await;
    let before = app.events().await;
    let long = format!("{{\"text\":\"{}\"}}", "x".repeat(100 * 1024));
    let huge = format!("{{\"text\":\"{}\"}}", "x".repeat(300 * 1024));
    let cases: Vec<(Vec<u8>, u16, &str, &str)> = vec![
        (b"".to_vec(), 400, "malformed-json", ""),
        (b"{".to_vec(), 400, "malformed-json", ""),
        (b"{\"text\":\"a\"}}".to_vec(), 400, "malformed-json", ""),
        (b"{'text':'a'}".to_vec(), 400, "malformed-json", ""),
        (b"{\"text\":\"\xc3\x28\"}".to_vec(), 400, "malformed-json", ""),
        (b"\xff\xfe{\x00}\x00".to_vec(), 400, "malformed-json", ""),
        ("[".repeat(10_000).into_bytes(), 400, "malformed-json", ""),
        (b"[]".to_vec(), 422, "invalid-request", ""),
        (b"\"text\"".to_vec(), 422, "invalid-request", ""),
        (b"{}".to_vec(), 422, "invalid-request", "/text"),
        (b"{\"text\":5}".to_vec(), 422, "invalid-request", "/text"),
        (b"{\"text\":null}".to_vec(), 422, "invalid-request", "/text"),
        (b"{\"text\":\"a\",\"tenant_id\":\"b\"}".to_vec(), 422, "invalid-request", "/tenant_id"),
        (b"{\"text\":\"\"}".to_vec(), 422, "invalid-request", "/text"),
        (b"{\"text\":\" \\n\\t \"}".to_vec(), 422, "invalid-request", "/text"),
        (long.into_bytes(), 422, "invalid-request", "/text"),
        (huge.into_bytes(), 413, "payload-too-large", ""),
        (b"{\"text\":\"a\\u0000b\"}".to_vec(), 422, "unstorable-text", "/text"),
        (b"{\"text\":\"a\\ud83d\"}".to_vec(), 422, "unstorable-text", "/text"),
        (b"{\"text\":\"\\ude00a\"}".to_vec(), 422, "unstorable-text", "/text"),
    ];
    for (body, status, problem, pointer) in cases {
        let shown = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
        let call = app
            .post(format!("/api/v1/conversations/{conversation}/messages"))
            .bearer(&pizza.luigi.token);
        let reply = call.raw("application/json", body).expect(status).await;
        assert_eq!(reply.problem(), problem, "{shown}");
        assert_eq!(pointer_of(&reply), pointer, "{shown}: {}", reply.text());
    }
    assert_eq!(app.events().await, before);
    // Emoji in escapes are whole pairs; that is fine.
    let call = app
        .post(format!("/api/v1/conversations/{conversation}/messages"))
        .bearer(&pizza.luigi.token);
    call.raw("application/json", "{\"text\":\"\\ud83d\\ude00\"}").expect(202).await;
}

fn pointer_of(reply: &Reply) -> String {
    reply.json()["errors"][0]["pointer"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn bodies_of_another_type() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let conversation = app.conversation(&pizza.luigi).await;
    let path = format!("/api/v1/conversations/{conversation}/messages");
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "json",
        "",
    ] {
        let reply = app
            .post(&path)
            .bearer(&pizza.luigi.token)
            .raw(kind, "{\"text\":\"a\"}")
            .expect(415)
            .await;
        assert_eq!(reply.problem(), "unsupported-media-type", "{kind}");
    }
    app.post(&path).bearer(&pizza.luigi.token).expect(415).await;
    app.post(&path)
        .bearer(&pizza.luigi.token)
        .raw("application/vnd.api+json", "{\"text\":\"a\"}")
        .expect(202)
        .await;
}

#[tokio::test]
async fn query_strings_and_paths() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let head = app.events().await;
    let unknown = Uuid::now_v7();
    let cases = [
        ("/api/v1/conversations?limit=0".to_owned(), 422, "invalid-request"),
        ("/api/v1/conversations?limit=201".to_owned(), 422, "invalid-request"),
        ("/api/v1/conversations?limit=-1".to_owned(), 422, "invalid-request"),
        ("/api/v1/conversations?limit=many".to_owned(), 422, "invalid-request"),
        ("/api/v1/conversations?page=2".to_owned(), 422, "invalid-request"),
        ("/api/v1/conversations?cursor=garbage".to_owned(), 400, "invalid-cursor"),
        ("/api/v1/conversations?cursor=".to_owned(), 400, "invalid-cursor"),
        ("/api/v1/conversations?cursor=%00%ff".to_owned(), 400, "invalid-cursor"),
        ("/api/v1/conversations?after_position=x".to_owned(), 422, "invalid-request"),
        ("/api/v1/conversations?after_position=-1".to_owned(), 422, "invalid-request"),
        (format!("/api/v1/conversations?after_position={}", head + 1), 422, "position-beyond-head"),
        (format!("/api/v1/conversations?after_position={}", u64::MAX), 422, "invalid-request"),
        ("/api/v1/shifts?from=yesterday".to_owned(), 422, "invalid-request"),
        ("/api/v1/conversations/not-a-uuid/messages".to_owned(), 404, "not-found"),
        ("/api/v1/conversations/%00/messages".to_owned(), 404, "not-found"),
        (format!("/api/v1/conversations/{unknown}/messages"), 404, "not-found"),
        (format!("/api/v1/turns/{unknown}"), 404, "not-found"),
        (format!("/api/v1/actions/{unknown}"), 404, "not-found"),
        (format!("/api/v1/documents/{unknown}"), 404, "not-found"),
        (format!("/api/v1/documents/{unknown}?version=4294967296"), 422, "invalid-request"),
        (format!("/api/v1/streams/Conversation/{unknown}"), 404, "not-found"),
        (format!("/api/v1/streams/%00/{unknown}"), 404, "not-found"),
        ("/api/v1/nothing".to_owned(), 404, "not-found"),
        ("/api/v2/me".to_owned(), 404, "not-found"),
    ];
    for (path, status, problem) in cases {
        let reply = app.get(&path).bearer(&pizza.owner.token).expect(status).await;
        assert_eq!(reply.problem(), problem, "{path}");
    }
    app.get(format!("/api/v1/conversations?after_position={head}"))
        .bearer(&pizza.owner.token)
        .expect(200)
        .await;
}

#[tokio::test]
async fn commands_to_unknown_things() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let before = app.events().await;
    let unknown = Uuid::now_v7();
    for (path, body) in [
        (format!("/api/v1/conversations/{unknown}/messages"), json!({ "text": "a" })),
        (format!("/api/v1/turns/{unknown}/cancel"), json!({})),
        (format!("/api/v1/turns/{unknown}/retry"), json!({})),
        (format!("/api/v1/notifications/{unknown}/read"), json!({})),
        (format!("/api/v1/notifications/{unknown}/acknowledge"), json!({})),
        (format!("/api/v1/actions/{unknown}/approve"), json!({ "tag": "t" })),
        (format!("/api/v1/actions/{unknown}/reject"), json!({})),
    ] {
        app.post(path).bearer(&pizza.owner.token).json(body).expect(404).await;
    }
    assert_eq!(app.events().await, before);
}

#[tokio::test]
async fn wrong_methods_and_strange_headers() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    for (method, path) in [
        ("DELETE", "/api/v1/me"),
        ("PUT", "/api/v1/conversations"),
        ("GET", "/api/v1/auth/login"),
        ("PATCH", "/api/v1/tenant/policies"),
        ("POST", "/healthz"),
        ("POST", "/docs/"),
    ] {
        let reply = app.call(method, path).bearer(&pizza.luigi.token).expect(405).await;
        assert!(!reply.header("allow").is_empty(), "{method} {path}");
    }
    let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let reply = app.get("/api/v1/nothing").header("traceparent", trace).expect(404).await;
    assert_eq!(reply.json()["trace_id"], "4bf92f3577b34da6a3ce929d0e0e4736");
    app.get("/api/v1/nothing").header("traceparent", "garbage").expect(404).await;
    // No other origin gets an answer that its pages could read.
    let reply = app
        .get("/api/v1/me")
        .bearer(&pizza.luigi.token)
        .header("origin", "https://evil.example")
        .expect(200);
    assert_eq!(reply.await.header("access-control-allow-origin"), "");
}
