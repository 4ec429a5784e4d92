//! Long addresses and many headers are refused in words; what is far beyond that, the
//! connection refuses without any (`connections`).

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::{ApiError, kinds};

/// The most bytes of an address: a cursor with every parameter is far below.
const ADDRESS_BYTES: usize = 8 * 1024;
/// The most bytes of all headers, names and values.
const HEADER_BYTES: usize = 16 * 1024;
/// The most headers.
const HEADERS: usize = 96;

/// Refuses heads that no client of ours sends.
pub(crate) async fn layer(request: Request, next: Next) -> Response {
    let address = request.uri().path_and_query().map_or(0, |address| address.as_str().len());
    if address > ADDRESS_BYTES {
        return refused(kinds::ADDRESS_TOO_LONG, format!("{ADDRESS_BYTES} bytes are the most."));
    }
    let headers = request.headers();
    let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if headers.len() > HEADERS || bytes > HEADER_BYTES {
        let most = format!("{HEADERS} headers of {HEADER_BYTES} bytes in all are the most.");
        return refused(kinds::HEADERS_TOO_LARGE, most);
    }
    next.run(request).await
}

fn refused(kind: crate::error::Kind, most: String) -> Response {
    ApiError::because(kind, most).into_response()
}
