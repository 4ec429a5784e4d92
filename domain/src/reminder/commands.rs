//! Commands to a reminder, and why they can be refused.

use super::events::{ReminderCancelled, ReminderFired, ReminderScheduled};
use crate::{DomainError, ErrorClass};

/// What can be asked of a reminder. Each carries what the event will state.
#[derive(Debug, Clone, PartialEq)]
pub enum ReminderCommand {
    /// Set it.
    ScheduleReminder(ReminderScheduled),
    /// Take it back, before its moment comes.
    CancelReminder(ReminderCancelled),
    /// Its moment has come.
    FireReminder(ReminderFired),
}

/// Why a command to a reminder is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReminderError {
    /// There is none, or it is somebody else's.
    #[error("there is no such reminder")]
    Unknown,
    /// It was given already.
    #[error("this reminder was given already, so there is nothing to cancel")]
    Fired,
    /// It was taken back.
    #[error("this reminder was cancelled")]
    Cancelled,
}

impl DomainError for ReminderError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::Unknown => ErrorClass::Missing,
            Self::Fired | Self::Cancelled => ErrorClass::Conflict,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "reminder-not-found",
            Self::Fired => "reminder-fired",
            Self::Cancelled => "reminder-cancelled",
        }
    }
}
