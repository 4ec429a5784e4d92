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
    let uploads = request.uri().path().ends_with("/upload");
    let limits = &state.limits;
    let time = if uploads { limits.upload_timeout } else { limits.request_timeout };
    let work = AssertUnwindSafe(next.run(request)).catch_unwind();
    match tokio::time::timeout(time, work).await {
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
