//! Streaming bodies: server-sent events, or a growing JSON array.

use std::{io, time::Duration};

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures::{StreamExt, stream};
use serde_json::Value;

use crate::wire::error::Framing;

/// What a stream of events is called.
pub(crate) const EVENTS: &str = "text/event-stream";

/// How a stream ends when a fault cuts it short.
#[derive(Debug)]
pub(crate) enum Tail {
    /// With this instead of the rest.
    Text(String),
    /// The connection breaks.
    Cut,
}

/// Gemini's chunks in their framing; a growing array is closed only when it is `whole`.
pub(crate) fn framed(chunks: &[Value], framing: Framing, whole: bool) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for (index, chunk) in chunks.iter().enumerate() {
        pieces.push(match framing {
            Framing::Sse => format!("data: {chunk}\r\n\r\n"),
            _ if index == 0 => format!("[{chunk}"),
            _ => format!(",\r\n{chunk}"),
        });
    }
    if framing == Framing::Array && whole {
        pieces.push("]\n".to_owned());
    }
    pieces
}

/// The pieces with a pause before each, and how they end.
pub(crate) fn body(
    pieces: Vec<String>,
    kind: &'static str,
    delay: Duration,
    tail: Option<Tail>,
) -> Response {
    let tail = tail.map(|tail| match tail {
        Tail::Text(text) => Ok(text),
        Tail::Cut => Err(io::ErrorKind::ConnectionReset.into()),
    });
    let pieces: Vec<io::Result<String>> = pieces.into_iter().map(Ok).chain(tail).collect();
    // Yielding between pieces lets each one leave as its own HTTP chunk.
    let paced = stream::iter(pieces).then(move |piece| async move {
        if delay.is_zero() {
            tokio::task::yield_now().await;
        } else {
            tokio::time::sleep(delay).await;
        }
        piece
    });
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static(kind))];
    (kind, Body::from_stream(paced)).into_response()
}
