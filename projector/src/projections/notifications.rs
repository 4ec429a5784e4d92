//! `notifications`: notices to members, and how far each has come.

use domain::Event;
use domain::notification::NotificationEvent;
use serde_json::json;

use crate::projection::{Projection, Recorded};
use crate::write::{Statement, Write, insert, update};

pub(crate) const PROJECTION: Projection = Projection {
    name: "notifications",
    aggregates: &["Notification"],
    tables: &["notifications"],
    batch: 1000,
    fold,
};

static ADD_NOTIFICATION: Statement = insert!(
    "notifications",
    "tenant_id, notification_id, recipient_id, sender_id, kind, urgency, text, reason, status, action_id, \
     turn_id, issued_at, position, updated_position"
);
static CHANGE_NOTIFICATION: Statement = update!(
    "notifications",
    "status = coalesce(n.status, t.status), delivered_at = coalesce(t.delivered_at, n.delivered_at), \
     read_at = coalesce(t.read_at, n.read_at), \
     acknowledged_at = coalesce(t.acknowledged_at, n.acknowledged_at), \
     withdrawn_at = coalesce(t.withdrawn_at, n.withdrawn_at), \
     updated_position = n.updated_position",
    "t.notification_id = n.notification_id"
);

fn fold(recorded: &Recorded<'_>, event: Event) -> Vec<Write> {
    let Event::Notification(event) = event else { return Vec::new() };
    let at = recorded.at();
    let (statement, mut row) = match event {
        NotificationEvent::NotificationIssued(event) => (
            &ADD_NOTIFICATION,
            json!({
                "recipient_id": event.recipient,
                "sender_id": event.sender,
                "kind": event.kind,
                "urgency": event.urgency,
                "text": event.text.into_known(),
                "reason": event.reason.into_known(),
                "status": "issued",
                "action_id": event.action_id,
                "turn_id": event.turn_id,
                "issued_at": at,
                "position": recorded.position(),
            }),
        ),
        NotificationEvent::NotificationDelivered(_) => {
            (&CHANGE_NOTIFICATION, json!({ "status": "delivered", "delivered_at": at }))
        }
        NotificationEvent::NotificationRead(_) => {
            (&CHANGE_NOTIFICATION, json!({ "status": "read", "read_at": at }))
        }
        // Whoever sees to it has read it.
        NotificationEvent::NotificationAcknowledged(_) => (
            &CHANGE_NOTIFICATION,
            json!({ "status": "acknowledged", "read_at": at, "acknowledged_at": at }),
        ),
        NotificationEvent::NotificationWithdrawn(_) => {
            (&CHANGE_NOTIFICATION, json!({ "withdrawn_at": at }))
        }
    };
    row["tenant_id"] = json!(recorded.tenant());
    row["notification_id"] = json!(recorded.id());
    row["updated_position"] = json!(recorded.position());
    vec![Write { statement, key: recorded.id(), row }]
}
