//! Commands to a shift, and why they can be refused.

use super::events::{ShiftCancelled, ShiftChanged, ShiftScheduled};
use crate::{DomainError, ErrorClass};

/// What can be asked of a shift. Each carries what the event will state.
#[derive(Debug, Clone, PartialEq)]
pub enum ShiftCommand {
    /// Plan it.
    ScheduleShift(ShiftScheduled),
    /// Plan it otherwise.
    ChangeShift(ShiftChanged),
    /// Cancel it.
    CancelShift(ShiftCancelled),
}

/// Why a command to a shift is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShiftError {
    /// There is no such shift.
    #[error("there is no such shift")]
    Unknown,
    /// It was cancelled.
    #[error("this shift was cancelled")]
    Cancelled,
    /// It would end before it starts.
    #[error("a shift must end after it starts")]
    EndsBeforeStart,
    /// It would last over 24 hours.
    #[error("a shift lasts at most 24 hours; plan two")]
    TooLong,
}

impl DomainError for ShiftError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::Unknown => ErrorClass::Missing,
            Self::Cancelled => ErrorClass::Conflict,
            Self::EndsBeforeStart | Self::TooLong => ErrorClass::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "shift-not-found",
            Self::Cancelled => "shift-cancelled",
            Self::EndsBeforeStart => "shift-ends-before-start",
            Self::TooLong => "shift-too-long",
        }
    }
}
