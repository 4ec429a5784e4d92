//! From a command to a unit: load each stream, decide, give ids, seal.

use std::any::Any;

use cqrs_es::DomainEvent;
use domain::{Decider, Metadata, TenantId};
use futures::FutureExt;
use futures::future::BoxFuture;
use serde_json::Value;
use uuid::Uuid;

use super::appender::{NewEvent, StreamCheck, Unit};
use super::cache::StateCache;
use super::{CommandRequest, EventIds, EventStore, Step, StoreError, stream_id};
use crate::sealing;

/// One step's part of a unit, before ids and sealing.
pub(super) struct PlannedStream {
    pub aggregate_type: &'static str,
    pub aggregate_id: String,
    /// The sequence of the event before these.
    pub sequence: u64,
    pub events: Vec<PlannedEvent>,
    /// The state after them, where it was asked for.
    pub after: Option<State>,
    /// Else: puts it into the cache once they are in the log.
    pub keep: Option<Keep>,
}

/// Puts the state of a stream, as a unit leaves it, into the cache.
pub(super) type Keep = Box<dyn FnOnce(&StateCache) + Send>;

/// A unit to append.
pub(super) struct Planned {
    pub unit: Unit,
    /// What to do once it is in the log.
    pub keep: Vec<Keep>,
}

/// How a stream is read that a command is decided on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// A state that was put into the cache a moment ago will do.
    Recent,
    /// From the log.
    Log,
}

/// An aggregate whose type is hidden.
pub(super) type State = Box<dyn Any + Send>;

/// Where a stream stands when a step is decided on it.
pub(super) enum Standing {
    /// As it lies in the log, or as it is known from a moment ago.
    Stored(Reading),
    /// It has no event, says the caller; the append refuses the unit if it has one.
    New,
    /// As the earlier steps of the same unit leave it, with the sequence of the last event.
    Planned(State, u64),
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
        standing: Standing,
        wants_after: bool,
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
        standing: Standing,
        wants_after: bool,
    ) -> BoxFuture<'a, Result<PlannedStream, StoreError>> {
        async move {
            let epoch = store.keys.epoch();
            let (mut state, sequence) = match standing {
                Standing::Stored(reading) => store.state::<A>(tenant, self.id, reading).await?,
                Standing::New => (A::default(), 0),
                Standing::Planned(state, sequence) => {
                    let other = |_| StoreError::corrupt("two aggregates of one type name");
                    (*state.downcast::<A>().map_err(other)?, sequence)
                }
            };
            let decided =
                state.decide(self.command.clone()).map_err(|error| StoreError::rejected(&error))?;
            decided.iter().for_each(|event| state.apply(event.clone()));
            let last = sequence + decided.len() as u64;
            let events = decided
                .into_iter()
                .map(|event| {
                    Ok(PlannedEvent {
                        event_type: event.event_type(),
                        event_version: event.event_version(),
                        payload: serde_json::to_value(&event).map_err(StoreError::corrupt)?,
                    })
                })
                .collect::<Result<_, StoreError>>()?;
            let (after, keep) = if wants_after {
                (Some(Box::new(state) as State), None)
            } else {
                let id = (tenant, self.id);
                let keep: Keep = Box::new(move |cache| cache.put(epoch, id, state, last));
                (None, Some(keep))
            };
            Ok(PlannedStream {
                aggregate_type: A::TYPE,
                aggregate_id: stream_id(tenant, self.id),
                sequence,
                events,
                after,
                keep,
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
    reading: Reading,
) -> Result<Planned, StoreError> {
    let mut unit = Unit::new(request);
    let mut payloads = Vec::new();
    let mut keep = Vec::new();
    // What earlier steps leave of the streams that later ones name again.
    let mut left: Vec<((&'static str, Uuid), State, u64)> = Vec::new();
    for (place, step) in steps.iter().enumerate() {
        let again = steps[place + 1..].iter().any(|later| later.stream() == step.stream());
        let before = left.iter().position(|(stream, ..)| *stream == step.stream());
        let known = before.map(|at| left.swap_remove(at));
        let first = known.is_none();
        let standing = match known {
            Some((_, state, sequence)) => Standing::Planned(state, sequence),
            None if step.expected() == Some(0) => Standing::New,
            None => Standing::Stored(reading),
        };
        let asserted = matches!(standing, Standing::New);
        let mut planned = step.plan(store, request.tenant, standing, again).await;
        // Refused as a new stream: what there is tells whether it is one.
        if asserted && matches!(planned, Err(StoreError::Rejected { .. })) {
            planned = step.plan(store, request.tenant, Standing::Stored(Reading::Log), again).await;
        }
        let planned = planned?;
        let stream = format!("{}:{}", planned.aggregate_type, planned.aggregate_id);
        if step.expected().is_some_and(|expected| expected != planned.sequence) {
            return Err(StoreError::Conflict { stream });
        }
        if first {
            unit.streams.push(StreamCheck {
                aggregate_type: planned.aggregate_type.to_owned(),
                aggregate_id: planned.aggregate_id.clone(),
                expected: planned.sequence,
            });
        }
        keep.extend(planned.keep);
        if let Some(state) = planned.after {
            let last = planned.sequence + planned.events.len() as u64;
            left.push((step.stream(), state, last));
        }
        for (ahead, event) in (1..).zip(planned.events) {
            if let Some(pointer) = sealing::find_unstorable(&event.payload) {
                return Err(StoreError::Unstorable { pointer });
            }
            let metadata = metadata(request, step, unit.events.len());
            unit.events.push(NewEvent {
                event_id: metadata.event_id,
                aggregate_type: planned.aggregate_type.to_owned(),
                aggregate_id: planned.aggregate_id.clone(),
                sequence: planned.sequence + ahead,
                event_type: event.event_type,
                event_version: event.event_version,
                payload: String::new(),
                metadata: metadata.to_json(),
            });
            payloads.push(event.payload);
        }
    }
    seal(store, request.tenant, &mut unit.events, payloads).await?;
    Ok(Planned { unit, keep })
}

/// The id of the `ordinal`-th event, from 0, of a unit whose ids derive from `cause`.
pub(super) fn event_id(cause: Uuid, ordinal: usize) -> Uuid {
    Uuid::new_v5(&cause, format!("event/{ordinal}").as_bytes())
}

/// What is recorded of the `ordinal`-th event of a unit besides its payload.
fn metadata(request: &CommandRequest, step: &Step, ordinal: usize) -> Metadata {
    let event_id = match request.ids {
        EventIds::Random => Uuid::now_v7(),
        EventIds::DerivedFrom(cause) => event_id(cause, ordinal),
    };
    let (actor, causation_id) = match step.cause() {
        Some((actor, cause)) => (actor.clone(), *cause),
        None => (request.actor.clone(), request.causation_id),
    };
    Metadata {
        event_id,
        actor,
        correlation_id: request.correlation_id,
        causation_id,
        command_id: request.command_id,
        occurred_at: request.occurred_at,
        traceparent: request.traceparent.clone(),
    }
}

/// Seals the personal text of a unit's payloads, and gives its events their text.
pub(super) async fn seal(
    store: &EventStore,
    tenant: TenantId,
    events: &mut [NewEvent],
    mut payloads: Vec<Value>,
) -> Result<(), StoreError> {
    let mut wanted: Vec<_> =
        payloads.iter().flat_map(sealing::abouts).map(|member| (tenant, member)).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let keys = if wanted.is_empty() { None } else { Some(store.keys.for_writing(&wanted).await?) };
    for (event, payload) in events.iter_mut().zip(&mut payloads) {
        if let Some(keys) = &keys {
            sealing::seal(payload, tenant, event.event_id, keys).map_err(StoreError::corrupt)?;
        }
        event.payload = serde_json::to_string(payload).map_err(StoreError::corrupt)?;
    }
    Ok(())
}
