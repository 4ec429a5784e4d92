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
    Planned {
        /// Who, as what, when.
        period: Period,
        /// What a calendar last said of it.
        imported: Option<Imported>,
    },
    /// Nobody does after all.
    Cancelled {
        /// What a calendar last said of it.
        imported: Option<Imported>,
    },
}

aggregate!(Shift, "Roster", ShiftCommand, ShiftEvent, ShiftError);

impl Shift {
    fn decide(&self, command: ShiftCommand) -> Result<Vec<ShiftEvent>, ShiftError> {
        match (self, command) {
            (Self::Unknown, ShiftCommand::ScheduleShift(event)) => {
                event.period.check()?;
                Ok(vec![event.into()])
            }
            (Self::Planned { .. }, ShiftCommand::ScheduleShift(_)) => Ok(vec![]),
            (Self::Planned { period, imported }, ShiftCommand::ChangeShift(event)) => {
                event.period.check()?;
                let known = *period == event.period
                    && (event.imported.is_none() || event.imported == *imported);
                Ok(if known { vec![] } else { vec![event.into()] })
            }
            (Self::Planned { .. }, ShiftCommand::CancelShift(event)) => Ok(vec![event.into()]),
            (Self::Cancelled { .. }, ShiftCommand::CancelShift(_)) => Ok(vec![]),
            (Self::Unknown, _) => Err(ShiftError::Unknown),
            (Self::Cancelled { .. }, _) => Err(ShiftError::Cancelled),
        }
    }

    fn evolve(&mut self, event: ShiftEvent) {
        let known = match self {
            Self::Unknown => None,
            Self::Planned { imported, .. } | Self::Cancelled { imported } => *imported,
        };
        *self = match event {
            ShiftEvent::ShiftScheduled(ShiftScheduled { period, imported, .. })
            | ShiftEvent::ShiftChanged(ShiftChanged { period, imported, .. }) => {
                Self::Planned { period, imported: imported.or(known) }
            }
            ShiftEvent::ShiftCancelled(event) => {
                Self::Cancelled { imported: event.imported.or(known) }
            }
        };
    }
}
