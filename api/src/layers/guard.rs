//! A panic or an endless handler is answered like any other failure.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::FutureExt;

use crate::error::{ApiError, kinds};
use crate::state::AppState;

/// Ends a request after the configured time, and survives panics.
pub(crate) async fn layer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let work = AssertUnwindSafe(next.run(request)).catch_unwind();
    match tokio::time::timeout(state.limits.request_timeout, work).await {
        Ok(Ok(response)) => response,
        Ok(Err(panic)) => ApiError::internal(message(&*panic)).into_response(),
        Err(_) => ApiError::new(kinds::TIMEOUT).retry_after(1).into_response(),
    }
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("panic: {}", text.unwrap_or("without a message"))
}
