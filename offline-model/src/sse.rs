//! Streaming bodies: server-sent events with Google's line ends, or a growing JSON array.

use std::{io, time::Duration};

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures::{StreamExt, stream};
use serde_json::Value;

use crate::wire::error::{Framing, WireError};

/// How a stream ends when a fault cuts it short.
#[derive(Debug)]
pub(crate) enum Tail {
    /// A pretty-printed error that is not an event.
    Error(WireError),
    /// The connection breaks.
    Cut,
}

/// The chunks in their framing, with a pause before each, and how they end.
pub(crate) fn body(
    chunks: &[Value],
    framing: Framing,
    delay: Duration,
    tail: Option<Tail>,
) -> Response {
    let mut pieces: Vec<io::Result<String>> = Vec::new();
    for (index, chunk) in chunks.iter().enumerate() {
        pieces.push(Ok(match framing {
            Framing::Sse => format!("data: {chunk}\r\n\r\n"),
            _ if index == 0 => format!("[{chunk}"),
            _ => format!(",\r\n{chunk}"),
        }));
    }
    match tail {
        Some(Tail::Error(error)) => pieces.push(Ok(format!("{}\n", error.pretty()))),
        Some(Tail::Cut) => pieces.push(Err(io::ErrorKind::ConnectionReset.into())),
        None if framing == Framing::Array => pieces.push(Ok("]\n".to_owned())),
        None => {}
    }
    // Yielding between pieces lets each one leave as its own HTTP chunk.
    let paced = stream::iter(pieces).then(move |piece| async move {
        if delay.is_zero() {
            tokio::task::yield_now().await;
        } else {
            tokio::time::sleep(delay).await;
        }
        piece
    });
    let kind = match framing {
        Framing::Sse => "text/event-stream",
        _ => "application/json; charset=UTF-8",
    };
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static(kind))];
    (kind, Body::from_stream(paced)).into_response()
}
