//! What the store is asked to do, and what it answers.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::{Actor, Decider, TenantId};
use futures::future::BoxFuture;
use serde_json::Value;
use uuid::Uuid;

use super::plan::{PlanStep, PlannedStream, Standing, TypedStep, event_id};
use super::{EventStore, StoreError};

/// Who asks, on what occasion, and what is remembered of the answer.
#[derive(Debug, Clone)]
pub struct CommandRequest {
    /// Whose streams it touches.
    pub tenant: TenantId,
    /// Its identity: the same id takes effect once.
    pub command_id: Uuid,
    /// Tells whether a repeated id comes with the same request (an HMAC, never text).
    pub fingerprint: Vec<u8>,
    /// Who causes the events.
    pub actor: Actor,
    /// What all events of this story share.
    pub correlation_id: Uuid,
    /// The event or command that led to it directly.
    pub causation_id: Uuid,
    /// The caller's clock.
    pub occurred_at: DateTime<Utc>,
    /// W3C trace context.
    pub traceparent: Option<String>,
    /// How its events get their ids.
    pub ids: EventIds,
    /// Status, ids: given again when the command is repeated. Never text.
    pub result: Value,
}

impl CommandRequest {
    /// A command from outside under a new identity, whose story begins with itself.
    pub fn new(tenant: TenantId, actor: Actor, occurred_at: DateTime<Utc>) -> Self {
        let command_id = Uuid::now_v7();
        Self {
            tenant,
            command_id,
            fingerprint: Vec::new(),
            actor,
            correlation_id: command_id,
            causation_id: command_id,
            occurred_at,
            traceparent: None,
            ids: EventIds::Random,
            result: Value::Null,
        }
    }

    /// A reaction of the platform to `cause`: whoever derives the same `purpose` from the
    /// same cause sends the same command, and its events have the same ids.
    pub fn caused_by(
        tenant: TenantId,
        actor: Actor,
        occurred_at: DateTime<Utc>,
        cause: Uuid,
        correlation_id: Uuid,
        purpose: &str,
    ) -> Self {
        let command_id = Uuid::new_v5(&cause, purpose.as_bytes());
        Self {
            command_id,
            correlation_id,
            causation_id: cause,
            ids: EventIds::DerivedFrom(command_id),
            ..Self::new(tenant, actor, occurred_at)
        }
    }
}

/// How events get their ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventIds {
    /// UUIDv7: for commands from outside.
    Random,
    /// UUIDv5 of the cause and the event's place in the unit: for reactions.
    DerivedFrom(Uuid),
}

impl EventIds {
    /// The id that the `ordinal`-th event of a unit, from 0, gets under a cause.
    pub fn derived(cause: Uuid, ordinal: usize) -> Uuid {
        event_id(cause, ordinal)
    }
}

/// What became of a command.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The position of its last event, or the head when it caused none.
    pub position: u64,
    /// The result that was stored with it.
    pub result: Value,
    /// Whether it had been carried out before.
    pub repeated: bool,
}

/// One stream's part in a command. Of several that name the same stream each is decided on
/// what those before it leave.
#[derive(Clone)]
pub struct Step {
    inner: Arc<dyn PlanStep>,
    expected: Option<u64>,
    cause: Option<(Actor, Uuid)>,
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Step({}:{})", self.inner.aggregate_type(), self.inner.id())
    }
}

impl Step {
    /// `command` to the aggregate `id`.
    pub fn new<A: Decider + 'static>(id: impl Into<Uuid>, command: A::Command) -> Self {
        Self {
            inner: Arc::new(TypedStep::<A> { id: id.into(), command }),
            expected: None,
            cause: None,
        }
    }

    /// Only if the stream's last event has this sequence (0: no event yet, so the stream is
    /// not read; the append refuses the unit if there is one).
    #[must_use]
    pub fn expecting(mut self, sequence: u64) -> Self {
        self.expected = Some(sequence);
        self
    }

    /// Its events are told to be caused by `actor` because of `cause`, whoever sent the command.
    #[must_use]
    pub fn because(mut self, actor: Actor, cause: Uuid) -> Self {
        self.cause = Some((actor, cause));
        self
    }

    pub(super) fn cause(&self) -> Option<&(Actor, Uuid)> {
        self.cause.as_ref()
    }

    pub(super) fn expected(&self) -> Option<u64> {
        self.expected
    }

    /// The stream's aggregate type and id.
    pub(super) fn stream(&self) -> (&'static str, Uuid) {
        (self.inner.aggregate_type(), self.inner.id())
    }

    /// Whether it is about the stream `Type:tenant/id`.
    pub(super) fn is_of(&self, stream: &str) -> bool {
        let kind = self.inner.aggregate_type();
        stream
            .strip_prefix(kind)
            .is_some_and(|rest| rest.ends_with(&format!("/{}", self.inner.id())))
    }

    pub(super) fn plan<'a>(
        &'a self,
        store: &'a EventStore,
        tenant: TenantId,
        standing: Standing,
        wants_after: bool,
    ) -> BoxFuture<'a, Result<PlannedStream, StoreError>> {
        self.inner.plan(store, tenant, standing, wants_after)
    }
}
