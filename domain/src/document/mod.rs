//! A document of the business, in versions.

mod commands;
mod events;
#[cfg(test)]
mod tests;

pub use commands::{DocumentCommand, DocumentError};
pub use events::*;
use serde::{Deserialize, Serialize};

use crate::Trust;
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
        /// Whether that version may steer the steward.
        trust: Trust,
    },
    /// Withdrawn.
    Removed,
}

aggregate!(Document, "Document", DocumentCommand, DocumentEvent, DocumentError);

impl Document {
    /// Whether its newest version says this, and is trusted so.
    pub fn is(&self, content: &Content, trusted: Trust) -> bool {
        matches!(self, Self::Current { sha256, trust, .. } if *sha256 == content.sha256 && *trust == trusted)
    }

    fn decide(&self, command: DocumentCommand) -> Result<Vec<DocumentEvent>, DocumentError> {
        match (self, command) {
            (Self::Unknown, DocumentCommand::AddDocument(event)) => Ok(vec![event.into()]),
            (Self::Current { .. }, DocumentCommand::AddDocument(_)) => Ok(vec![]),
            (Self::Current { version, .. }, DocumentCommand::ReviseDocument(mut event)) => {
                if self.is(&event.content, event.trust) {
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
                Self::Current { version: 1, sha256: event.content.sha256, trust: event.trust }
            }
            DocumentEvent::DocumentRevised(event) => Self::Current {
                version: event.version,
                sha256: event.content.sha256,
                trust: event.trust,
            },
            DocumentEvent::DocumentRemoved(_) => Self::Removed,
        };
    }
}
