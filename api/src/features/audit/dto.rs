//! Shapes of the log.

use chrono::{DateTime, Utc};
use eventing::RecordedEvent;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::page::list;

/// An event without its payload.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Envelope {
    pub(super) position: u64,
    event_id: Uuid,
    /// What happened, such as `MessageSent`.
    event: String,
    event_version: String,
    stream: Stream,
    /// Its place in the stream, from 1.
    pub(super) sequence: u64,
    /// `member:<id>`, `steward` or `system:<part>`.
    actor: String,
    correlation_id: Uuid,
    causation_id: Uuid,
    command_id: Uuid,
    occurred_at: DateTime<Utc>,
    recorded_at: DateTime<Utc>,
}

/// A stream of the log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Stream {
    /// The aggregate's type, such as `Conversation`.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) id: Uuid,
}

/// An event with its payload.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EventDetail {
    #[serde(flatten)]
    pub(super) envelope: Envelope,
    /// What was written. Where personal text stood is `{"withheld": true, "about": [...]}`,
    /// or `{"erased": true, ...}` once nobody can read it any more.
    #[schema(value_type = Object)]
    pub(super) payload: Value,
}

/// An aggregate as it was.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StreamState {
    /// Of its last event that counts.
    pub(super) position: u64,
    /// How many of its events count.
    pub(super) sequence: u64,
    pub(super) recorded_at: DateTime<Utc>,
    /// What its next decision would go by; personal text is withheld.
    pub(super) state: Value,
}

list! {
    /// A page of events.
    EventList of Envelope
}

impl From<RecordedEvent> for Envelope {
    fn from(event: RecordedEvent) -> Self {
        let metadata = event.metadata;
        Self {
            position: event.position,
            event_id: event.event_id,
            event: event.event_type,
            event_version: event.event_version,
            stream: Stream { kind: event.aggregate_type, id: event.id },
            sequence: event.sequence,
            actor: metadata.actor.to_string(),
            correlation_id: metadata.correlation_id,
            causation_id: metadata.causation_id,
            command_id: metadata.command_id,
            occurred_at: metadata.occurred_at,
            recorded_at: event.recorded_at,
        }
    }
}
