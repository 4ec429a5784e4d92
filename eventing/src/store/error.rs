//! Why a command was not carried out, or a stream not read.

use cqrs_es::persist::PersistenceError;
use domain::{DomainError, ErrorClass};

use crate::log::Newer;
use crate::sealing::KeyError;

/// Why the store did not do it. Nothing was written in any of these cases, except that
/// after [`StoreError::Unavailable`] the append may have been committed: send the same
/// command id again to learn which.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The aggregate refused the command.
    #[error("{message}")]
    Rejected {
        /// The kind of refusal.
        class: ErrorClass,
        /// Its stable name.
        code: &'static str,
        /// What it means, for people.
        message: String,
    },
    /// The command id was used before for another request.
    #[error("this idempotency key was used before for another request")]
    KeyReused,
    /// A stream is not at the sequence that the command needs.
    #[error("stream {stream} was changed by somebody else")]
    Conflict {
        /// `Type:tenant/id`.
        stream: String,
    },
    /// A text holds a character that the database cannot store.
    #[error("the text at {pointer} contains U+0000, which cannot be stored; remove it")]
    Unstorable {
        /// JSON pointer into the event's payload.
        pointer: String,
    },
    /// Somebody whom the text is about was erased.
    #[error("a member whom this concerns was erased")]
    Erased,
    /// What is stored cannot be read, or what should be stored is refused for good.
    #[error("the log cannot be used: {0}")]
    Corrupt(String),
    /// The stream has an event of a newer build: this one is outdated.
    #[error("a newer build has to do this: {0}")]
    Newer(Newer),
    /// The database did not answer.
    #[error("the event store is not available: {0}")]
    Unavailable(String),
}

impl StoreError {
    /// What kind of error it is, in a word, for traces.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Rejected { code, .. } => code,
            Self::KeyReused => "key-reused",
            Self::Conflict { .. } => "conflict",
            Self::Unstorable { .. } => "unstorable",
            Self::Erased => "erased",
            Self::Corrupt(_) => "corrupt",
            Self::Newer(_) => "newer",
            Self::Unavailable(_) => "unavailable",
        }
    }

    /// A refusal by an aggregate.
    pub(super) fn rejected(error: &impl DomainError) -> Self {
        Self::Rejected { class: error.class(), code: error.code(), message: error.to_string() }
    }

    /// Stored data that does not fit.
    pub(super) fn corrupt(error: impl std::fmt::Display) -> Self {
        Self::Corrupt(error.to_string())
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if for_good(&error) {
            Self::Corrupt(format!("the database refused: {error}"))
        } else {
            Self::Unavailable(error.to_string())
        }
    }
}

/// Whether the database refuses this again, however often it is sent: data, constraints,
/// rights and statements that are wrong in themselves (classes of SQLSTATE).
fn for_good(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Database(error) => error.code().is_some_and(|code| {
            ["22", "23", "42", "P0"].iter().any(|class| code.starts_with(class))
        }),
        sqlx::Error::Decode(_) | sqlx::Error::ColumnDecode { .. } => true,
        _ => false,
    }
}

impl From<KeyError> for StoreError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Erased(_) => Self::Erased,
            KeyError::Malformed | KeyError::Foreign { .. } => Self::corrupt(error),
            KeyError::Database(error) => error.into(),
        }
    }
}

impl From<PersistenceError> for StoreError {
    fn from(error: PersistenceError) -> Self {
        match error {
            PersistenceError::OptimisticLockError => Self::Conflict { stream: String::new() },
            PersistenceError::ConnectionError(error) => Self::Unavailable(error.to_string()),
            PersistenceError::DeserializationError(error) => Self::corrupt(error),
            // Our own errors went through `cqrs-es` in this box.
            PersistenceError::UnknownError(error) => match error.downcast::<Self>() {
                Ok(own) => *own,
                Err(error) => Self::Unavailable(error.to_string()),
            },
        }
    }
}
