//! An event, as readers of the log get it.

use chrono::{DateTime, Utc};
use domain::{Event, Metadata, TenantId, UnknownEvent};
use serde_json::Value;
use uuid::Uuid;

/// An event as it lies in the log, opened and in its current version.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedEvent {
    /// Its place in the log, from 1. (0 when it was loaded by stream.)
    pub position: u64,
    /// Its identity.
    pub event_id: Uuid,
    /// Whose it is.
    pub tenant: TenantId,
    /// Wire name of the aggregate's type.
    pub aggregate_type: String,
    /// The aggregate, without the tenant.
    pub id: Uuid,
    /// Its place in its stream, from 1.
    pub sequence: u64,
    /// Wire name.
    pub event_type: String,
    /// Version of its shape.
    pub event_version: String,
    /// When it was appended; never decreases with position.
    pub recorded_at: DateTime<Utc>,
    /// Who, why, when.
    pub metadata: Metadata,
    /// Its data; `null` when only the envelope was read.
    pub payload: Value,
}

impl RecordedEvent {
    /// The event itself.
    pub fn decode(&self) -> Result<Event, UnknownEvent> {
        Event::decode(&self.aggregate_type, &self.payload)
    }

    /// Its data.
    pub fn payload(&self) -> &Value {
        &self.payload
    }
}
