//! Events of a reminder.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::aggregate::domain_events;
use crate::{ActionId, MemberId, NotificationId, Personal, ReminderId, TurnId};

domain_events! {
    /// What can happen to a reminder.
    pub enum ReminderEvent {
        ReminderScheduled = "1",
        ReminderCancelled = "1",
        ReminderFired = "1",
    }
}

/// Somebody is to be reminded of something at a moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReminderScheduled {
    /// The reminder.
    pub reminder_id: ReminderId,
    /// Who is reminded.
    pub member_id: MemberId,
    /// Who wanted it: the same member, or another.
    pub set_by: MemberId,
    /// Of what.
    pub text: Personal<String>,
    /// When.
    pub due_at: DateTime<Utc>,
    /// The action it is the effect of, if the steward set it.
    pub action_id: Option<ActionId>,
    /// The turn that asked for it.
    pub turn_id: Option<TurnId>,
}

/// It is not wanted any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReminderCancelled {
    /// Who said so.
    pub cancelled_by: MemberId,
}

/// Its moment came; the notice stands in the same unit of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReminderFired {
    /// The notice; none when nobody could be told: the member had left, or was erased.
    pub notification: Option<NotificationId>,
}
