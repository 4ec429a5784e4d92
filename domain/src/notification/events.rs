//! Events of a notice.

use serde::{Deserialize, Serialize};

use crate::aggregate::domain_events;
use crate::{ActionId, MemberId, NotificationId, Personal, TurnId};

domain_events! {
    /// What can happen to a notice.
    pub enum NotificationEvent {
        NotificationIssued = "1",
        NotificationDelivered = "1",
        NotificationRead = "1",
        NotificationAcknowledged = "1",
        NotificationWithdrawn = "1",
    }
}

/// A member is to be told something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NotificationIssued {
    /// The notice.
    pub notification_id: NotificationId,
    /// Who is told.
    pub recipient: MemberId,
    /// On whose behalf.
    pub sender: MemberId,
    /// What sort of notice: `notice` so far.
    pub kind: String,
    /// How soon it wants to be seen.
    pub urgency: Urgency,
    /// What it says.
    pub text: Personal<String>,
    /// Why this person, rendered by code: `on shift Tuesday, 24 November 2026 at 10:00`.
    pub reason: Personal<String>,
    /// The action it is the effect of.
    pub action_id: ActionId,
    /// The turn that asked for it.
    pub turn_id: TurnId,
}

/// It was put before the recipient on some channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationDelivered {
    /// `websocket` so far.
    pub channel: String,
}

/// The recipient saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationRead {
    /// Who saw it.
    pub member_id: MemberId,
}

/// The recipient said that they will see to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationAcknowledged {
    /// Who said so.
    pub member_id: MemberId,
}

/// The sender took it back; it is nothing to act on any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationWithdrawn {
    /// Who took it back.
    pub withdrawn_by: MemberId,
}

/// How soon a notice wants to be seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// When convenient.
    #[default]
    Normal,
    /// Now.
    Urgent,
}

impl Urgency {
    /// Wire name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Urgent => "urgent",
        }
    }
}
