//! Events of a member's schedule.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ShiftId;
use crate::aggregate::domain_events;
use crate::roster::Period;

domain_events! {
    /// What can happen to a schedule.
    pub enum ScheduleEvent {
        PeriodBooked = "1",
        PeriodReleased = "1",
        PeriodsAdopted = "1",
    }
}

/// The time of one shift.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booking {
    /// The shift that takes it.
    pub shift_id: ShiftId,
    /// From this instant on.
    pub starts_at: DateTime<Utc>,
    /// Until just before this instant.
    pub ends_at: DateTime<Utc>,
}

impl Booking {
    /// The time that a shift of this period takes.
    pub fn of(shift_id: ShiftId, period: &Period) -> Self {
        Self { shift_id, starts_at: period.starts_at, ends_at: period.ends_at }
    }

    /// Whether there is an instant that both hold.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.starts_at < other.ends_at && other.starts_at < self.ends_at
    }
}

/// A shift takes a period; it has no other one any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeriodBooked {
    /// Which shift, from when to when.
    pub booking: Booking,
    /// What ended before this instant is forgotten, and nothing is booked there again.
    pub forgotten_before: DateTime<Utc>,
}

/// A shift takes no time of this member any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeriodReleased {
    /// Which shift.
    pub shift_id: ShiftId,
}

/// The shifts that were planned before members had schedules. They may overlap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeriodsAdopted {
    /// Which shifts, from when to when.
    pub bookings: Vec<Booking>,
    /// As in [`PeriodBooked`].
    pub forgotten_before: DateTime<Utc>,
}
