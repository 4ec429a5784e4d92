//! Something that a member is to be reminded of at a moment, once.

mod commands;
mod events;
#[cfg(test)]
mod tests;

use chrono::{DateTime, TimeDelta, Utc};
pub use commands::{ReminderCommand, ReminderError};
pub use events::*;
use serde::{Deserialize, Serialize};

use crate::aggregate::aggregate;
use crate::{MemberId, ValueError};

/// What decisions about a reminder need to know.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reminder {
    /// None yet.
    #[default]
    Unknown,
    /// To come.
    Scheduled {
        /// Who is reminded.
        member: MemberId,
        /// Who set it.
        set_by: MemberId,
    },
    /// Given.
    Fired,
    /// Taken back.
    Cancelled,
}

aggregate!(Reminder, "Reminder", ReminderCommand, ReminderEvent, ReminderError);

/// Whether a reminder can be set for `due_at` at the moment `now`: later than that, and
/// within five years.
pub fn check_due(due_at: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), ValueError> {
    if due_at <= now {
        return Err(ValueError::new("due_at", "must be later than now"));
    }
    if due_at - now > TimeDelta::days(5 * 366) {
        return Err(ValueError::new("due_at", "must be within the next five years"));
    }
    Ok(())
}

impl Reminder {
    fn decide(&self, command: ReminderCommand) -> Result<Vec<ReminderEvent>, ReminderError> {
        match command {
            ReminderCommand::ScheduleReminder(event) => {
                Ok(if *self == Self::Unknown { vec![event.into()] } else { vec![] })
            }
            ReminderCommand::CancelReminder(event) => match self {
                Self::Scheduled { member, set_by } => {
                    // A reminder between others is as good as none: it is private.
                    if ![member, set_by].contains(&&event.cancelled_by) {
                        return Err(ReminderError::Unknown);
                    }
                    Ok(vec![event.into()])
                }
                Self::Cancelled => Ok(vec![]),
                Self::Fired => Err(ReminderError::Fired),
                Self::Unknown => Err(ReminderError::Unknown),
            },
            ReminderCommand::FireReminder(event) => match self {
                Self::Scheduled { .. } => Ok(vec![event.into()]),
                Self::Fired => Ok(vec![]),
                // A notice in the same unit must not go out.
                Self::Cancelled => Err(ReminderError::Cancelled),
                Self::Unknown => Err(ReminderError::Unknown),
            },
        }
    }

    fn evolve(&mut self, event: ReminderEvent) {
        *self = match event {
            ReminderEvent::ReminderScheduled(event) => {
                Self::Scheduled { member: event.member_id, set_by: event.set_by }
            }
            ReminderEvent::ReminderCancelled(_) => Self::Cancelled,
            ReminderEvent::ReminderFired(_) => Self::Fired,
        };
    }
}
