//! Events of an action.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::preview::{Effect, Preview};
use crate::aggregate::domain_events;
use crate::tenant::Policy;
use crate::{ActionId, ConversationId, MemberId, Personal, TurnId};

domain_events! {
    /// What can happen to an action.
    pub enum ActionEvent {
        ActionRequested = "2",
        ActionApproved = "1",
        ActionRejected = "1",
        ActionPerformed = "2",
        ActionFailed = "1",
        ActionRevised = "1",
        ActionExpired = "1",
        ActionUndone = "1",
    }
}

/// The model asked for an action; code resolved what it would do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ActionRequested {
    /// The action, [`TurnId::action`] of the recorded call.
    pub action_id: ActionId,
    /// The turn that asked.
    pub turn_id: TurnId,
    /// The conversation it belongs to.
    pub conversation_id: ConversationId,
    /// The member it is done for, and with whose rights.
    pub member_id: MemberId,
    /// The kind of action, such as `notify_user`.
    pub kind: String,
    /// The model's arguments, as recorded.
    pub arguments: Personal<Value>,
    /// The exact effect.
    pub preview: Personal<Preview>,
    /// SHA-256 of the preview in hex: what is approved is what is performed.
    pub tag: String,
    /// What policy and taint allow.
    pub decision: Policy,
    /// Whether the turn had read text of an untrusted source.
    pub tainted: bool,
    /// The moment that words such as `tomorrow` in the arguments start from.
    #[serde(default)]
    pub resolved_at: Option<DateTime<Utc>>,
    /// Until when it waits for approval; absent when it does not wait, or for ever.
    #[serde(default)]
    pub expires_at: Option<DateTime<Utc>>,
}

/// The member agreed to exactly what the preview shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionApproved {
    /// Who agreed.
    pub approved_by: MemberId,
    /// The preview's tag.
    pub tag: String,
}

/// The member did not want it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ActionRejected {
    /// Who refused.
    pub rejected_by: MemberId,
    /// Why, in their words.
    pub reason: Option<Personal<String>>,
}

/// It was done; its effects stand in the same unit of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionPerformed {
    /// What it brought about.
    pub effects: Vec<Effect>,
}

/// It could not be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionFailed {
    /// A stable kebab-case reason, such as `preview-erased`.
    pub reason: String,
}

/// It has another preview now, which wants an approval of its own: the member edited the
/// arguments, or resolving them again gave something else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ActionRevised {
    /// The member for whom it waits.
    pub revised_by: MemberId,
    /// The arguments from now on.
    pub arguments: Personal<Value>,
    /// The exact effect from now on.
    pub preview: Personal<Preview>,
    /// The preview's tag.
    pub tag: String,
    /// The moment that words such as `tomorrow` in the arguments start from.
    pub resolved_at: DateTime<Utc>,
}

/// Nobody decided in time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionExpired {
    /// The moment until which it waited.
    pub expired_at: DateTime<Utc>,
}

/// The member took it back; what that brought about stands in the same unit of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionUndone {
    /// Who took it back.
    pub undone_by: MemberId,
}
