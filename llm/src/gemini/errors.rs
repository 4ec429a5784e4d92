//! Gemini's errors: `{"error": {code, message, status, details}}`, from an HTTP response or
//! from the middle of a stream.

use std::time::Duration;

use reqwest::header::HeaderMap;
use serde::Deserialize;
use serde_json::Value;

use crate::{ModelError, wire::waits};

/// The body of an error, as far as it is understood.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct WireError {
    code: Option<u16>,
    message: Option<String>,
    status: Option<String>,
    details: Option<Vec<Value>>,
}

/// The error of an HTTP response that is not a success.
pub(super) fn from_response(http: u16, headers: &HeaderMap, body: &[u8]) -> ModelError {
    let parsed = serde_json::from_slice(body).ok();
    let error = parsed.as_ref().and_then(find).unwrap_or_default();
    classify(http, &error, waits::retry_after(headers))
}

/// The error that a piece of a stream holds, if it holds one.
pub(super) fn in_stream(piece: &Value) -> Option<ModelError> {
    let error = find(piece)?;
    let status = error.status.clone().unwrap_or_else(|| "UNKNOWN".to_owned());
    let code = error.code.unwrap_or_else(|| http_code(&status));
    let cause = Box::new(classify(code, &error, None));
    Some(ModelError::MidStream { status: ModelError::word(&status), cause })
}

/// Takes the error out of `{"error": ...}` or `[{"error": ...}]`.
fn find(body: &Value) -> Option<WireError> {
    let object = body.as_array().and_then(|items| items.first()).unwrap_or(body);
    let error = object.get("error").filter(|error| !error.is_null())?;
    Some(WireError::deserialize(error).unwrap_or_default())
}

fn classify(code: u16, error: &WireError, retry_after: Option<Duration>) -> ModelError {
    let message = error.message.as_deref().unwrap_or_default();
    match code {
        401 | 403 => ModelError::Unauthorized,
        400 if error.bad_key() => ModelError::Unauthorized,
        404 => ModelError::NotFound,
        408 | 504 => ModelError::Timeout,
        429 => ModelError::RateLimited {
            retry_after: [retry_after, error.retry_info(), waits::in_words(message)]
                .into_iter()
                .flatten()
                .max(),
            daily: error.daily(),
        },
        503 | 529 => ModelError::Overloaded,
        499 | 500.. => ModelError::Internal,
        _ => ModelError::invalid(message),
    }
}

/// The HTTP status that goes with a gRPC status.
fn http_code(status: &str) -> u16 {
    match status {
        "INVALID_ARGUMENT" | "FAILED_PRECONDITION" | "OUT_OF_RANGE" => 400,
        "UNAUTHENTICATED" => 401,
        "PERMISSION_DENIED" => 403,
        "NOT_FOUND" => 404,
        "RESOURCE_EXHAUSTED" => 429,
        "CANCELLED" => 499,
        "UNAVAILABLE" => 503,
        "DEADLINE_EXCEEDED" => 504,
        _ => 500,
    }
}

impl WireError {
    /// The details of one kind, by the end of their type's name.
    fn details(&self, kind: &str) -> impl Iterator<Item = &Value> {
        self.details.iter().flatten().filter(move |detail| {
            detail["@type"].as_str().and_then(|name| name.rsplit('.').next()) == Some(kind)
        })
    }

    /// A bad key is a 400 here, told apart by its reason.
    fn bad_key(&self) -> bool {
        self.details("ErrorInfo")
            .any(|info| info["reason"].as_str().is_some_and(|reason| reason.starts_with("API_KEY")))
    }

    fn retry_info(&self) -> Option<Duration> {
        self.details("RetryInfo")
            .filter_map(|info| waits::duration(info["retryDelay"].as_str()?))
            .max()
    }

    /// Whether waiting is no use: a quota per day, or one of nothing at all.
    fn daily(&self) -> bool {
        let per_day = self
            .details("QuotaFailure")
            .filter_map(|failure| failure["violations"].as_array())
            .flatten()
            .any(|violation| {
                violation["quotaId"].as_str().is_some_and(|id| id.contains("PerDay"))
                    || violation["quotaValue"].as_str() == Some("0")
            });
        let message = self.message.as_deref().unwrap_or_default();
        let no_quota = message.split("limit: 0").skip(1).any(|rest| {
            let more_digits = |c: char| c.is_ascii_digit();
            !rest.starts_with(more_digits)
                && !rest.strip_prefix('.').is_some_and(|rest| rest.starts_with(more_digits))
        });
        per_day || no_quota
    }
}

#[cfg(test)]
#[path = "errors_tests.rs"]
mod tests;
