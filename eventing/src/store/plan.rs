//! From a command to a unit: load each stream, decide, give ids, seal.

use cqrs_es::DomainEvent;
use domain::{Decider, Metadata, TenantId};
use futures::FutureExt;
use futures::future::BoxFuture;
use serde_json::Value;
use uuid::Uuid;

use super::appender::{NewEvent, StreamCheck, Unit};
use super::{CommandRequest, EventIds, EventStore, Step, StoreError, stream_id};
use crate::sealing;

/// One stream's part of a unit, before ids and sealing.
pub(super) struct PlannedStream {
    pub aggregate_type: &'static str,
    pub aggregate_id: String,
    pub sequence: u64,
    pub events: Vec<PlannedEvent>,
}

pub(super) struct PlannedEvent {
    pub event_type: String,
    pub event_version: String,
    pub payload: Value,
}

/// A step whose aggregate type is hidden, so that a unit can hold several.
pub(super) trait PlanStep: Send + Sync {
    fn aggregate_type(&self) -> &'static str;
    fn id(&self) -> Uuid;
    fn plan<'a>(
        &'a self,
        store: &'a EventStore,
        tenant: TenantId,
    ) -> BoxFuture<'a, Result<PlannedStream, StoreError>>;
}

pub(super) struct TypedStep<A: Decider> {
    pub id: Uuid,
    pub command: A::Command,
}

impl<A: Decider> PlanStep for TypedStep<A> {
    fn aggregate_type(&self) -> &'static str {
        A::TYPE
    }

    fn id(&self) -> Uuid {
        self.id
    }

    fn plan<'a>(
        &'a self,
        store: &'a EventStore,
        tenant: TenantId,
    ) -> BoxFuture<'a, Result<PlannedStream, StoreError>> {
        async move {
            let (state, sequence) = store.state::<A>(tenant, self.id).await?;
            let events = state
                .decide(self.command.clone())
                .map_err(|error| StoreError::rejected(&error))?
                .into_iter()
                .map(|event| {
                    Ok(PlannedEvent {
                        event_type: event.event_type(),
                        event_version: event.event_version(),
                        payload: serde_json::to_value(&event).map_err(StoreError::corrupt)?,
                    })
                })
                .collect::<Result<_, StoreError>>()?;
            Ok(PlannedStream {
                aggregate_type: A::TYPE,
                aggregate_id: stream_id(tenant, self.id),
                sequence,
                events,
            })
        }
        .boxed()
    }
}

/// Plans all steps of a command as one unit.
pub(super) async fn plan(
    store: &EventStore,
    request: &CommandRequest,
    steps: &[Step],
) -> Result<Unit, StoreError> {
    let mut unit = Unit::new(request);
    for step in steps {
        let planned = step.plan(store, request.tenant).await?;
        let stream = format!("{}:{}", planned.aggregate_type, planned.aggregate_id);
        if step.expected().is_some_and(|expected| expected != planned.sequence) {
            return Err(StoreError::Conflict { stream });
        }
        let twice = unit.streams.iter().any(|check| {
            check.aggregate_type == planned.aggregate_type
                && check.aggregate_id == planned.aggregate_id
        });
        if twice {
            return Err(StoreError::Corrupt(format!("a unit names stream {stream} twice")));
        }
        unit.streams.push(StreamCheck {
            aggregate_type: planned.aggregate_type.to_owned(),
            aggregate_id: planned.aggregate_id.clone(),
            expected: planned.sequence,
        });
        for (ahead, event) in (1..).zip(planned.events) {
            let ordinal = unit.events.len();
            unit.events.push(new_event(
                request,
                ordinal,
                &planned.aggregate_id,
                planned.aggregate_type,
                planned.sequence + ahead,
                event,
            )?);
        }
    }
    seal(store, request.tenant, &mut unit).await?;
    Ok(unit)
}

fn new_event(
    request: &CommandRequest,
    ordinal: usize,
    aggregate_id: &str,
    aggregate_type: &str,
    sequence: u64,
    event: PlannedEvent,
) -> Result<NewEvent, StoreError> {
    if let Some(pointer) = sealing::find_unstorable(&event.payload) {
        return Err(StoreError::Unstorable { pointer });
    }
    let event_id = match request.ids {
        EventIds::Random => Uuid::now_v7(),
        EventIds::DerivedFrom(cause) => Uuid::new_v5(&cause, format!("event/{ordinal}").as_bytes()),
    };
    let metadata = Metadata {
        event_id,
        actor: request.actor.clone(),
        correlation_id: request.correlation_id,
        causation_id: request.causation_id,
        command_id: request.command_id,
        occurred_at: request.occurred_at,
        traceparent: request.traceparent.clone(),
    };
    Ok(NewEvent {
        event_id,
        aggregate_type: aggregate_type.to_owned(),
        aggregate_id: aggregate_id.to_owned(),
        sequence,
        event_type: event.event_type,
        event_version: event.event_version,
        payload: event.payload,
        metadata: serde_json::to_value(metadata.to_map()).map_err(StoreError::corrupt)?,
    })
}

/// Seals the personal text of all events of a unit.
pub(super) async fn seal(
    store: &EventStore,
    tenant: TenantId,
    unit: &mut Unit,
) -> Result<(), StoreError> {
    let mut wanted: Vec<_> = unit
        .events
        .iter()
        .flat_map(|event| sealing::abouts(&event.payload))
        .map(|member| (tenant, member))
        .collect();
    wanted.sort_unstable();
    wanted.dedup();
    if wanted.is_empty() {
        return Ok(());
    }
    let keys = store.keys.for_writing(&wanted).await?;
    for event in &mut unit.events {
        sealing::seal(&mut event.payload, tenant, event.event_id, &keys)
            .map_err(StoreError::corrupt)?;
    }
    Ok(())
}
