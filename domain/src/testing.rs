//! Given/when/then over an aggregate, for the tests of its rules: the framework of
//! `cqrs-es`, in fewer words.

use std::fmt::Debug;

use cqrs_es::test::{AggregateResultValidator, AggregateTestExecutor, TestFramework};

use crate::Decider;

/// An aggregate with a history.
pub(crate) struct Given<A: Decider>(AggregateTestExecutor<A>);

/// An aggregate after `history`.
pub(crate) fn given<A: Decider>(history: impl Into<Vec<A::Event>>) -> Given<A> {
    Given(TestFramework::with(()).given(history.into()))
}

impl<A: Decider> Given<A> {
    /// What follows from `command`.
    pub(crate) fn when(self, command: A::Command) -> When<A> {
        When(self.0.when(command))
    }
}

/// A decision to be judged.
pub(crate) struct When<A: Decider>(AggregateResultValidator<A>);

impl<A: Decider<Event: PartialEq + Debug, Error: PartialEq + Debug>> When<A> {
    /// Exactly these events.
    pub(crate) fn then(self, events: impl Into<Vec<A::Event>>) {
        self.0.then_expect_events(events.into());
    }

    /// No event: it is satisfied already.
    pub(crate) fn then_nothing(self) {
        self.0.then_expect_events(Vec::new());
    }

    /// Refused, for exactly this reason.
    pub(crate) fn then_err(self, error: A::Error) {
        self.0.then_expect_error(error);
    }
}

/// The `n`-th id of a test: the same number is the same id.
pub(crate) fn id<I: From<uuid::Uuid>>(n: u128) -> I {
    uuid::Uuid::from_u128(n).into()
}
