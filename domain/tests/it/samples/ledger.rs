//! Examples of tasks, entries of the logbook, and facts.

use domain::logbook::*;
use domain::memory::*;
use domain::task::*;
use domain::*;

use super::{at, id, luigis, of_both};

pub(super) fn task() -> [TaskEvent; 5] {
    let action_id = TurnId::of(id(11), 1).action(0, 0);
    [
        TaskCreated {
            task_id: action_id.task(),
            created_by: id(1),
            assignee: Some(id(2)),
            title: of_both("Order flour".into()),
            notes: Some(of_both("Twenty kilos of type 00.".into())),
            due_at: Some(at("2026-11-27T17:00:00Z")),
            action_id: Some(action_id),
        }
        .into(),
        TaskAssigned { assignee: None, assigned_by: id(2), action_id: None }.into(),
        TaskRescheduled {
            due_at: Some(at("2026-11-28T12:00:00Z")),
            rescheduled_by: id(2),
            action_id: None,
        }
        .into(),
        TaskCompleted { completed_by: id(2), outcome: Outcome::Done, action_id: None }.into(),
        TaskReopened { reopened_by: id(1), action_id: Some(action_id) }.into(),
    ]
}

pub(super) fn logbook() -> [LogbookEvent; 2] {
    let action_id = TurnId::of(id(11), 1).action(0, 0);
    [
        EntryLogged {
            entry_id: action_id.entry(),
            logged_by: id(1),
            text: luigis("The fridge stood at 9 degrees.".into()),
            category: Some(luigis("kitchen".into())),
            happened_at: at("2026-11-24T06:30:00Z"),
            action_id: Some(action_id),
        }
        .into(),
        EntryStruck { struck_by: id(1), action_id: None }.into(),
    ]
}

pub(super) fn memory() -> [MemoryEvent; 3] {
    let action_id = TurnId::of(id(11), 1).action(0, 0);
    let fact = |text: &str, sentence: Option<&str>| {
        luigis(Fact {
            text: text.into(),
            topic: Some("shoe size".into()),
            sentence: sentence.map(str::to_owned),
        })
    };
    [
        FactRemembered {
            fact_id: action_id.fact(),
            member_id: id(1),
            fact: fact("My shoe size is 43.", Some("By the way, my shoe size is 43.")),
            source: Source::Said { conversation_id: id(10), message_id: id(11) },
            valid_from: at("2026-11-24T06:30:00Z"),
            learned_at: at("2026-11-24T06:30:00Z"),
            action_id: Some(action_id),
        }
        .into(),
        FactRevised {
            fact_id: action_id.fact(),
            version: 2,
            fact: fact("My shoe size is 44.", None),
            source: Source::Typed,
            valid_from: at("2026-11-25T00:00:00Z"),
            learned_at: at("2026-11-25T08:00:00Z"),
            action_id: None,
        }
        .into(),
        FactForgotten { fact_id: action_id.fact(), action_id: None }.into(),
    ]
}
