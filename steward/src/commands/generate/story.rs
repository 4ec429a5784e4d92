//! A story: what one command leads to, as one unit of the log.

use chrono::{DateTime, Utc};
use domain::{Actor, Decider, MemberId, TenantId};
use eventing::{CommandRequest, EventIds, Step};
use uuid::Uuid;

/// A command to be sent, with all that it leads to.
pub(super) struct Story {
    request: CommandRequest,
    steps: Vec<Step>,
    events: usize,
}

impl Story {
    /// One that `actor` begins at a moment. `purpose` is its identity within the business:
    /// told again, it is found done.
    pub(super) fn new(tenant: TenantId, actor: Actor, at: DateTime<Utc>, purpose: &str) -> Self {
        let mut request =
            CommandRequest::caused_by(tenant, actor, at, tenant.0, Uuid::nil(), purpose);
        request.correlation_id = request.command_id;
        request.causation_id = request.command_id;
        Self { request, steps: Vec::new(), events: 0 }
    }

    /// Everything in it is told to belong to this, such as the member's message.
    pub(super) fn about(&mut self, correlation: Uuid) {
        self.request.correlation_id = correlation;
    }

    /// The identity of its command.
    pub(super) fn command(&self) -> Uuid {
        self.request.command_id
    }

    /// How many events it leads to.
    pub(super) fn events(&self) -> u64 {
        self.events as u64
    }

    /// A command to a stream that leads to one event; its id.
    pub(super) fn tell<A: Decider>(&mut self, id: impl Into<Uuid>, command: A::Command) -> Uuid {
        self.push(Step::new::<A>(id, command), 1)
    }

    /// The same to a stream of which this is the first event.
    pub(super) fn begin<A: Decider>(&mut self, id: impl Into<Uuid>, command: A::Command) -> Uuid {
        self.push(Step::new::<A>(id, command).expecting(0), 1)
    }

    /// A step that leads to `events`; the id of the first of them.
    pub(super) fn push(&mut self, step: Step, events: usize) -> Uuid {
        let first = EventIds::derived(self.request.command_id, self.events);
        self.events += events;
        self.steps.push(step);
        first
    }

    /// The last command's events are told to be caused by `actor`, because of `cause`.
    pub(super) fn because(&mut self, actor: Actor, cause: Uuid) {
        if let Some(last) = self.steps.pop() {
            self.steps.push(last.because(actor, cause));
        }
    }

    /// The same, caused by the steward.
    pub(super) fn by_steward(&mut self, cause: Uuid) {
        self.because(Actor::Steward, cause);
    }

    /// The same, caused by a member.
    pub(super) fn by_member(&mut self, member: MemberId, cause: Uuid) {
        self.because(Actor::Member(member), cause);
    }

    /// What the event store is asked to do.
    pub(super) fn into_parts(self) -> (CommandRequest, Vec<Step>) {
        (self.request, self.steps)
    }
}
