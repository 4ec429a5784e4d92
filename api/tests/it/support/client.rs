//! Requests to the router, and what came back.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use serde_json::Value;
use tower::ServiceExt;

/// A request about to be sent.
pub(crate) struct Call {
    router: Router,
    request: axum::http::request::Builder,
    body: Body,
}

impl Call {
    pub(crate) fn new(router: Router, method: &str, path: String) -> Self {
        let request = Request::builder().method(method).uri(path).header("host", "steward.test");
        Self { router, request, body: Body::empty() }
    }

    pub(crate) fn header(mut self, name: &str, value: impl AsRef<str>) -> Self {
        self.request = self.request.header(name, value.as_ref());
        self
    }

    pub(crate) fn bearer(self, token: impl AsRef<str>) -> Self {
        let value = format!("Bearer {}", token.as_ref());
        self.header("authorization", value)
    }

    pub(crate) fn key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    pub(crate) fn json(self, body: impl serde::Serialize) -> Self {
        let text = serde_json::to_vec(&body).unwrap();
        self.raw("application/json", text)
    }

    pub(crate) fn raw(mut self, kind: &str, body: impl Into<Body>) -> Self {
        self.body = body.into();
        self.header("content-type", kind)
    }

    /// A file as multipart/form-data.
    pub(crate) fn file(self, name: &str, kind: &str, content: impl AsRef<[u8]>) -> Self {
        let mut body = format!(
            "--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\ncontent-type: {kind}\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(content.as_ref());
        body.extend_from_slice(b"\r\n--edge--\r\n");
        self.raw("multipart/form-data; boundary=edge", body)
    }

    pub(crate) async fn send(self) -> Reply {
        let request = self.request.body(self.body).unwrap();
        let what = format!("{} {}", request.method(), request.uri());
        let response = self.router.oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Reply { what, status: parts.status, headers: parts.headers, bytes }
    }

    /// Sends it and expects a status.
    pub(crate) async fn expect(self, status: u16) -> Reply {
        let reply = self.send().await;
        assert_eq!(reply.status.as_u16(), status, "{}: {}", reply.what, reply.text());
        if status >= 400 {
            reply.check_problem();
        }
        reply
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) what: String,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Reply {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|_| panic!("{}: {}", self.what, self.text()))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The name of the problem.
    pub(crate) fn problem(&self) -> String {
        self.check_problem();
        self.json()["type"].as_str().unwrap().trim_start_matches("/problems/").to_owned()
    }

    /// Every error is problem+json, with everything that belongs to one.
    fn check_problem(&self) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.what);
        let body = self.json();
        assert_eq!(
            body["status"].as_u64(),
            Some(self.status.as_u16().into()),
            "{}: {body}",
            self.what
        );
        assert!(body["type"].as_str().is_some_and(|kind| kind.starts_with("/problems/")), "{body}");
        assert!(body["title"].as_str().is_some_and(|title| !title.is_empty()), "{body}");
        assert_eq!(body["trace_id"].as_str().map(str::len), Some(32), "{body}");
        let path = self.what.split([' ', '?']).nth(1).unwrap();
        assert_eq!(body["instance"], path, "{body}");
    }

    /// The problem without what differs each time.
    pub(crate) fn stable(&self) -> Value {
        let mut body = self.json();
        body["trace_id"] = "[trace]".into();
        body["instance"] = "[path]".into();
        body
    }

    /// The refresh cookie that was set.
    pub(crate) fn cookie(&self) -> String {
        self.cookie_named("steward_refresh")
    }

    /// A cookie that was set, as a client sends it back; empty when it was not.
    pub(crate) fn cookie_named(&self, name: &str) -> String {
        let all = self.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
        let mut cookies = all.map(|cookie| cookie.split(';').next().unwrap_or_default().to_owned());
        cookies.rfind(|cookie| cookie.starts_with(&format!("{name}="))).unwrap_or_default()
    }
}
