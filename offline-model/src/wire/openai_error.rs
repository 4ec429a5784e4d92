//! Errors as OpenAI words them, and the faults that give them.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header::RETRY_AFTER},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::error::WireError;
use crate::Fault;

/// An error of OpenAI's protocol.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenAiError {
    status: u16,
    kind: &'static str,
    code: Option<&'static str>,
    message: String,
    retry_after: Option<f64>,
}

impl OpenAiError {
    fn new(status: u16, kind: &'static str, message: impl Into<String>) -> Self {
        Self { status, kind, code: None, message: message.into(), retry_after: None }
    }

    /// 400.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, "invalid_request_error", message)
    }

    /// 404 for a model that is not here.
    #[must_use]
    pub fn no_model(model: &str) -> Self {
        let message = format!("The model `{model}` does not exist.");
        Self { code: Some("model_not_found"), ..Self::new(404, "not_found_error", message) }
    }

    /// 500.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(500, "server_error", "The server had an error while processing your request.")
    }

    /// 503.
    #[must_use]
    pub fn unavailable() -> Self {
        Self::new(503, "overloaded_error", "The server is overloaded, please try again later.")
    }

    /// The error a fault answers with before any piece, if it is of that kind.
    #[must_use]
    pub fn of(fault: &Fault) -> Option<Self> {
        Some(match fault {
            Fault::RateLimited { retry_seconds } => Self {
                code: Some("rate_limit_exceeded"),
                retry_after: Some(*retry_seconds),
                ..Self::new(429, "requests", format!("Please try again in {retry_seconds}s."))
            },
            Fault::DailyQuota => Self {
                code: Some("insufficient_quota"),
                ..Self::new(429, "insufficient_quota", "You exceeded your current quota.")
            },
            Fault::Internal => Self::internal(),
            Fault::Unavailable => Self::unavailable(),
            _ => return None,
        })
    }

    /// `{"error": {...}}`.
    #[must_use]
    pub fn body(&self) -> Value {
        json!({"error": {"message": self.message, "type": self.kind, "param": null,
                         "code": self.code}})
    }
}

impl From<WireError> for OpenAiError {
    fn from(error: WireError) -> Self {
        let body = error.body();
        let message = body["error"]["message"].as_str().unwrap_or_default().to_owned();
        match body["error"]["code"].as_u64() {
            Some(400) => Self::invalid(message),
            Some(503) => Self::unavailable(),
            _ => Self::internal(),
        }
    }
}

impl IntoResponse for OpenAiError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self.body())).into_response();
        if let Some(seconds) = self.retry_after {
            // Whole seconds only, as the header wants them.
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds.ceil() as u64));
        }
        response
    }
}
