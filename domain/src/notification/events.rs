//! Events of a notice.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::aggregate::domain_events;
use crate::{ActionId, LadderId, MemberId, NotificationId, Personal, ReminderId, TurnId};

domain_events! {
    /// What can happen to a notice.
    pub enum NotificationEvent {
        NotificationIssued = "2",
        NotificationDelivered = "1",
        NotificationRead = "1",
        NotificationAcknowledged = "1",
        NotificationWithdrawn = "1",
        NotificationReleased = "1",
        NotificationSnoozed = "1",
        NotificationEscalated = "1",
        EscalationEnded = "1",
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
    /// What sort of notice it is.
    pub kind: NotificationKind,
    /// How soon it wants to be seen.
    pub urgency: Urgency,
    /// Whether the recipient is to say that they will see to it.
    pub answer_wanted: bool,
    /// What it says.
    pub text: Personal<String>,
    /// Why this person, rendered by code: `on shift Tuesday, 24 November 2026 at 10:00`.
    pub reason: Personal<String>,
    /// Put before the recipient only then; at once when absent. The list shows it at once.
    pub deliver_after: Option<DateTime<Utc>>,
    /// If nobody has acknowledged it by then, somebody else is told; never when absent.
    pub acknowledge_by: Option<DateTime<Utc>>,
    /// The notices of which one acknowledgement is enough.
    pub ladder_id: LadderId,
    /// How often it went to somebody else before; 0 at first.
    pub rung: u32,
    /// The action it is the effect of.
    pub action_id: Option<ActionId>,
    /// The turn that asked for it.
    pub turn_id: Option<TurnId>,
    /// The reminder that it gives.
    pub reminder_id: Option<ReminderId>,
}

/// What sort of notice it is.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum NotificationKind {
    /// Something to know.
    #[default]
    Notice,
    /// Something to answer.
    Question,
    /// What one wanted to be reminded of.
    Reminder,
    /// Something to do.
    Task,
    /// Something to agree to.
    Approval,
    /// From the platform.
    System,
}

impl NotificationKind {
    /// Wire name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Question => "question",
            Self::Reminder => "reminder",
            Self::Task => "task",
            Self::Approval => "approval",
            Self::System => "system",
        }
    }
}

/// It was put before the recipient on some channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationDelivered {
    /// `websocket`: a tab showed it; `push`: the push service of a device has it.
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

/// The moment came until which it was held back: it is put before the recipient now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationReleased {
    /// The moment until which it was held back.
    pub held_until: DateTime<Utc>,
}

/// The recipient saw it, and wants to see it again later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationSnoozed {
    /// Who said so.
    pub member_id: MemberId,
    /// When it is put before them again.
    pub until: DateTime<Utc>,
}

/// Nobody acknowledged it in time: somebody else is told, in the same unit of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationEscalated {
    /// The notice that they get.
    pub to: NotificationId,
    /// Who is told.
    pub recipient: MemberId,
    /// How often it went to somebody else, this time included.
    pub rung: u32,
}

/// Nobody acknowledged it in time, and it goes to nobody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EscalationEnded {
    /// Why.
    pub reason: EscalationEnd,
}

/// Why a notice goes to nobody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EscalationEnd {
    /// Somebody who was told the same acknowledged it.
    Acknowledged,
    /// Everybody who could see to it was told.
    NobodyLeft,
    /// Somebody whom it concerns was erased.
    Erased,
}

impl EscalationEnd {
    /// Wire name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Acknowledged => "acknowledged",
            Self::NobodyLeft => "nobody_left",
            Self::Erased => "erased",
        }
    }
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
