//! `actions`: what the steward was asked to do, and what became of it.

use domain::Event;
use domain::action::ActionEvent;
use domain::tenant::Policy;
use serde_json::json;

use crate::projection::{Projection, Recorded};
use crate::write::{Statement, Write, insert, update};

pub(crate) const PROJECTION: Projection = Projection {
    name: "actions",
    aggregates: &["Action"],
    tables: &["actions"],
    batch: 1000,
    fold,
};

static ADD_ACTION: Statement = insert!(
    "actions",
    "tenant_id, action_id, turn_id, conversation_id, member_id, kind, status, arguments, text, urgency, \
     recipients, tag, decision, tainted, notifications, requested_at, position, updated_position"
);
static CHANGE_ACTION: Statement = update!(
    "actions",
    "status = n.status, failure = coalesce(n.failure, t.failure), reason = coalesce(n.reason, t.reason), \
     notifications = coalesce(n.notifications, t.notifications), \
     settled_at = coalesce(n.settled_at, t.settled_at), \
     performed_at = coalesce(n.performed_at, t.performed_at), updated_position = n.updated_position",
    "t.action_id = n.action_id"
);

fn fold(recorded: &Recorded<'_>, event: Event) -> Vec<Write> {
    let Event::Action(event) = event else { return Vec::new() };
    let at = recorded.at();
    let (statement, mut row) = match event {
        ActionEvent::ActionRequested(event) => {
            let preview = event.preview.into_known();
            let status = if event.decision == Policy::Allow { "requested" } else { "waiting" };
            let row = json!({
                "turn_id": event.turn_id,
                "conversation_id": event.conversation_id,
                "member_id": event.member_id,
                "kind": event.kind,
                "status": status,
                "arguments": event.arguments.into_known(),
                "text": preview.as_ref().map(|preview| &preview.text),
                "urgency": preview.as_ref().map(|preview| preview.urgency),
                "recipients": preview.as_ref().map(|preview| &preview.recipients),
                "tag": event.tag,
                "decision": event.decision,
                "tainted": event.tainted,
                "notifications": [],
                "requested_at": at,
                "position": recorded.position(),
            });
            (&ADD_ACTION, row)
        }
        ActionEvent::ActionApproved(_) => (&CHANGE_ACTION, json!({ "status": "approved" })),
        ActionEvent::ActionRejected(event) => {
            let reason = event.reason.and_then(domain::Personal::into_known);
            (&CHANGE_ACTION, json!({ "status": "rejected", "reason": reason, "settled_at": at }))
        }
        ActionEvent::ActionPerformed(event) => (
            &CHANGE_ACTION,
            json!({
                "status": "performed",
                "notifications": event.notifications,
                "settled_at": at,
                "performed_at": at,
            }),
        ),
        ActionEvent::ActionFailed(event) => (
            &CHANGE_ACTION,
            json!({ "status": "failed", "failure": event.reason, "settled_at": at }),
        ),
    };
    row["tenant_id"] = json!(recorded.tenant());
    row["action_id"] = json!(recorded.id());
    row["updated_position"] = json!(recorded.position());
    vec![Write { statement, key: recorded.id(), row }]
}
