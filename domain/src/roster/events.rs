//! Events of the roster.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

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
    pub fn check(&self) -> Result<(), ShiftError> {
        let length = self.ends_at - self.starts_at;
        if length <= Duration::zero() {
            return Err(ShiftError::EndsBeforeStart);
        }
        if length > Duration::hours(24) { Err(ShiftError::TooLong) } else { Ok(()) }
    }
}

/// The event of a calendar that a shift is planned after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// All that has the event's UID, from which it derives.
    pub series: Uuid,
    /// A digest of what the calendar said: importing the same again changes nothing.
    pub said: Uuid,
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
    /// The calendar's event, if it was imported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported: Option<Imported>,
}

/// The plan for a shift is another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftChanged {
    /// Who, as what, when now.
    pub period: Period,
    /// Who changed it.
    pub changed_by: MemberId,
    /// The calendar's event, if it was imported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported: Option<Imported>,
}

/// Nobody works this shift.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftCancelled {
    /// Who cancelled it.
    pub cancelled_by: MemberId,
    /// The calendar's event, if it was imported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported: Option<Imported>,
}
