//! Writes the body of every error response, whichever layer it came from.

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::TraceContext;
use crate::error::{ApiError, kinds};

const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

/// Marks a response whose status is no failure of the request: its body stays.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Verbatim;

/// Turns whatever failed below into problem+json.
pub(crate) async fn layer(request: Request, next: Next) -> Response {
    let instance = request.uri().path().to_owned();
    let head = request.method() == Method::HEAD;
    let trace_id = request
        .extensions()
        .get::<TraceContext>()
        .map(|trace| trace.trace_id.clone())
        .unwrap_or_default();
    let mut response = next.run(request).await;
    let error = match response.extensions_mut().remove::<ApiError>() {
        Some(error) => error,
        None if response.extensions().get::<Verbatim>().is_some() => return response,
        None if response.status().is_client_error() || response.status().is_server_error() => {
            foreign(response.status())
        }
        None => return response,
    };
    log(&error, &trace_id);
    let problem = error.into_problem(instance, trace_id);
    let Ok(body) = serde_json::to_vec(&problem) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, PROBLEM_JSON);
    headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    *response.body_mut() = if head { Body::empty() } else { Body::from(body) };
    response
}

/// An error that some library answered with in its own words.
fn foreign(status: StatusCode) -> ApiError {
    let kind = match status {
        StatusCode::NOT_FOUND => kinds::NOT_FOUND,
        StatusCode::METHOD_NOT_ALLOWED => kinds::METHOD_NOT_ALLOWED,
        StatusCode::PAYLOAD_TOO_LARGE => kinds::TOO_LARGE,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => kinds::UNSUPPORTED_TYPE,
        status if status.is_client_error() => {
            let title = status.canonical_reason().unwrap_or("The request was refused");
            return ApiError::refused(status, kinds::MALFORMED.slug, format!("{title}."));
        }
        _ => kinds::INTERNAL,
    };
    ApiError::new(kind)
}

fn log(error: &ApiError, trace_id: &str) {
    let (status, slug) = (error.status().as_u16(), error.slug());
    match error.logged_cause() {
        Some(cause) if status >= 500 => {
            tracing::error!(trace_id, status, slug, cause, "request failed")
        }
        // Turned away, and counted: under a flood a line for each would be one more burden.
        None if status == 503 => tracing::debug!(trace_id, status, slug, "request shed"),
        None if status >= 500 => tracing::error!(trace_id, status, slug, "request failed"),
        _ => tracing::debug!(trace_id, status, slug, "request refused"),
    }
}
