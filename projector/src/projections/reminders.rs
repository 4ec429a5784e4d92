//! `reminders`: what members are to be reminded of.

use domain::Event;
use domain::reminder::ReminderEvent;

use crate::projection::{Projection, Recorded};
use crate::row::row;
use crate::write::{Statement, Write, insert, update};

pub(crate) const PROJECTION: Projection = Projection {
    name: "reminders",
    version: 1,
    aggregates: &["Reminder"],
    tables: &["reminders"],
    streams: &["reminder_id"],
    indexes: &[],
    batch: 1000,
    fold,
};

static ADD_REMINDER: Statement = insert!(
    "reminders",
    "tenant_id, reminder_id, member_id, set_by, text, due_at, status, action_id, turn_id, created_at, \
     position, updated_position"
);
static SETTLE_REMINDER: Statement = update!(
    "reminders",
    "status = n.status, notification_id = n.notification_id, settled_at = n.settled_at, \
     updated_position = n.updated_position",
    "t.reminder_id = n.reminder_id"
);

fn fold(recorded: &Recorded<'_>, event: Event) -> Vec<Write> {
    let Event::Reminder(event) = event else { return Vec::new() };
    let at = recorded.at();
    let (statement, mut row) = match event {
        ReminderEvent::ReminderScheduled(event) => (
            &ADD_REMINDER,
            row!({
                "member_id": event.member_id,
                "set_by": event.set_by,
                "text": event.text.into_known(),
                "due_at": event.due_at,
                "status": "scheduled",
                "action_id": event.action_id,
                "turn_id": event.turn_id,
                "created_at": at,
                "position": recorded.position(),
            }),
        ),
        ReminderEvent::ReminderCancelled(_) => {
            (&SETTLE_REMINDER, row!({ "status": "cancelled", "settled_at": at }))
        }
        ReminderEvent::ReminderFired(event) => (
            &SETTLE_REMINDER,
            row!({ "status": "fired", "notification_id": event.notification, "settled_at": at }),
        ),
    };
    row.set("tenant_id", recorded.tenant());
    row.set("reminder_id", recorded.id());
    row.set("updated_position", recorded.position());
    vec![Write { statement, key: recorded.id(), row }]
}
