//! Shapes of previews, one per kind of action.

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
        }
    }
}

impl From<Reached> for Recipient {
    fn from(reached: Reached) -> Self {
        Self { member_id: reached.member_id.0, name: reached.name, reason: reached.reason }
    }
}
