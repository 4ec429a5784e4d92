//! `tasks`: what is to be done, by whom, by when.

use domain::Event;
use domain::task::TaskEvent;

use crate::projection::{Projection, Recorded};
use crate::row::row;
use crate::write::{Statement, Write, insert, update};

pub(crate) const PROJECTION: Projection = Projection {
    name: "tasks",
    version: 1,
    aggregates: &["Task"],
    tables: &["tasks"],
    streams: &["task_id"],
    indexes: &[],
    batch: 1000,
    fold,
};

static ADD_TASK: Statement = insert!(
    "tasks",
    "tenant_id, task_id, created_by, assignee_id, formerly_open, title, notes, due_at, status, action_id, \
     created_at, position, updated_position"
);
static ASSIGN_TASK: Statement = update!(
    "tasks",
    "former_assignee_id = t.assignee_id, formerly_open = t.assignee_id IS NULL, \
     assignee_id = n.assignee_id, updated_position = n.updated_position",
    "t.task_id = n.task_id"
);
static RESCHEDULE_TASK: Statement = update!(
    "tasks",
    "due_at = n.due_at, updated_position = n.updated_position",
    "t.task_id = n.task_id"
);
static END_TASK: Statement = update!(
    "tasks",
    "status = n.status, completed_at = n.completed_at, completed_by = n.completed_by, \
     updated_position = n.updated_position",
    "t.task_id = n.task_id"
);

fn fold(recorded: &Recorded<'_>, event: Event) -> Vec<Write> {
    let Event::Task(event) = event else { return Vec::new() };
    let at = recorded.at();
    let (statement, mut row) = match event {
        TaskEvent::TaskCreated(event) => (
            &ADD_TASK,
            row!({
                "created_by": event.created_by,
                "assignee_id": event.assignee,
                "formerly_open": false,
                "title": event.title.into_known(),
                "notes": event.notes.and_then(domain::Personal::into_known),
                "due_at": event.due_at,
                "status": "open",
                "action_id": event.action_id,
                "created_at": at,
                "position": recorded.position(),
            }),
        ),
        TaskEvent::TaskAssigned(event) => (&ASSIGN_TASK, row!({ "assignee_id": event.assignee })),
        TaskEvent::TaskRescheduled(event) => (&RESCHEDULE_TASK, row!({ "due_at": event.due_at })),
        TaskEvent::TaskCompleted(event) => (
            &END_TASK,
            row!({
                "status": event.outcome.as_str(),
                "completed_at": at,
                "completed_by": event.completed_by,
            }),
        ),
        TaskEvent::TaskReopened(_) => (&END_TASK, row!({ "status": "open" })),
    };
    row.set("tenant_id", recorded.tenant());
    row.set("task_id", recorded.id());
    row.set("updated_position", recorded.position());
    vec![Write { statement, key: recorded.id(), row }]
}
