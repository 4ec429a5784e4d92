//! Errors of servers that speak OpenAI's protocol: `{"error": {message, type, code}}`, with
//! their variations, from an HTTP response or from the middle of a stream.

use std::time::Duration;

use reqwest::header::HeaderMap;
use serde_json::Value;

use crate::{ModelError, wire::waits};

/// What an error says, wherever its server puts it.
#[derive(Debug, Default)]
struct Told {
    message: String,
    kind: String,
    code: String,
}

/// The error of an HTTP response that is not a success.
pub(super) fn from_response(status: u16, headers: &HeaderMap, body: &[u8]) -> ModelError {
    let told = serde_json::from_slice(body).ok().as_ref().map(told).unwrap_or_default();
    let milliseconds =
        headers.get("retry-after-ms").and_then(|value| value.to_str().ok()?.parse().ok());
    let asked = milliseconds.map(Duration::from_millis).or_else(|| waits::retry_after(headers));
    classify(status, &told, asked)
}

/// The error that a piece of a stream holds, if it holds one.
pub(super) fn in_stream(piece: &Value) -> Option<ModelError> {
    let has_error = piece.get("error").is_some_and(|error| !error.is_null());
    // As older servers of vLLM send it.
    if !has_error && piece["object"] != "error" {
        return None;
    }
    let told = told(piece);
    let named = [&told.code, &told.kind].into_iter().find(|word| !word.is_empty());
    let status = named.map_or_else(|| "unknown".to_owned(), |word| ModelError::word(word));
    let cause = Box::new(classify(told.status(), &told, None));
    Some(ModelError::MidStream { status, cause })
}

/// Reads `{"error": {...}}`, `{"error": "words"}`, and the fields without the wrapping.
fn told(body: &Value) -> Told {
    let body = body.as_array().and_then(|items| items.first()).unwrap_or(body);
    let error = body.get("error").filter(|error| !error.is_null()).unwrap_or(body);
    let word = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    };
    let message = if error.is_string() { error } else { &error["message"] };
    Told { message: word(message), kind: word(&error["type"]), code: word(&error["code"]) }
}

fn classify(status: u16, told: &Told, asked: Option<Duration>) -> ModelError {
    match status {
        _ if told.is("content_filter") || told.is("content_policy_violation") => {
            ModelError::Blocked { reason: "content_filter".to_owned() }
        }
        _ if told.is("model_not_found") => ModelError::NotFound,
        _ if told.is("invalid_api_key") => ModelError::Unauthorized,
        401 | 403 => ModelError::Unauthorized,
        404 => ModelError::NotFound,
        408 | 504 => ModelError::Timeout,
        402 | 429 => ModelError::RateLimited {
            retry_after: [asked, waits::in_words(&told.message)].into_iter().flatten().max(),
            daily: status == 402 || told.is_used_up(),
        },
        503 | 529 => ModelError::Overloaded,
        499 | 500.. => ModelError::Internal,
        _ => ModelError::invalid(&told.message),
    }
}

impl Told {
    fn is(&self, word: &str) -> bool {
        self.code == word || self.kind == word
    }

    /// Whether waiting is no use: the credit is used up, or a quota per day.
    fn is_used_up(&self) -> bool {
        ["insufficient_quota", "billing_hard_limit_reached", "billing_not_active"]
            .iter()
            .any(|word| self.is(word))
            || self.message.contains("per day")
    }

    /// The HTTP status that goes with an error that came without one.
    fn status(&self) -> u16 {
        if let Ok(status @ 400..=599) = self.code.parse() {
            return status;
        }
        let words = [self.code.as_str(), self.kind.as_str()];
        let row = |row: &&(&str, u16)| words.contains(&row.0);
        STATUSES.iter().find(row).map_or(500, |(_, status)| *status)
    }
}

const STATUSES: &[(&str, u16)] = &[
    ("rate_limit_exceeded", 429),
    ("rate_limit_error", 429),
    ("insufficient_quota", 429),
    ("overloaded_error", 503),
    ("unavailable_error", 503),
    ("service_unavailable", 503),
    ("timeout", 504),
    ("authentication_error", 401),
    ("permission_error", 403),
    ("not_found_error", 404),
    ("invalid_request_error", 400),
    ("BadRequestError", 400),
    ("exceed_context_size_error", 400),
];

#[cfg(test)]
#[path = "errors_tests.rs"]
mod tests;
