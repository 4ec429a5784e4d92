//! `actions`: what the steward was asked to do, and what became of it.

use actions::Status;
use domain::Event;
use domain::action::ActionEvent;
use serde_json::json;

use crate::projection::{Projection, Recorded};
use crate::row::row;
use crate::write::{Statement, Write, insert, update};

pub(crate) const PROJECTION: Projection = Projection {
    name: "actions",
    version: 1,
    aggregates: &["Action"],
    tables: &["actions"],
    streams: &["action_id"],
    indexes: &[],
    batch: 1000,
    fold,
};

static ADD_ACTION: Statement = insert!(
    "actions",
    "tenant_id, action_id, turn_id, conversation_id, member_id, kind, status, arguments, preview, \
     tag, decision, tainted, effects, requested_at, expires_at, position, updated_position"
);
static CHANGE_ACTION: Statement = update!(
    "actions",
    "status = n.status, failure = coalesce(n.failure, t.failure), reason = coalesce(n.reason, t.reason), \
     effects = coalesce(n.effects, t.effects), settled_at = coalesce(n.settled_at, t.settled_at), \
     performed_at = coalesce(n.performed_at, t.performed_at), \
     undone_at = coalesce(n.undone_at, t.undone_at), updated_position = n.updated_position",
    "t.action_id = n.action_id"
);
static REVISE_ACTION: Statement = update!(
    "actions",
    "arguments = n.arguments, preview = n.preview, tag = n.tag, updated_position = n.updated_position",
    "t.action_id = n.action_id"
);

fn fold(recorded: &Recorded<'_>, event: Event) -> Vec<Write> {
    let Event::Action(event) = event else { return Vec::new() };
    let at = recorded.at();
    let status = Status::after(&event).map(Status::as_str);
    let (statement, mut row) = match event {
        ActionEvent::ActionRequested(event) => {
            let row = row!({
                "turn_id": event.turn_id,
                "conversation_id": event.conversation_id,
                "member_id": event.member_id,
                "kind": event.kind,
                "arguments": event.arguments.into_known(),
                "preview": event.preview.into_known(),
                "tag": event.tag,
                "decision": event.decision,
                "tainted": event.tainted,
                "effects": json!([]),
                "requested_at": at,
                "expires_at": event.expires_at,
                "position": recorded.position(),
            });
            (&ADD_ACTION, row)
        }
        ActionEvent::ActionRevised(event) => (
            &REVISE_ACTION,
            row!({
                "arguments": event.arguments.into_known(),
                "preview": event.preview.into_known(),
                "tag": event.tag,
            }),
        ),
        ActionEvent::ActionApproved(_) => (&CHANGE_ACTION, row!({})),
        ActionEvent::ActionRejected(event) => {
            let reason = event.reason.and_then(domain::Personal::into_known);
            (&CHANGE_ACTION, row!({ "reason": reason, "settled_at": at }))
        }
        ActionEvent::ActionPerformed(event) => (
            &CHANGE_ACTION,
            row!({ "effects": event.effects, "settled_at": at, "performed_at": at }),
        ),
        ActionEvent::ActionFailed(event) => {
            (&CHANGE_ACTION, row!({ "failure": event.reason, "settled_at": at }))
        }
        ActionEvent::ActionExpired(_) => (&CHANGE_ACTION, row!({ "settled_at": at })),
        ActionEvent::ActionUndone(_) => (&CHANGE_ACTION, row!({ "undone_at": at })),
    };
    if let Some(status) = status {
        row.set("status", status);
    }
    row.set("tenant_id", recorded.tenant());
    row.set("action_id", recorded.id());
    row.set("updated_position", recorded.position());
    vec![Write { statement, key: recorded.id(), row }]
}
