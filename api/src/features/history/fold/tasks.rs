//! Tasks, open and completed.

use domain::Event;
use domain::task::TaskEvent;
use eventing::RecordedEvent;

use super::Items;

pub(super) fn fold(items: &mut Items, recorded: &RecordedEvent, event: Event) {
    let Event::Task(event) = event else { return };
    let id = recorded.id;
    match event {
        TaskEvent::TaskCreated(event) => {
            let shown = items.shows(event.created_by)
                || event.assignee.is_none_or(|assignee| items.shows(assignee));
            items.words(id, "title", &event.title, shown);
            if let Some(notes) = &event.notes {
                items.words(id, "notes", notes, shown);
            }
            items.set(id, "created_by", event.created_by);
            items.set(id, "assignee_id", event.assignee);
            items.set(id, "due_at", event.due_at);
            items.set(id, "status", "open");
        }
        TaskEvent::TaskAssigned(event) => items.set(id, "assignee_id", event.assignee),
        TaskEvent::TaskRescheduled(event) => items.set(id, "due_at", event.due_at),
        TaskEvent::TaskCompleted(event) => {
            items.set(id, "status", event.outcome.as_str());
            items.set(id, "completed_by", event.completed_by);
        }
        TaskEvent::TaskReopened(_) => {
            items.set(id, "status", "open");
            items.set(id, "completed_by", ());
        }
    }
}
