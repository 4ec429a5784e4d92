//! One test per row of what the service really answers.

use proptest::prelude::*;
use reqwest::header::{HeaderValue, RETRY_AFTER};
use serde_json::json;

use super::*;

fn respond(code: u16, error: Value) -> ModelError {
    from_response(code, &HeaderMap::new(), json!({ "error": error }).to_string().as_bytes())
}

fn seconds(seconds: f64) -> Option<Duration> {
    Some(Duration::from_secs_f64(seconds))
}

#[test]
fn statuses_map_to_kinds() {
    let rows = [
        (400, "INVALID_ARGUMENT", "invalid_request"),
        (400, "FAILED_PRECONDITION", "invalid_request"),
        (401, "UNAUTHENTICATED", "unauthorized"),
        (403, "PERMISSION_DENIED", "unauthorized"),
        (404, "NOT_FOUND", "not_found"),
        (408, "", "timeout"),
        (413, "", "invalid_request"),
        (429, "RESOURCE_EXHAUSTED", "rate_limited"),
        (499, "CANCELLED", "internal"),
        (500, "INTERNAL", "internal"),
        (502, "", "internal"),
        (503, "UNAVAILABLE", "overloaded"),
        (504, "DEADLINE_EXCEEDED", "timeout"),
    ];
    for (code, status, kind) in rows {
        let error = respond(code, json!({"code": code, "message": "m", "status": status}));
        assert_eq!(error.kind(), kind, "{code} {status}");
        let bare = from_response(code, &HeaderMap::new(), b"<html>not JSON</html>");
        assert_eq!(bare.kind(), kind, "{code} without a body");
    }
}

#[test]
fn a_bad_key_is_told_apart_from_a_bad_request() {
    let error = respond(
        400,
        json!({"code": 400, "message": "API key not valid.", "status": "INVALID_ARGUMENT",
            "details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": "API_KEY_INVALID", "domain": "googleapis.com"}]}),
    );
    assert_eq!(error, ModelError::Unauthorized);
}

#[test]
fn a_quota_per_day_is_final_whatever_retry_info_says() {
    let error = respond(
        429,
        json!({"code": 429, "message": "You exceeded your current quota.",
            "status": "RESOURCE_EXHAUSTED", "details": [
            {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [{
                "quotaMetric":
                    "generativelanguage.googleapis.com/generate_content_free_tier_requests",
                "quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier",
                "quotaDimensions": {"location": "global", "model": "m"}, "quotaValue": "250"}]},
            {"@type": "type.googleapis.com/google.rpc.Help", "links": []},
            {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "22s"}]}),
    );
    assert_eq!(error, ModelError::RateLimited { retry_after: seconds(22.0), daily: true });
    assert!(!error.retryable());
}

#[test]
fn a_quota_per_minute_says_when() {
    let error = respond(
        429,
        json!({"code": 429, "message": "Please retry in 34.07s.", "status": "RESOURCE_EXHAUSTED",
            "details": [
            {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [{
                "quotaId": "GenerateRequestsPerMinutePerProjectPerModel", "quotaValue": "10"}]},
            {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34.07s"}]}),
    );
    assert_eq!(error, ModelError::RateLimited { retry_after: seconds(34.07), daily: false });
}

#[test]
fn the_wait_is_also_found_in_words_and_in_the_header() {
    let words = respond(429, json!({"message": "Quota exceeded. Please retry in 845.2ms."}));
    assert_eq!(words.retry_after(), seconds(0.8452));
    let asked = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static("7"))]);
    let header = from_response(429, &asked, b"");
    assert_eq!(header, ModelError::RateLimited { retry_after: seconds(7.0), daily: false });
}

#[test]
fn a_limit_of_nothing_is_final() {
    let daily = |message: &str| {
        let error = respond(429, json!({ "message": message }));
        matches!(error, ModelError::RateLimited { daily: true, .. })
    };
    assert!(daily("* Quota exceeded for metric: x, limit: 0, model: y"));
    assert!(daily("Quota exceeded, limit: 0"));
    assert!(daily("limit: 0.\nPlease retry in 3s"));
    assert!(!daily("limit: 0.5"));
    assert!(!daily("limit: 10"));
}

#[test]
fn errors_in_a_stream_keep_their_cause() {
    let body = json!({"error": {"code": 503, "message": "overloaded", "status": "UNAVAILABLE"}});
    let expected = ModelError::MidStream {
        status: "UNAVAILABLE".into(),
        cause: Box::new(ModelError::Overloaded),
    };
    assert_eq!(in_stream(&body), Some(expected.clone()));
    assert_eq!(in_stream(&json!([body])), Some(expected.clone()));
    assert_eq!(in_stream(&json!({"error": {"status": "UNAVAILABLE"}})), Some(expected));
    assert_eq!(in_stream(&json!({"candidates": [], "error": null})), None);
    let strange = in_stream(&json!({"error": "gone"})).unwrap();
    assert!(strange.retryable());
    let final_one = in_stream(&json!({"error": {"status": "INVALID_ARGUMENT"}})).unwrap();
    assert!(!final_one.retryable());
}

proptest! {
    #[test]
    fn any_body_is_classified(code in 300u16..=999, body in ".{0,200}") {
        from_response(code, &HeaderMap::new(), body.as_bytes());
        respond(code, json!({ "message": body, "details": [body] }));
    }
}
