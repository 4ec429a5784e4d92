//! What holds for any commands in any order, nonsense included.

use std::fmt::Debug;

use cqrs_es::DomainEvent;
use domain::access::Access;
use domain::action::{Action, ActionCommand};
use domain::conversation::Conversation;
use domain::document::Document;
use domain::logbook::Entry;
use domain::member::{Member, MemberCommand};
use domain::memory::Memory;
use domain::notification::Notification;
use domain::reminder::Reminder;
use domain::roster::Shift;
use domain::schedule::Schedule;
use domain::task::{Task, TaskCommand};
use domain::tenant::Tenant;
use domain::turn::{Turn, TurnCommand};
use domain::{Decider, DomainError, Event};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use crate::commands;
use crate::stated::Stated;

/// What a state and an event must allow to be judged.
trait Judged: Decider<Event: PartialEq, Error: PartialEq> + PartialEq + Debug {}
impl<A: Decider<Event: PartialEq, Error: PartialEq> + PartialEq + Debug> Judged for A {}

/// Decides `commands` one after the other and checks each decision. `repeatable` says
/// whether a command, once satisfied, is satisfied for good.
fn check<A: Judged>(
    commands: Vec<A::Command>,
    repeatable: impl Fn(&A::Command) -> bool,
) -> Result<(), TestCaseError> {
    let mut state = A::default();
    let mut stored = Vec::new();
    for command in commands {
        match state.decide(command.clone()) {
            Ok(events) => {
                for event in events {
                    stored.push(round_trip::<A>(&event)?);
                    state.apply(event);
                }
                if repeatable(&command) {
                    prop_assert_eq!(state.decide(command), Ok(vec![]));
                }
            }
            Err(error) => prop_assert!(!error.code().is_empty() && !error.to_string().is_empty()),
        }
    }
    let mut reloaded = A::default();
    for event in stored {
        reloaded.apply(serde_json::from_value(event).unwrap());
    }
    prop_assert_eq!(&state, &reloaded);
    let kept: A = serde_json::from_value(serde_json::to_value(&state).unwrap()).unwrap();
    prop_assert_eq!(state, kept);
    Ok(())
}

/// The event as it is stored; it reads as itself, also among the events of all.
fn round_trip<A: Judged>(event: &A::Event) -> Result<serde_json::Value, TestCaseError> {
    let stored = serde_json::to_value(event).unwrap();
    let read: A::Event = serde_json::from_value(stored.clone()).unwrap();
    prop_assert_eq!(&read, event);
    prop_assert!(stored.get(event.event_type()).is_some());
    prop_assert!(Event::decode(A::TYPE, &stored).is_ok());
    Ok(stored)
}

/// Folds events that no decision led to, in any order; then anything may be asked.
fn check_any_history<A: Judged>(
    history: Vec<A::Command>,
    commands: Vec<A::Command>,
) -> Result<(), TestCaseError>
where
    A::Command: Stated<A::Event>,
{
    let mut state = A::default();
    for event in history.into_iter().flat_map(Stated::stated) {
        round_trip::<A>(&event)?;
        state.apply(event);
    }
    for command in commands {
        for event in state.decide(command).into_iter().flatten() {
            state.apply(event);
        }
    }
    Ok(())
}

/// Everything can be repeated, once it is satisfied.
fn always<C>(_: &C) -> bool {
    true
}

/// A step of the model's loop is taken once: a second response or answer is out of
/// step, and each failed attempt is an event of its own.
fn of_turn(command: &TurnCommand) -> bool {
    !matches!(
        command,
        TurnCommand::RecordModelResponse(_)
            | TurnCommand::RecordAttemptFailure(_)
            | TurnCommand::RecordToolResult(_)
    )
}

/// A second decision finds the action settled.
fn of_action(command: &ActionCommand) -> bool {
    !matches!(command, ActionCommand::RejectAction(_) | ActionCommand::ApproveAndPerform(..))
}

/// Whoever hands a task on may not see it any more.
fn of_task(command: &TaskCommand) -> bool {
    !matches!(command, TaskCommand::AssignTask(..))
}

/// What is given out again is told again.
fn of_member(command: &MemberCommand) -> bool {
    !matches!(command, MemberCommand::ExportMember(_))
}

/// Whatever happened is recorded, also when it happens again.
fn never<C>(_: &C) -> bool {
    false
}

macro_rules! properties {
    ($($name:ident: $aggregate:ty, $commands:ident, $repeatable:expr;)+) => {
        $(mod $name {
            use super::*;

            proptest! {
                #[test]
                fn any_commands_are_decided_and_reloaded(
                    commands in vec(commands::$commands(), 0..40)
                ) {
                    check::<$aggregate>(commands, $repeatable)?;
                }

                #[test]
                fn any_history_can_be_folded(
                    history in vec(commands::$commands(), 0..20),
                    commands in vec(commands::$commands(), 0..20),
                ) {
                    check_any_history::<$aggregate>(history, commands)?;
                }
            }
        })+
    };
}

properties! {
    tenants: Tenant, tenant, always;
    members: Member, member, of_member;
    conversations: Conversation, conversation, always;
    turns: Turn, turn, of_turn;
    actions: Action, action, of_action;
    notifications: Notification, notification, always;
    documents: Document, document, always;
    shifts: Shift, shift, always;
    schedules: Schedule, schedule, always;
    tasks: Task, task, of_task;
    entries: Entry, logbook, always;
    memories: Memory, memory, always;
    reminders: Reminder, reminder, always;
    accesses: Access, access, never;
}
