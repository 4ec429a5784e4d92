//! Why the log could not be read.

use crate::sealing::KeyError;

/// Why the log could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// A position is missing: the log is damaged. Never skip it.
    #[error("the log has a hole: expected position {expected}, found {found}")]
    Hole {
        /// The position that should have come.
        expected: u64,
        /// The one that came; one beyond the head when the log's end is missing.
        found: u64,
    },
    /// An event cannot be opened or parsed.
    #[error("the event at position {position} cannot be read: {reason}")]
    Unreadable {
        /// Which.
        position: u64,
        /// Why.
        reason: String,
    },
    /// An event was written by a newer build: this one is outdated.
    #[error("the event at position {position} is of a newer build: {newer}")]
    Newer {
        /// Which.
        position: u64,
        /// What is newer about it.
        newer: Newer,
    },
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// The keys could not be had.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// An event is of a version that this build has not heard of.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{event} has version {version} there")]
pub struct Newer {
    /// Its wire name.
    pub event: String,
    /// Its version.
    pub version: String,
}

/// An event that cannot be opened or parsed.
pub(super) fn unreadable(position: u64, reason: impl std::fmt::Display) -> LogError {
    LogError::Unreadable { position, reason: reason.to_string() }
}
