//! The logbook: what happened, written down by whoever saw it. One stream per entry, so
//! that a busy day is no busy stream and each row of the read model has one stream. An
//! entry is never changed: a wrong one is struck out and stays readable.

mod commands;
mod events;
#[cfg(test)]
mod tests;

pub use commands::{LogbookCommand, LogbookError};
pub use events::*;
use serde::{Deserialize, Serialize};

use crate::MemberId;
use crate::aggregate::aggregate;

/// What decisions about an entry need to know.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    author: Option<MemberId>,
    struck: bool,
}

aggregate!(Entry, "Logbook", LogbookCommand, LogbookEvent, LogbookError);

impl Entry {
    fn decide(&self, command: LogbookCommand) -> Result<Vec<LogbookEvent>, LogbookError> {
        match command {
            LogbookCommand::LogEntry(event) => {
                Ok(if self.author.is_some() { vec![] } else { vec![event.into()] })
            }
            LogbookCommand::StrikeEntry(event, role) => {
                let author = self.author.ok_or(LogbookError::Unknown)?;
                if author != event.struck_by && !role.manages() {
                    return Err(LogbookError::NotYours);
                }
                Ok(if self.struck { vec![] } else { vec![event.into()] })
            }
        }
    }

    fn evolve(&mut self, event: LogbookEvent) {
        match event {
            LogbookEvent::EntryLogged(event) => self.author = Some(event.logged_by),
            LogbookEvent::EntryStruck(_) => self.struck = true,
        }
    }
}
