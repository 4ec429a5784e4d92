//! Shapes of actions.

use actions::{Cause, Language, Status};
use chrono::{DateTime, Utc};
use domain::{ActionId, MemberId, Role, TurnId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::preview::ActionPreview;
use super::queries::ActionRow;
use super::summary::summary;
use crate::page::{PageQuery, list};

/// Something the steward does, or wants to do.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Action {
    id: Uuid,
    /// Such as `notify_user`.
    kind: String,
    status: ActionStatus,
    /// What it is or was, in a sentence rendered by code from events.
    summary: String,
    /// The exact effect; null once erased.
    #[schema(required)]
    preview: Option<ActionPreview>,
    /// What the effect was resolved from; null once erased.
    #[schema(required, value_type = Option<BTreeMap<String, Value>>)]
    arguments: Option<Value>,
    /// Names the preview: approving takes it.
    tag: String,
    /// Whether the turn had read text of an untrusted source.
    tainted: bool,
    /// Whether it can be taken back now.
    undoable: bool,
    turn_id: Uuid,
    conversation_id: Uuid,
    requested_at: DateTime<Utc>,
    #[schema(required)]
    performed_at: Option<DateTime<Utc>>,
    /// Until when it waits for a decision.
    #[schema(required)]
    expires_at: Option<DateTime<Utc>>,
    /// Why it could not be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<String>,
}

list! {
    /// A page of actions.
    ActionList of Action
}

/// How far an action is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ActionStatus {
    /// About to be done.
    Requested,
    /// Waits for the member.
    Waiting,
    /// Done.
    Performed,
    /// Could not be done.
    Failed,
    /// The member did not want it.
    Rejected,
    /// Nobody decided in time.
    Expired,
    /// Taken back.
    Undone,
}

impl ActionStatus {
    /// As the read model has it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Waiting => "waiting",
            Self::Performed => "performed",
            Self::Failed => "failed",
            Self::Rejected => "rejected",
            Self::Expired => "expired",
            Self::Undone => "undone",
        }
    }
}

/// Which actions.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ActionQuery {
    /// Only those this far.
    #[param(inline)]
    pub(super) status: Option<ActionStatus>,
    /// The most items: 1 to 200, otherwise 50.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

impl ActionQuery {
    pub(super) fn page(self) -> PageQuery {
        PageQuery::new(self.limit, self.cursor)
    }
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

/// Other arguments for something that waits.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Revision {
    /// Of the kind's shape, as `arguments` of the action.
    #[schema(value_type = BTreeMap<String, Value>)]
    pub(super) arguments: Value,
}

/// An action has another preview.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Revised {
    id: Uuid,
    /// Names the new preview: approving takes it.
    tag: String,
    position: u64,
}

impl From<Status> for ActionStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Requested => Self::Requested,
            Status::Waiting => Self::Waiting,
            Status::Performed => Self::Performed,
            Status::Failed => Self::Failed,
            Status::Rejected => Self::Rejected,
            Status::Expired => Self::Expired,
            Status::Undone => Self::Undone,
        }
    }
}

impl From<ActionRow> for Action {
    fn from(row: ActionRow) -> Self {
        let status = Status::parse(&row.status).unwrap_or(Status::Requested);
        let preview = row.preview.map(|preview| preview.0);
        let language = Language::of(row.locale.as_deref().unwrap_or_default());
        let cause = Cause {
            action: ActionId(row.action_id),
            turn: TurnId(row.turn_id),
            member: MemberId(row.member_id),
            // Which steps there are does not depend on it.
            role: Role::Member,
            now: row.requested_at,
        };
        let kind = actions::kind(&row.kind);
        let undoable = status == Status::Performed
            && kind
                .zip(preview.as_ref())
                .is_some_and(|(kind, preview)| !kind.undo(&cause, preview).is_empty());
        Self {
            id: row.action_id,
            summary: summary(status, &row.kind, preview.as_ref(), language),
            kind: row.kind,
            status: status.into(),
            preview: preview.map(ActionPreview::from),
            arguments: row.arguments.map(|arguments| arguments.0),
            tag: row.tag,
            tainted: row.tainted,
            undoable,
            turn_id: row.turn_id,
            conversation_id: row.conversation_id,
            requested_at: row.requested_at,
            performed_at: row.performed_at,
            expires_at: row.expires_at,
            failure: row.failure,
        }
    }
}
