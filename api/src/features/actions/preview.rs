//! Shapes of previews, one per kind of action.

use chrono::{DateTime, Utc};
use domain::action::{Preview, Recipient as Reached};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// The exact effect of an action, told apart by `kind`.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum ActionPreview {
    /// Others are told something.
    NotifyUser {
        /// What recipients read.
        text: String,
        /// `normal` or `urgent`.
        urgency: String,
        recipients: Vec<Recipient>,
    },
    /// Somebody is reminded of something.
    ScheduleReminder {
        /// What the reminder says.
        text: String,
        due_at: DateTime<Utc>,
        /// The same by the clocks of the business, in its language.
        local_time: String,
        member_id: Uuid,
        name: String,
        /// Whether that is I.
        own: bool,
    },
}

/// One person whom an action reaches.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Recipient {
    member_id: Uuid,
    name: String,
    /// Why this person, rendered by code.
    reason: String,
}

impl From<Preview> for ActionPreview {
    fn from(preview: Preview) -> Self {
        match preview {
            Preview::NotifyUser(notice) => Self::NotifyUser {
                text: notice.text,
                urgency: notice.urgency.as_str().to_owned(),
                recipients: notice.recipients.into_iter().map(Recipient::from).collect(),
            },
            Preview::ScheduleReminder(reminder) => Self::ScheduleReminder {
                text: reminder.text,
                due_at: reminder.due_at,
                local_time: reminder.local_time,
                member_id: reminder.member_id.0,
                name: reminder.name,
                own: reminder.own,
            },
        }
    }
}

impl From<Reached> for Recipient {
    fn from(reached: Reached) -> Self {
        Self { member_id: reached.member_id.0, name: reached.name, reason: reached.reason }
    }
}
