//! The roster: planned shifts, one stream each.

mod commands;
mod events;
#[cfg(test)]
mod tests;

pub use commands::{ShiftCommand, ShiftError};
pub use events::*;
use serde::{Deserialize, Serialize};

use crate::aggregate::aggregate;

/// What decisions about a shift need to know.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub enum Shift {
    /// None yet.
    #[default]
    Unknown,
    /// Somebody works then.
    Planned(Period),
    /// Nobody does after all.
    Cancelled,
}

aggregate!(Shift, "Roster", ShiftCommand, ShiftEvent, ShiftError);

impl Shift {
    fn decide(&self, command: ShiftCommand) -> Result<Vec<ShiftEvent>, ShiftError> {
        match (self, command) {
            (Self::Unknown, ShiftCommand::ScheduleShift(event)) => {
                event.period.check()?;
                Ok(vec![event.into()])
            }
            (Self::Planned(_), ShiftCommand::ScheduleShift(_)) => Ok(vec![]),
            (Self::Planned(period), ShiftCommand::ChangeShift(event)) => {
                event.period.check()?;
                Ok(if *period == event.period { vec![] } else { vec![event.into()] })
            }
            (Self::Planned(_), ShiftCommand::CancelShift(event)) => Ok(vec![event.into()]),
            (Self::Cancelled, ShiftCommand::CancelShift(_)) => Ok(vec![]),
            (Self::Unknown, _) => Err(ShiftError::Unknown),
            (Self::Cancelled, _) => Err(ShiftError::Cancelled),
        }
    }

    fn evolve(&mut self, event: ShiftEvent) {
        *self = match event {
            ShiftEvent::ShiftScheduled(event) => Self::Planned(event.period),
            ShiftEvent::ShiftChanged(event) => Self::Planned(event.period),
            ShiftEvent::ShiftCancelled(_) => Self::Cancelled,
        };
    }
}
