//! `notifications`: notices to members, and how far each has come.

use domain::Event;
use domain::notification::{NotificationEvent, NotificationIssued};

use crate::projection::{Projection, Recorded};
use crate::row::{Row, row};
use crate::write::{Statement, Write, insert, update};

pub(crate) const PROJECTION: Projection = Projection {
    name: "notifications",
    version: 2,
    aggregates: &["Notification"],
    tables: &["notifications"],
    streams: &["notification_id"],
    indexes: &[],
    batch: 1000,
    fold,
};

static ADD_NOTIFICATION: Statement = insert!(
    "notifications",
    "tenant_id, notification_id, recipient_id, sender_id, kind, urgency, text, reason, status, answer_wanted, \
     deliver_after, acknowledge_by, held_until, ladder_id, rung, action_id, turn_id, reminder_id, issued_at, \
     position, updated_position"
);
static DELIVER: Statement = update!(
    "notifications",
    "status = 'delivered', delivered_at = coalesce(t.delivered_at, n.delivered_at), \
     updated_position = n.updated_position",
    "t.notification_id = n.notification_id"
);
/// Who has seen it needs no further call, unless they want one.
static SEE: Statement = update!(
    "notifications",
    "status = n.status, read_at = coalesce(t.read_at, n.read_at), \
     acknowledged_at = coalesce(t.acknowledged_at, n.acknowledged_at), held_until = n.held_until, \
     updated_position = n.updated_position",
    "t.notification_id = n.notification_id"
);
/// What was put off is told again, as if it had not been seen.
static RELEASE: Statement = update!(
    "notifications",
    "status = CASE t.status WHEN 'read' THEN 'issued' ELSE t.status END, \
     held_until = NULL, released_at = n.released_at, updated_position = n.updated_position",
    "t.notification_id = n.notification_id"
);
static PASS_ON: Statement = update!(
    "notifications",
    "escalated_at = n.escalated_at, escalated_to = n.escalated_to, escalation_end = n.escalation_end, \
     updated_position = n.updated_position",
    "t.notification_id = n.notification_id"
);
static WITHDRAW: Statement = update!(
    "notifications",
    "withdrawn_at = n.withdrawn_at, held_until = NULL, \
     updated_position = n.updated_position",
    "t.notification_id = n.notification_id"
);

fn fold(recorded: &Recorded<'_>, event: Event) -> Vec<Write> {
    let Event::Notification(event) = event else { return Vec::new() };
    let at = recorded.at();
    let (statement, mut row) = match event {
        NotificationEvent::NotificationIssued(event) => {
            (&ADD_NOTIFICATION, issued(recorded, event))
        }
        NotificationEvent::NotificationDelivered(_) => (&DELIVER, row!({ "delivered_at": at })),
        NotificationEvent::NotificationRead(_) => (&SEE, row!({ "status": "read", "read_at": at })),
        // Whoever sees to it has read it.
        NotificationEvent::NotificationAcknowledged(_) => {
            (&SEE, row!({ "status": "acknowledged", "read_at": at, "acknowledged_at": at }))
        }
        NotificationEvent::NotificationSnoozed(event) => {
            (&SEE, row!({ "status": "read", "read_at": at, "held_until": event.until }))
        }
        NotificationEvent::NotificationReleased(_) => (&RELEASE, row!({ "released_at": at })),
        NotificationEvent::NotificationEscalated(event) => {
            (&PASS_ON, row!({ "escalated_at": at, "escalated_to": event.to }))
        }
        NotificationEvent::EscalationEnded(event) => {
            (&PASS_ON, row!({ "escalation_end": event.reason }))
        }
        NotificationEvent::NotificationWithdrawn(_) => (&WITHDRAW, row!({ "withdrawn_at": at })),
    };
    row.set("tenant_id", recorded.tenant());
    row.set("notification_id", recorded.id());
    row.set("updated_position", recorded.position());
    vec![Write { statement, key: recorded.id(), row }]
}

fn issued(recorded: &Recorded<'_>, event: NotificationIssued) -> Row {
    row!({
        "recipient_id": event.recipient,
        "sender_id": event.sender,
        "kind": event.kind,
        "urgency": event.urgency,
        "text": event.text.into_known(),
        "reason": event.reason.into_known(),
        "status": "issued",
        "answer_wanted": event.answer_wanted,
        "deliver_after": event.deliver_after,
        "acknowledge_by": event.acknowledge_by,
        "held_until": event.deliver_after,
        "ladder_id": event.ladder_id,
        "rung": event.rung,
        "action_id": event.action_id,
        "turn_id": event.turn_id,
        "reminder_id": event.reminder_id,
        "issued_at": recorded.at(),
        "position": recorded.position(),
    })
}
