//! What a step of a story is.

use serde::Serialize;
use utoipa::ToSchema;

/// What a step of a story is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NodeKind {
    /// Somebody wrote to the steward.
    Message,
    /// What the steward was shown.
    Context,
    /// A model answered, or failed to.
    Attempt,
    /// A tool was asked.
    Tool,
    /// The turn began or ended.
    Turn,
    /// An action was asked for, and policy said whether it may happen.
    Policy,
    /// Somebody approved it, refused it or changed it; or nobody did in time.
    Approval,
    /// It was performed, failed or was undone.
    Action,
    /// The steward's reply.
    Reply,
    /// Something was made or changed.
    Effect,
}

impl NodeKind {
    /// The kind of an event.
    pub(super) fn of(aggregate: &str, event: &str) -> Self {
        match (aggregate, event) {
            ("Conversation", "ReplyGiven") => Self::Reply,
            ("Conversation", "MessageSent") => Self::Message,
            ("Turn", "ContextRetrieved") => Self::Context,
            ("Turn", "ModelResponded" | "ModelAttemptFailed") => Self::Attempt,
            ("Turn", "ToolAnswered") => Self::Tool,
            ("Turn", _) => Self::Turn,
            ("Action", "ActionRequested") => Self::Policy,
            ("Action", "ActionApproved" | "ActionRejected" | "ActionRevised" | "ActionExpired") => {
                Self::Approval
            }
            ("Action", _) => Self::Action,
            _ => Self::Effect,
        }
    }
}
