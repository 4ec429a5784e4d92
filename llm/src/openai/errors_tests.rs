//! One row per error that a server of this protocol has been seen or documented to give.

use proptest::prelude::*;
use reqwest::header::{HeaderValue, RETRY_AFTER};
use serde_json::json;

use super::*;

fn respond(status: u16, body: Value) -> ModelError {
    from_response(status, &HeaderMap::new(), body.to_string().as_bytes())
}

fn coded(kind: &str, code: Value, message: &str) -> Value {
    json!({"error": {"message": message, "type": kind, "param": null, "code": code}})
}

#[test]
fn every_shape_has_its_kind() {
    let none = Value::Null;
    let rows = [
        (400, coded("invalid_request_error", none.clone(), "bad"), "invalid_request"),
        (400, coded("exceed_context_size_error", json!(400), "too long"), "invalid_request"),
        (400, coded("invalid_request_error", json!("content_filter"), "no"), "blocked"),
        (400, coded("invalid_request_error", json!("model_not_found"), "x"), "not_found"),
        (401, coded("invalid_request_error", json!("invalid_api_key"), "x"), "unauthorized"),
        (402, coded("", none.clone(), "Insufficient Balance"), "quota_exhausted"),
        (403, coded("permission_error", none.clone(), "x"), "unauthorized"),
        (404, coded("api_error", none.clone(), "model \"x\" not found"), "not_found"),
        (404, json!({"error": "model 'x' not found"}), "not_found"),
        (408, none.clone(), "timeout"),
        (413, none.clone(), "invalid_request"),
        (422, json!({"detail": [{"msg": "field required"}]}), "invalid_request"),
        (429, coded("requests", json!("rate_limit_exceeded"), "slow"), "rate_limited"),
        (429, coded("insufficient_quota", json!("insufficient_quota"), "x"), "quota_exhausted"),
        (429, coded("requests", none.clone(), "limit: requests per day (RPD)"), "quota_exhausted"),
        (499, none.clone(), "internal"),
        (500, coded("server_error", json!(500), "x"), "internal"),
        (502, none.clone(), "internal"),
        (503, coded("unavailable_error", json!(503), "Loading model"), "overloaded"),
        (503, json!({"object": "error", "message": "x", "code": 503}), "overloaded"),
        (504, none, "timeout"),
    ];
    for (status, body, kind) in rows {
        assert_eq!(respond(status, body.clone()).kind(), kind, "{status} {body}");
    }
}

#[test]
fn the_wait_is_found_in_headers_and_words() {
    let seconds = |seconds| Some(Duration::from_secs_f64(seconds));
    let words =
        respond(429, coded("tokens", json!("rate_limit_exceeded"), "Please try again in 1m2s."));
    assert_eq!(words.retry_after(), seconds(62.0));
    let mut headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static("7"))]);
    assert_eq!(from_response(429, &headers, b"").retry_after(), seconds(7.0));
    headers.insert("retry-after-ms", HeaderValue::from_static("250"));
    assert_eq!(from_response(429, &headers, b"").retry_after(), seconds(0.25));
}

#[test]
fn errors_in_a_stream_keep_their_cause() {
    let cause = |piece: Value| match in_stream(&piece) {
        Some(ModelError::MidStream { cause, .. }) => cause.kind(),
        other => panic!("{other:?}"),
    };
    assert_eq!(cause(coded("BadRequestError", json!(400), "x")), "invalid_request");
    assert_eq!(cause(coded("rate_limit_error", Value::Null, "x")), "rate_limited");
    assert_eq!(cause(coded("server_error", json!("overloaded"), "x")), "internal");
    assert_eq!(cause(coded("overloaded_error", Value::Null, "x")), "overloaded");
    assert_eq!(cause(json!({"error": "gone"})), "internal");
    assert_eq!(cause(json!({"object": "error", "code": 503, "message": "x"})), "overloaded");
    assert_eq!(in_stream(&json!({"choices": [], "error": null})), None);
}

proptest! {
    #[test]
    fn any_body_is_classified(status in 300u16..=999, body in ".{0,200}") {
        from_response(status, &HeaderMap::new(), body.as_bytes());
        respond(status, coded(&body, json!(body), &body));
        in_stream(&json!({ "error": body }));
    }
}
