//! The command to a member's schedule, and why it can be refused.

use chrono::{DateTime, Utc};

use super::events::Booking;
use crate::when::{When, describe_when};
use crate::{DomainError, ErrorClass, ShiftId, TimeZone};

/// What can be asked of a schedule.
#[derive(Debug, Clone, PartialEq)]
pub enum ScheduleCommand {
    /// Give times back and take others, all of it or nothing.
    Rearrange(Rearrangement),
}

/// Another arrangement of a member's time.
#[derive(Debug, Clone, PartialEq)]
pub struct Rearrangement {
    /// Shifts that take no time of this member any more.
    pub release: Vec<ShiftId>,
    /// Shifts with the time that they take now; of two for one shift the last counts.
    pub book: Vec<Booking>,
    /// What this member had before there was a schedule: counts for the first one only.
    pub adopt: Vec<Booking>,
    /// When it is decided.
    pub now: DateTime<Utc>,
    /// Where people read the times that a refusal names.
    pub zone: TimeZone,
}

/// Why a rearrangement is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// The member works then already.
    #[error(
        "shift {wanted} would overlap: its member works {} already (shift {})",
        describe_when(When::Range(taken.starts_at, taken.ends_at), zone.0), taken.shift_id
    )]
    Overlaps {
        /// The shift that was to be booked.
        wanted: ShiftId,
        /// The one that has the time.
        taken: Booking,
        /// Where people read its times.
        zone: TimeZone,
    },
    /// It would end before it starts.
    #[error("a shift must end after it starts")]
    EndsBeforeStart,
    /// It begins so long ago that it is not known any more what else was planned.
    #[error("a shift cannot be planned or moved to over {} days ago", super::KEPT.num_days())]
    LongPast,
    /// Too much is planned.
    #[error("at most {} shifts of a member can be planned ahead", super::MOST)]
    Full,
}

impl DomainError for ScheduleError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::Overlaps { .. } | Self::Full => ErrorClass::Conflict,
            Self::EndsBeforeStart | Self::LongPast => ErrorClass::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Overlaps { .. } => "shift-overlaps",
            Self::EndsBeforeStart => "shift-ends-before-start",
            Self::LongPast => "shift-long-past",
            Self::Full => "schedule-full",
        }
    }
}
