//! Tasks, the logbook and memories, event by event.

use chrono::{DateTime, Duration, Utc};
use domain::logbook::*;
use domain::memory::{
    Fact, FactForgotten, FactRemembered, FactRevised, Memory, MemoryCommand, Source,
};
use domain::task::*;
use domain::*;
use eventing::Step;
use serde_json::json;
use uuid::Uuid;

use crate::each::{assert_row, id};
use crate::support::World;

#[tokio::test]
async fn tasks() {
    let world = World::new().await;
    let (task, peach): (TaskId, MemberId) = (id(), id());
    let (by, role) = (world.member, Role::Member);
    let tell = |command| Step::new::<Task>(task, command);
    let due: DateTime<Utc> = "2026-11-27T17:00:00Z".parse().unwrap();
    let at = world
        .append(tell(TaskCommand::CreateTask(TaskCreated {
            task_id: task,
            created_by: by,
            assignee: None,
            title: Personal::of(by, "Order flour".into()),
            notes: Some(Personal::of(by, "Type 00".into())),
            due_at: Some(due),
            action_id: None,
        })))
        .await;
    world.project().await;
    assert_row(
        &world.row("tasks").await,
        json!({
            "task_id": task, "created_by": by, "assignee_id": null, "former_assignee_id": null,
            "formerly_open": false, "title": "Order flour", "notes": "Type 00", "status": "open",
            "due_at": "2026-11-27T17:00:00+00:00", "completed_at": null, "position": at, "updated_position": at,
        }),
    );
    let assign = |assignee: Option<MemberId>| {
        let assigned = TaskAssigned { assignee, assigned_by: by, action_id: None };
        tell(TaskCommand::AssignTask(assigned, role))
    };
    world.append(assign(Some(peach))).await;
    world.project().await;
    assert_row(
        &world.row("tasks").await,
        json!({ "assignee_id": peach, "former_assignee_id": null, "formerly_open": true }),
    );
    let rescheduled = TaskRescheduled {
        due_at: Some(due + Duration::days(1)),
        rescheduled_by: by,
        action_id: None,
    };
    let at_once = world.append(tell(TaskCommand::RescheduleTask(rescheduled, role))).await;
    world.project().await;
    assert_row(
        &world.row("tasks").await,
        json!({ "due_at": "2026-11-28T17:00:00+00:00", "assignee_id": peach, "updated_position": at_once }),
    );
    world.append(assign(Some(by))).await;
    let completed =
        TaskCompleted { completed_by: by, outcome: Outcome::Cancelled, action_id: None };
    let last = world.append(tell(TaskCommand::CompleteTask(completed, role))).await;
    world.project().await;
    let row = world.row("tasks").await;
    assert_row(
        &row,
        json!({
            "assignee_id": by, "former_assignee_id": peach, "formerly_open": false, "status": "cancelled",
            "completed_by": by, "title": "Order flour", "position": at, "updated_position": last,
        }),
    );
    assert!(row["completed_at"].is_string());
    let reopened = TaskReopened { reopened_by: by, action_id: None };
    world.append(tell(TaskCommand::ReopenTask(reopened, role))).await;
    world.project().await;
    assert_row(
        &world.row("tasks").await,
        json!({ "status": "open", "completed_at": null, "completed_by": null, "assignee_id": by }),
    );
}

#[tokio::test]
async fn the_logbook() {
    let world = World::new().await;
    let entry: EntryId = id();
    let by = world.member;
    let tell = |command| Step::new::<Entry>(entry, command);
    let at = world
        .append(tell(LogbookCommand::LogEntry(EntryLogged {
            entry_id: entry,
            logged_by: by,
            text: Personal::of(by, "The fridge stood at 9 degrees.".into()),
            category: Some(Personal::of(by, "kitchen".into())),
            happened_at: "2026-11-24T06:30:00Z".parse().unwrap(),
            action_id: None,
        })))
        .await;
    world.project().await;
    assert_row(
        &world.row("log_entries").await,
        json!({
            "entry_id": entry, "logged_by": by, "text": "The fridge stood at 9 degrees.", "category": "kitchen",
            "happened_at": "2026-11-24T06:30:00+00:00", "struck_at": null, "struck_by": null, "position": at,
        }),
    );
    let struck = EntryStruck { struck_by: by, action_id: None };
    let last = world.append(tell(LogbookCommand::StrikeEntry(struck, Role::Member))).await;
    world.project().await;
    let row = world.row("log_entries").await;
    assert_row(
        &row,
        json!({ "struck_by": by, "text": "The fridge stood at 9 degrees.", "updated_position": last }),
    );
    assert!(row["struck_at"].is_string());
}

#[tokio::test]
async fn memories() {
    let world = World::new().await;
    let (fact_id, conversation_id, message_id): (FactId, ConversationId, MessageId) =
        (id(), id(), id());
    let member_id = world.member;
    let tell = |command| Step::new::<Memory>(member_id, command);
    let day = |text: &str| -> DateTime<Utc> { format!("{text}T08:00:00Z").parse().unwrap() };
    let says =
        |text: &str, sentence| Personal::of(member_id, Fact::parse(text, None, sentence).unwrap());
    let at = world
        .append(tell(MemoryCommand::RememberFact(FactRemembered {
            fact_id,
            member_id,
            fact: says("My shoe size is 43", Some("Note that my shoe size is 43.")),
            source: Source::Said { conversation_id, message_id },
            valid_from: day("2026-11-01"),
            learned_at: day("2026-11-24"),
            action_id: None,
        })))
        .await;
    world.project().await;
    assert_row(
        &world.row("facts").await,
        json!({
            "fact_id": fact_id, "member_id": member_id, "text": "My shoe size is 43", "topic": "shoe size",
            "sentence": "Note that my shoe size is 43.", "source": "said", "conversation_id": conversation_id,
            "message_id": message_id, "version": 1, "status": "current",
            "valid_from": "2026-11-01T08:00:00+00:00", "learned_at": "2026-11-24T08:00:00+00:00", "position": at,
        }),
    );
    let last = world
        .append(tell(MemoryCommand::ReviseFact(FactRevised {
            fact_id,
            version: 2,
            fact: says("My shoe size is 44", None),
            source: Source::Typed,
            valid_from: day("2026-11-25"),
            learned_at: day("2026-11-25"),
            action_id: None,
        })))
        .await;
    world.project().await;
    assert_row(
        &world.row("facts").await,
        json!({
            "text": "My shoe size is 44", "sentence": null, "source": "typed", "conversation_id": null,
            "message_id": null, "version": 2, "position": at, "updated_position": last,
        }),
    );
    let forgotten = FactForgotten { fact_id, action_id: None };
    world.append(tell(MemoryCommand::ForgetFact(forgotten))).await;
    world.project().await;
    assert_row(
        &world.row("facts").await,
        json!({ "status": "forgotten", "text": null, "topic": null, "sentence": null, "version": 2 }),
    );
}

/// One of a few commands to one of a few aggregates, for the test of rebuilding.
pub(crate) fn step(kind: u8, which: u8, value: u8, member: MemberId) -> Step {
    fn id<T: From<Uuid>>(kind: &str, n: u8) -> T {
        T::from(Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{kind}/{n}").as_bytes()))
    }
    let at = DateTime::<Utc>::UNIX_EPOCH + Duration::hours(value.into());
    let said = |words: &str| Personal::of(member, format!("{words} {value}"));
    let role = Role::Manager;
    let task = |command| Step::new::<Task>(id::<Uuid>("task", which), command);
    let entry = |command| Step::new::<Entry>(id::<Uuid>("entry", which), command);
    let memory = |command| Step::new::<Memory>(member, command);
    let fact_id: FactId = id("fact", which * 8 + value);
    match kind {
        0 => task(TaskCommand::CreateTask(TaskCreated {
            task_id: id("task", which),
            created_by: member,
            assignee: (value > 2).then_some(member),
            title: said("title"),
            notes: (value > 3).then(|| said("notes")),
            due_at: (value > 1).then_some(at),
            action_id: None,
        })),
        1 => {
            let assignee = (value > 0).then(|| id("member", value % 3));
            let assigned = TaskAssigned { assignee, assigned_by: member, action_id: None };
            task(TaskCommand::AssignTask(assigned, role))
        }
        2 => {
            let outcome = if value > 3 { Outcome::Cancelled } else { Outcome::Done };
            let completed = TaskCompleted { completed_by: member, outcome, action_id: None };
            task(TaskCommand::CompleteTask(completed, role))
        }
        3 if value > 3 => {
            let rescheduled =
                TaskRescheduled { due_at: Some(at), rescheduled_by: member, action_id: None };
            task(TaskCommand::RescheduleTask(rescheduled, role))
        }
        3 => {
            let reopened = TaskReopened { reopened_by: member, action_id: None };
            task(TaskCommand::ReopenTask(reopened, role))
        }
        4 => entry(LogbookCommand::LogEntry(EntryLogged {
            entry_id: id("entry", which),
            logged_by: member,
            text: said("entry"),
            category: (value > 2).then(|| said("category")),
            happened_at: at,
            action_id: None,
        })),
        5 => {
            let struck = EntryStruck { struck_by: member, action_id: None };
            entry(LogbookCommand::StrikeEntry(struck, role))
        }
        6 => memory(MemoryCommand::RememberFact(FactRemembered {
            fact_id,
            member_id: member,
            fact: Personal::of(
                member,
                Fact::parse(&format!("My n{} is {value}", value % 2), None, None).unwrap(),
            ),
            source: Source::Typed,
            valid_from: at,
            learned_at: at,
            action_id: None,
        })),
        7 => memory(MemoryCommand::ReviseFact(FactRevised {
            fact_id,
            version: 2,
            fact: Personal::of(member, Fact::parse("Other", None, Some("Said.")).unwrap()),
            source: Source::Said {
                conversation_id: id("conversation", which),
                message_id: id("message", value),
            },
            valid_from: at,
            learned_at: at,
            action_id: None,
        })),
        _ => memory(MemoryCommand::ForgetFact(FactForgotten { fact_id, action_id: None })),
    }
}
