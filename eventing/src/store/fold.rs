//! From stored events, opened, to what the domain knows.

use cqrs_es::persist::SerializedEvent;
use domain::{Decider, Metadata, TenantId};
use serde::Deserialize;
use uuid::Uuid;

use super::{Loaded, StoreError};
use crate::log::{RecordedEvent, upcast};

/// Folds events onto a state and its sequence: upcast, decode, apply.
pub(super) fn fold<A: Decider>(
    (aggregate, sequence): (A, u64),
    tenant: TenantId,
    id: Uuid,
    stored: Vec<SerializedEvent>,
) -> Result<Loaded<A>, StoreError> {
    let mut loaded = Loaded { aggregate, sequence, events: Vec::with_capacity(stored.len()) };
    for event in stored {
        let event = recorded(tenant, id, event)?;
        let decoded = A::Event::deserialize(&event.payload).map_err(StoreError::corrupt)?;
        loaded.sequence = event.sequence;
        loaded.aggregate.apply(decoded);
        loaded.events.push(event);
    }
    Ok(loaded)
}

/// An event of a stream, in its present version. It knows no position.
pub(super) fn recorded(
    tenant: TenantId,
    id: Uuid,
    event: SerializedEvent,
) -> Result<RecordedEvent, StoreError> {
    let event = upcast(event).map_err(StoreError::Newer)?;
    let metadata = Metadata::from_json(&event.metadata).map_err(StoreError::Corrupt)?;
    Ok(RecordedEvent {
        position: 0,
        event_id: metadata.event_id,
        tenant,
        aggregate_type: event.aggregate_type,
        id,
        sequence: event.sequence as u64,
        event_type: event.event_type,
        event_version: event.event_version,
        recorded_at: metadata.occurred_at,
        metadata,
        payload: event.payload,
    })
}
