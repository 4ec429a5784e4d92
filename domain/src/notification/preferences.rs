//! How a member wants to be told of notices, beyond the list in which each of them stands.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{NotificationKind, QuietHours, Urgency};
use crate::ValueError;

/// A member's own choice; [`Default`], which tells everything at once, holds while they made
/// none. Urgent notices are told whatever their kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationPreferences {
    /// Kinds of which none is shown over what they are looking at in the app.
    pub not_shown: BTreeSet<NotificationKind>,
    /// Kinds of which none is pushed to their devices.
    pub not_pushed: BTreeSet<NotificationKind>,
    /// When pushes wait, by the business's clock.
    pub quiet_hours: Option<QuietHours>,
}

/// Whether a notice is pushed to its recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pushed {
    /// At once.
    Now,
    /// Not before this, when quiet hours end.
    From(DateTime<Utc>),
    /// They do not want it.
    Never,
}

impl NotificationPreferences {
    /// Refuses quiet hours that never end.
    pub fn check(&self) -> Result<(), ValueError> {
        self.quiet_hours.map_or(Ok(()), QuietHours::check)
    }

    /// What becomes of a notice at `now`, in a business in `zone` whose rules say whether
    /// urgent ones break quiet hours.
    pub fn pushed(
        &self,
        kind: NotificationKind,
        urgency: Urgency,
        urgent_breaks_quiet_hours: bool,
        now: DateTime<Utc>,
        zone: Tz,
    ) -> Pushed {
        let urgent = urgency == Urgency::Urgent;
        if !urgent && self.not_pushed.contains(&kind) {
            return Pushed::Never;
        }
        match self.quiet_hours.and_then(|quiet| quiet.end_after(now, zone)) {
            Some(end) if !(urgent && urgent_breaks_quiet_hours) => Pushed::From(end),
            _ => Pushed::Now,
        }
    }
}

#[cfg(test)]
#[path = "preferences_tests.rs"]
mod tests;
