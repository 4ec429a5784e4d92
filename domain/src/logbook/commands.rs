//! Commands to an entry of the logbook, and why they can be refused.

use super::events::{EntryLogged, EntryStruck};
use crate::{DomainError, ErrorClass, Role};

/// What can be asked of an entry. Each carries what the event will state.
#[derive(Debug, Clone, PartialEq)]
pub enum LogbookCommand {
    /// Write down what happened.
    LogEntry(EntryLogged),
    /// Strike it out, in this role: one's own, or as owner or manager anybody's.
    StrikeEntry(EntryStruck, Role),
}

/// Why a command to an entry is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogbookError {
    /// There is no such entry.
    #[error("there is no such entry")]
    Unknown,
    /// Somebody else wrote it.
    #[error("only who wrote an entry, an owner or a manager may strike it out")]
    NotYours,
}

impl DomainError for LogbookError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::Unknown => ErrorClass::Missing,
            Self::NotYours => ErrorClass::Forbidden,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "entry-not-found",
            Self::NotYours => "entry-of-another",
        }
    }
}
