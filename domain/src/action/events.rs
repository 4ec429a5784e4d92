//! Events of an action.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::aggregate::domain_events;
use crate::notification::Urgency;
use crate::tenant::Policy;
use crate::{ActionId, ConversationId, MemberId, NotificationId, Personal, TurnId};

domain_events! {
    /// What can happen to an action.
    pub enum ActionEvent {
        ActionRequested = "1",
        ActionApproved = "1",
        ActionRejected = "1",
        ActionPerformed = "1",
        ActionFailed = "1",
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
    /// `notify_user` so far.
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
}

/// What an action will do, for people to read before it happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// What recipients will read.
    pub text: String,
    /// How soon it wants to be seen.
    pub urgency: Urgency,
    /// Who, and why each of them.
    pub recipients: Vec<Recipient>,
}

/// One person whom an action reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// The person.
    pub member_id: MemberId,
    /// Their name at that time.
    pub name: String,
    /// Why this person, rendered by code.
    pub reason: String,
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
    /// The notices it gave.
    pub notifications: Vec<NotificationId>,
}

/// It could not be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionFailed {
    /// A stable kebab-case reason, such as `preview-changed`.
    pub reason: String,
}
