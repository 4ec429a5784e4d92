//! Events of the roster.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::ShiftError;
use crate::aggregate::domain_events;
use crate::{MemberId, ShiftId};

domain_events! {
    /// What can happen to a shift.
    pub enum ShiftEvent {
        ShiftScheduled = "1",
        ShiftChanged = "1",
        ShiftCancelled = "1",
    }
}

/// Who works as what from when to when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// Who works.
    pub member_id: MemberId,
    /// As what: `kitchen`.
    pub role: String,
    /// From this instant on.
    pub starts_at: DateTime<Utc>,
    /// Until just before this instant.
    pub ends_at: DateTime<Utc>,
}

impl Period {
    /// A shift ends after it starts and lasts at most 24 hours.
    pub(super) fn check(&self) -> Result<(), ShiftError> {
        let length = self.ends_at - self.starts_at;
        if length <= Duration::zero() {
            return Err(ShiftError::EndsBeforeStart);
        }
        if length > Duration::hours(24) { Err(ShiftError::TooLong) } else { Ok(()) }
    }
}

/// Somebody was planned to work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftScheduled {
    /// The shift.
    pub shift_id: ShiftId,
    /// Who, as what, when.
    pub period: Period,
    /// Who planned it; absent when it was topped up from the demo's pattern.
    pub scheduled_by: Option<MemberId>,
}

/// The plan for a shift is another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftChanged {
    /// Who, as what, when now.
    pub period: Period,
    /// Who changed it.
    pub changed_by: MemberId,
}

/// Nobody works this shift.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftCancelled {
    /// Who cancelled it.
    pub cancelled_by: MemberId,
}
