//! Failures before an answer begins.

use std::time::{Duration, Instant};

use llm::{ChatModel, ModelError};
use serde_json::json;
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::method};

use crate::support::{KEY, ask, configured, gemini, stream};

async fn answering(response: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST")).respond_with(response).mount(&server).await;
    server
}

#[tokio::test]
async fn each_status_has_its_kind_and_one_request_is_made() {
    let rows = [
        (400, "INVALID_ARGUMENT", "invalid_request"),
        (401, "UNAUTHENTICATED", "unauthorized"),
        (403, "PERMISSION_DENIED", "unauthorized"),
        (404, "NOT_FOUND", "not_found"),
        (429, "RESOURCE_EXHAUSTED", "rate_limited"),
        (499, "CANCELLED", "internal"),
        (500, "INTERNAL", "internal"),
        (503, "UNAVAILABLE", "overloaded"),
        (504, "DEADLINE_EXCEEDED", "timeout"),
    ];
    for (code, status, kind) in rows {
        // Plain JSON, although the content type promises events.
        let body = json!({"error": {"code": code, "message": "the prompt", "status": status}});
        let response =
            ResponseTemplate::new(code).set_body_raw(body.to_string(), "text/event-stream");
        let server = answering(response).await;
        let error = stream(&gemini(&server.uri()).chat(), &ask("x")).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{code}");
        let shown = error.to_string();
        assert!(!shown.contains("the prompt") && !shown.contains(KEY), "{shown}");
        assert_eq!(server.received_requests().await.unwrap().len(), 1, "no hidden retries");
    }
}

#[tokio::test]
async fn the_longest_wait_asked_for_counts() {
    let body = json!({"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "details": [
        {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "2s"}]}});
    let response = ResponseTemplate::new(429).insert_header("retry-after", "7").set_body_json(body);
    let server = answering(response).await;
    let error = gemini(&server.uri()).chat().generate(&ask("x")).await.unwrap_err();
    let retry_after = Some(Duration::from_secs(7));
    assert_eq!(error, ModelError::RateLimited { retry_after, daily: false });
}

#[tokio::test]
async fn an_array_of_one_error_is_understood() {
    let body = json!([{"error": {"code": 400, "status": "INVALID_ARGUMENT", "details": [
        {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}]}}]);
    let server = answering(ResponseTemplate::new(400).set_body_json(body)).await;
    let error = gemini(&server.uri()).chat().generate(&ask("x")).await.unwrap_err();
    assert_eq!(error, ModelError::Unauthorized);
}

#[tokio::test]
async fn a_redirect_is_not_followed_with_the_key() {
    let other = MockServer::start().await;
    let response = ResponseTemplate::new(307).insert_header("location", other.uri());
    let server = answering(response).await;
    let error = gemini(&server.uri()).chat().generate(&ask("x")).await.unwrap_err();
    assert!(!error.retryable());
    assert!(other.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn nobody_there_is_a_transport_error() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let error = gemini(&format!("http://{address}")).chat().generate(&ask("x")).await.unwrap_err();
    assert!(matches!(&error, ModelError::Transport { reason } if reason.contains("refused")));
    assert!(!error.to_string().contains("http"));
}

#[tokio::test]
async fn a_late_answer_is_a_timeout() {
    let server = answering(ResponseTemplate::new(200).set_delay(Duration::from_secs(30))).await;
    let impatient = configured(&server.uri(), |config| {
        config.timeouts.idle = Duration::from_millis(50);
        config.timeouts.total = Duration::from_millis(100);
    });
    let start = Instant::now();
    let chat = impatient.chat();
    assert_eq!(chat.generate(&ask("x")).await, Err(ModelError::Timeout));
    assert_eq!(stream(&chat, &ask("x")).await, Err(ModelError::Timeout));
    assert_eq!(chat.count_tokens(&ask("x")).await, Err(ModelError::Timeout));
    assert!(start.elapsed() < Duration::from_secs(20));
}
