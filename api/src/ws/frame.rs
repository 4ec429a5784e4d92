//! What the server says on a WebSocket.

use axum::extract::ws::Utf8Bytes;
use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

/// A frame, as JSON text.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Frame {
    /// First: which log, and from where on.
    Welcome { log_id: Uuid, position: u64 },
    /// Something happened that this member may see.
    Event(EventFrame),
    /// Nothing to see up to here.
    Cursor { position: u64 },
    /// Too much was missed, or what may be seen has changed: read everything anew.
    Resync { log_id: Uuid, position: u64 },
    /// Released text of a running answer.
    Delta(DeltaFrame),
    /// Answers a `ping`.
    Pong,
}

/// An event's envelope.
#[derive(Debug, Clone, Serialize)]
pub(super) struct EventFrame {
    pub(super) position: u64,
    pub(super) event: String,
    pub(super) resource: Resource,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) conversation_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) turn_id: Option<Uuid>,
    pub(super) occurred_at: DateTime<Utc>,
}

/// What an event happened to.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Resource {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) id: Uuid,
}

/// Released text of a running answer. A higher generation replaces all text so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct DeltaFrame {
    pub(super) turn_id: Uuid,
    pub(super) conversation_id: Uuid,
    pub(super) generation: u64,
    pub(super) index: u64,
    pub(super) text: String,
}

impl Frame {
    /// The text that is sent.
    pub(super) fn to_text(&self) -> Utf8Bytes {
        // Every frame is plain data, which always serialises.
        serde_json::to_string(self).unwrap_or_default().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What each frame may hold of a member's words. A new frame is decided here first: the
    /// match has no arm for others.
    fn words_of(frame: &Frame) -> Option<&str> {
        match frame {
            // Ids, positions and names of events: whoever is told may see them (`audience`).
            Frame::Welcome { .. }
            | Frame::Event(_)
            | Frame::Cursor { .. }
            | Frame::Resync { .. }
            | Frame::Pong => None,
            // Of a turn of the member's own (`deltas`).
            Frame::Delta(delta) => Some(&delta.text),
        }
    }

    #[test]
    fn only_a_delta_has_words() {
        let delta = DeltaFrame {
            turn_id: Uuid::nil(),
            conversation_id: Uuid::nil(),
            generation: 1,
            index: 0,
            text: "words".to_owned(),
        };
        assert_eq!(words_of(&Frame::Delta(delta)), Some("words"));
        assert_eq!(words_of(&Frame::Pong), None);
    }
}
