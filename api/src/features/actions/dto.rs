//! Shapes of actions.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::queries::ActionRow;
use super::summary::summary;
use crate::page::list;

/// Something the steward does, or wants to do.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Action {
    id: Uuid,
    /// `notify_user` so far.
    kind: String,
    status: ActionStatus,
    /// What it is or was, in a sentence rendered by code from events.
    summary: String,
    /// What recipients read; null once erased.
    #[schema(required)]
    text: Option<String>,
    /// `normal` or `urgent`; null once erased.
    #[schema(required)]
    urgency: Option<String>,
    recipients: Vec<Recipient>,
    /// Names the preview: approving takes it.
    tag: String,
    /// Whether the turn had read text of an untrusted source.
    tainted: bool,
    turn_id: Uuid,
    conversation_id: Uuid,
    requested_at: DateTime<Utc>,
    #[schema(required)]
    performed_at: Option<DateTime<Utc>>,
    /// Why it could not be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<String>,
}

list! {
    /// A page of actions.
    ActionList of Action
}

/// How far an action is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ActionStatus {
    /// About to be done.
    Requested,
    /// Waits for the member.
    Waiting,
    /// The member agreed; about to be done.
    Approved,
    /// Done.
    Performed,
    /// Could not be done.
    Failed,
    /// The member did not want it.
    Rejected,
    /// Taken back.
    Undone,
}

/// One person whom an action reaches.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct Recipient {
    pub(super) member_id: Uuid,
    pub(super) name: String,
    /// Why this person, rendered by code.
    pub(super) reason: String,
}

/// Agreement to a preview.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Approval {
    /// The preview's tag; 412 when it is another one now.
    pub(super) tag: String,
}

/// Refusal.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rejection {
    /// Why, if you like.
    #[schema(max_length = 200)]
    pub(super) reason: Option<String>,
}

impl From<ActionRow> for Action {
    fn from(row: ActionRow) -> Self {
        let status = match row.status.as_str() {
            "waiting" => ActionStatus::Waiting,
            "approved" => ActionStatus::Approved,
            "performed" => ActionStatus::Performed,
            "failed" => ActionStatus::Failed,
            "rejected" => ActionStatus::Rejected,
            "undone" => ActionStatus::Undone,
            _ => ActionStatus::Requested,
        };
        let recipients = row.recipients.map(|recipients| recipients.0);
        Self {
            id: row.action_id,
            summary: summary(status, &row.kind, recipients.as_deref()),
            kind: row.kind,
            status,
            text: row.text,
            urgency: row.urgency,
            recipients: recipients.unwrap_or_default(),
            tag: row.tag,
            tainted: row.tainted,
            turn_id: row.turn_id,
            conversation_id: row.conversation_id,
            requested_at: row.requested_at,
            performed_at: row.performed_at,
            failure: row.failure,
        }
    }
}
