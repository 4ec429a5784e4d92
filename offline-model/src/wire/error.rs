//! Google's error body and its HTTP status.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// An error as the real service words it.
#[derive(Clone, Debug, PartialEq)]
pub struct WireError {
    code: u16,
    message: String,
    details: Vec<Value>,
}

impl WireError {
    /// An error of this HTTP status; the gRPC status follows from it.
    pub fn new(code: u16, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), details: Vec::new() }
    }

    /// 400 `INVALID_ARGUMENT`.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, message)
    }

    /// 403 for a request without a key.
    #[must_use]
    pub fn no_key() -> Self {
        Self::new(
            403,
            "Method doesn't allow unregistered callers (callers without established identity). \
             Please use API Key or other form of API consumer identity to call this API.",
        )
    }

    /// 404 for a model that is unknown or cannot do what the path asks.
    #[must_use]
    pub fn no_model(model: &str, method: &str) -> Self {
        Self::new(
            404,
            format!(
                "models/{model} is not found for API version v1beta, or is not supported for \
                 {method}. Call ModelService.ListModels to see the list of available models and \
                 their supported methods."
            ),
        )
    }

    /// 500 `INTERNAL`.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(500, "An internal error has occurred. Please retry or report in the forum.")
    }

    /// 503 `UNAVAILABLE`.
    #[must_use]
    pub fn unavailable() -> Self {
        Self::new(
            503,
            "This model is currently experiencing high demand. Spikes in demand are usually \
             temporary. Please try again later.",
        )
    }

    /// Adds `details`.
    #[must_use]
    pub fn with_details(mut self, details: Vec<Value>) -> Self {
        self.details = details;
        self
    }

    /// `{"error": {...}}`.
    #[must_use]
    pub fn body(&self) -> Value {
        let status = match self.code {
            400 => "INVALID_ARGUMENT",
            403 => "PERMISSION_DENIED",
            404 => "NOT_FOUND",
            429 => "RESOURCE_EXHAUSTED",
            503 => "UNAVAILABLE",
            _ => "INTERNAL",
        };
        let mut error = json!({"code": self.code, "message": self.message, "status": status});
        if !self.details.is_empty() {
            error["details"] = json!(self.details);
        }
        json!({ "error": error })
    }

    /// The body as the service prints it, over several lines.
    #[must_use]
    pub fn pretty(&self) -> String {
        serde_json::to_string_pretty(&self.body()).unwrap_or_default()
    }

    /// The response in the framing that the route would have used for success.
    pub(crate) fn framed(&self, framing: Framing) -> Response {
        let (kind, body) = match framing {
            Framing::Single => ("application/json; charset=UTF-8", self.pretty()),
            Framing::Sse => ("text/event-stream", self.pretty()),
            Framing::Array => ("application/json; charset=UTF-8", format!("[{}]", self.pretty())),
        };
        let status = StatusCode::from_u16(self.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, [(header::CONTENT_TYPE, HeaderValue::from_static(kind))], body).into_response()
    }
}

impl IntoResponse for WireError {
    fn into_response(self) -> Response {
        self.framed(Framing::Single)
    }
}

/// How a route frames its JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// One object.
    Single,
    /// Server-sent events (`alt=sse`).
    Sse,
    /// A JSON array that grows (streaming without `alt=sse`).
    Array,
}
