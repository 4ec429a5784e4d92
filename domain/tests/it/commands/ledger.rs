//! Commands to tasks, the logbook and memories.

use domain::logbook::*;
use domain::memory::*;
use domain::task::*;
use proptest::option;
use proptest::prelude::*;

use crate::values::{id, number, personal, role, text, time};

pub(crate) fn task() -> BoxedStrategy<TaskCommand> {
    use TaskCommand::*;
    let outcome = || prop_oneof![Just(Outcome::Done), Just(Outcome::Cancelled)];
    let assigned = event!(TaskAssigned {
        assignee: option::of(id()),
        assigned_by: id(),
        action_id: option::of(id()),
    });
    let rescheduled = event!(TaskRescheduled {
        due_at: option::of(time()),
        rescheduled_by: id(),
        action_id: option::of(id()),
    });
    let completed = event!(TaskCompleted {
        completed_by: id(),
        outcome: outcome(),
        action_id: option::of(id()),
    });
    let reopened = event!(TaskReopened { reopened_by: id(), action_id: option::of(id()) });
    prop_oneof![
        1 => event!(TaskCreated {
            task_id: id(),
            created_by: id(),
            assignee: option::of(id()),
            title: personal(text()),
            notes: option::of(personal(text())),
            due_at: option::of(time()),
            action_id: option::of(id()),
        })
        .prop_map(CreateTask),
        2 => (assigned, role()).prop_map(|(event, role)| AssignTask(event, role)),
        2 => (rescheduled, role()).prop_map(|(event, role)| RescheduleTask(event, role)),
        2 => (completed, role()).prop_map(|(event, role)| CompleteTask(event, role)),
        1 => (reopened, role()).prop_map(|(event, role)| ReopenTask(event, role)),
    ]
    .boxed()
}

pub(crate) fn logbook() -> BoxedStrategy<LogbookCommand> {
    use LogbookCommand::*;
    let logged = event!(EntryLogged {
        entry_id: id(),
        logged_by: id(),
        text: personal(text()),
        category: option::of(personal(text())),
        happened_at: time(),
        action_id: option::of(id()),
    });
    let struck = event!(EntryStruck { struck_by: id(), action_id: option::of(id()) });
    prop_oneof![
        logged.prop_map(LogEntry),
        (struck, role()).prop_map(|(event, role)| StrikeEntry(event, role)),
    ]
    .boxed()
}

pub(crate) fn memory() -> BoxedStrategy<MemoryCommand> {
    use MemoryCommand::*;
    let fact = || {
        personal(event!(Fact {
            text: text(),
            topic: option::of("[ab]"),
            sentence: option::of(text()),
        }))
    };
    let source = || {
        prop_oneof![
            Just(Source::Typed),
            (id(), id()).prop_map(|(conversation_id, message_id)| Source::Said {
                conversation_id,
                message_id
            }),
        ]
    };
    prop_oneof![
        3 => event!(FactRemembered {
            fact_id: id(),
            member_id: id(),
            fact: fact(),
            source: source(),
            valid_from: time(),
            learned_at: time(),
            action_id: option::of(id()),
        })
        .prop_map(RememberFact),
        3 => event!(FactRevised {
            fact_id: id(),
            version: number(),
            fact: fact(),
            source: source(),
            valid_from: time(),
            learned_at: time(),
            action_id: option::of(id()),
        })
        .prop_map(ReviseFact),
        1 => event!(FactForgotten { fact_id: id(), action_id: option::of(id()) })
            .prop_map(ForgetFact),
    ]
    .boxed()
}
