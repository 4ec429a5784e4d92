//! A document of the business, in versions.

mod commands;
mod events;
#[cfg(test)]
mod tests;

pub use commands::{DocumentCommand, DocumentError};
pub use events::*;
use serde::{Deserialize, Serialize};

use crate::aggregate::aggregate;

/// What decisions about a document need to know.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub enum Document {
    /// None yet.
    #[default]
    Unknown,
    /// In use.
    Current {
        /// Its newest version, from 1.
        version: u32,
        /// SHA-256 of that version's title and text, in hex.
        sha256: String,
    },
    /// Withdrawn.
    Removed,
}

aggregate!(Document, "Document", DocumentCommand, DocumentEvent, DocumentError);

impl Document {
    fn decide(&self, command: DocumentCommand) -> Result<Vec<DocumentEvent>, DocumentError> {
        match (self, command) {
            (Self::Unknown, DocumentCommand::AddDocument(event)) => Ok(vec![event.into()]),
            (Self::Current { .. }, DocumentCommand::AddDocument(_)) => Ok(vec![]),
            (Self::Current { version, sha256 }, DocumentCommand::ReviseDocument(mut event)) => {
                if *sha256 == event.content.sha256 {
                    return Ok(vec![]);
                }
                event.version = version.saturating_add(1);
                Ok(vec![event.into()])
            }
            (Self::Current { .. }, DocumentCommand::RemoveDocument(event)) => {
                Ok(vec![event.into()])
            }
            (Self::Removed, DocumentCommand::RemoveDocument(_)) => Ok(vec![]),
            (Self::Unknown, _) => Err(DocumentError::Unknown),
            (Self::Removed, _) => Err(DocumentError::Removed),
        }
    }

    fn evolve(&mut self, event: DocumentEvent) {
        *self = match event {
            DocumentEvent::DocumentAdded(event) => {
                Self::Current { version: 1, sha256: event.content.sha256 }
            }
            DocumentEvent::DocumentRevised(event) => {
                Self::Current { version: event.version, sha256: event.content.sha256 }
            }
            DocumentEvent::DocumentRemoved(_) => Self::Removed,
        };
    }
}
