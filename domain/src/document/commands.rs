//! Commands to a document, and why they can be refused.

use super::events::{DocumentAdded, DocumentRemoved, DocumentRevised};
use crate::{DomainError, ErrorClass};

/// What can be asked of a document. Each carries what the event will state.
#[derive(Debug, Clone, PartialEq)]
pub enum DocumentCommand {
    /// Add it.
    AddDocument(DocumentAdded),
    /// Give it another text; the version is set by the decision.
    ReviseDocument(DocumentRevised),
    /// Withdraw it.
    RemoveDocument(DocumentRemoved),
}

/// Why a command to a document is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// There is no such document.
    #[error("there is no such document")]
    Unknown,
    /// It was withdrawn.
    #[error("this document was removed")]
    Removed,
}

impl DomainError for DocumentError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::Unknown => ErrorClass::Missing,
            Self::Removed => ErrorClass::Conflict,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "document-not-found",
            Self::Removed => "document-removed",
        }
    }
}
