//! The web app's files, the reference, health and headers.

use crate::support::{Setup, TestApp};

#[tokio::test]
async fn pages_are_for_browsers_and_problems_for_clients() {
    let app = TestApp::new().await;
    // In debug builds files come from disk; whatever stands there is served.
    let built = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../frontend/dist/index.html")
        .exists();
    for path in ["/", "/conversations/abc"] {
        let reply = app.get(path).header("accept", "text/html,*/*").send().await;
        if built {
            assert_eq!(reply.status, 200);
            assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
            assert_eq!(reply.header("cache-control"), "no-cache");
            let tag = reply.header("etag").to_owned();
            let again = app
                .get(path)
                .header("accept", "text/html")
                .header("if-none-match", tag)
                .send()
                .await;
            assert_eq!((again.status.as_u16(), again.bytes.len()), (304, 0));
            let small = app
                .get(path)
                .header("accept", "text/html")
                .header("accept-encoding", "gzip, br;q=0.9")
                .send()
                .await;
            assert_eq!(small.header("content-encoding"), "br");
            assert_eq!(small.header("content-type"), "text/html; charset=utf-8");
            assert!(small.bytes.len() < reply.bytes.len());
            assert_ne!(small.header("etag"), reply.header("etag"));
        } else {
            assert_eq!(reply.problem(), "not-found");
        }
    }
    app.get("/conversations/abc").header("accept", "application/json").expect(404).await;
    app.get("/assets/missing.js").header("accept", "text/html").expect(404).await;
    app.get("/../Cargo.toml").expect(404).await;
    app.get("/%2e%2e/package.json").expect(404).await;
    app.get("/api/v1/unknown").header("accept", "text/html").expect(404).await;
}

#[tokio::test]
async fn every_answer_carries_the_safety_headers() {
    let app = TestApp::new().await;
    for path in ["/healthz", "/api/v1/me", "/docs/", "/nothing.txt", "/api/v1/openapi.json"] {
        let reply = app.get(path).send().await;
        let policy = reply.header("content-security-policy");
        assert!(
            policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"),
            "{path}"
        );
        assert!(
            !policy.split(';').any(|part| part.contains("script-src") && part.contains("unsafe")),
            "{policy}"
        );
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(reply.header("referrer-policy"), "same-origin", "{path}");
    }
    assert_eq!(app.get("/api/v1/demo").expect(200).await.header("cache-control"), "no-store");
}

#[tokio::test]
async fn the_reference_needs_no_network() {
    let app = TestApp::new().await;
    assert_eq!(app.get("/docs").send().await.header("location"), "/docs/");
    let page = app.get("/docs/").expect(200).await;
    assert!(page.header("content-type").starts_with("text/html"));
    let page = page.text();
    assert!(!page.contains("://"), "{page}");
    let sources = page.split(['"']).filter(|part| part.ends_with(".js") || part.ends_with(".css"));
    let mut assets = 0;
    for source in sources {
        app.get(format!("/docs/{}", source.trim_start_matches("./"))).expect(200).await;
        assets += 1;
    }
    assert!(assets >= 3, "{page}");
    // A strict policy allows no script within the page.
    assert!(!page.contains("<script>"), "{page}");
    let start = app.get("/docs/swagger-initializer.js").expect(200).await.text();
    assert!(start.contains("/api/v1/openapi.json"), "{start}");
    app.get("/docs/missing.js").expect(404).await;
    let document = app.get("/api/v1/openapi.json").expect(200).await.json();
    assert_eq!(document["openapi"], "3.1.0");
}

#[tokio::test]
async fn readiness_tells_what_is_wrong() {
    let app = TestApp::new().await;
    app.get("/healthz").expect(200).await;
    let ready = app.get("/readyz").expect(200).await.json();
    assert_eq!((&ready["ready"], &ready["redis"]), (&true.into(), &"ok".into()));
    let app = TestApp::with(Setup {
        redis_url: Some("redis://127.0.0.1:1".to_owned()),
        ..Setup::default()
    })
    .await;
    let ready = app.get("/readyz").expect(200).await.json();
    assert_eq!((&ready["ready"], &ready["redis"]), (&true.into(), &"failing".into()));
}

#[tokio::test]
async fn a_build_newer_than_the_schema_is_not_ready() {
    let app = TestApp::new().await;
    sqlx::query("DELETE FROM _sqlx_migrations WHERE version = 20")
        .execute(app.db.admin_pool())
        .await
        .unwrap();
    let reply = app.get("/readyz").send().await;
    assert_eq!(reply.status, 503);
    let ready = reply.json();
    assert_eq!((&ready["postgres"], &ready["migrations"]), (&"ok".into(), &"failing".into()));
}

/// What OWASP's list of headers asks for, on answers of every sort.
#[tokio::test]
async fn every_answer_carries_its_headers_and_opens_nothing_to_others() {
    let app = TestApp::with(Setup { issuer: "https://steward.example", ..Setup::default() }).await;
    for path in ["/healthz", "/api/v1/me", "/api/v1/openapi.json", "/nothing.js", "/docs/"] {
        let reply = app.get(path).header("origin", "https://evil.example").send().await;
        for (name, value) in [
            ("strict-transport-security", "max-age=63072000; includeSubDomains"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("x-permitted-cross-domain-policies", "none"),
            // Off unless it is asked for; and never with a wildcard.
            ("access-control-allow-origin", ""),
            ("access-control-allow-credentials", ""),
            ("server", ""),
            ("x-powered-by", ""),
        ] {
            assert_eq!(reply.header(name), value, "{name} of {path}");
        }
        assert!(reply.header("permissions-policy").contains("camera=()"), "{path}");
        let policy = reply.header("content-security-policy");
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("default-src 'self'"));
        assert!(!policy.contains("script-src 'self' 'unsafe"), "{path}: {policy}");
    }
    let preflight = app
        .call("OPTIONS", "/api/v1/tasks")
        .header("origin", "https://evil.example")
        .header("access-control-request-method", "POST")
        .send()
        .await;
    assert!(!preflight.status.is_success(), "{}", preflight.status);
    assert_eq!(preflight.header("access-control-allow-origin"), "");
    // Without https there is nothing to stay with.
    let plain = TestApp::new().await.get("/healthz").expect(200).await;
    assert_eq!(plain.header("strict-transport-security"), "");
}
