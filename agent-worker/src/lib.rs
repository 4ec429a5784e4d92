//! The agent worker: it takes up messages, thinks, acts and replies.
//!
//! - `worker/`: where work comes from (hints, a sweep), and who holds a conversation
//! - `pending`: which turn of a conversation is due, told from the log
//! - `turn/`: one turn as a loop over its record: what is recorded decides what is next
//! - `tools/`: what the model may ask for; acting tools are the kinds of the crate `actions`
//! - `release/`: which sentences of the model's prose people get to see
//! - `deltas`: the running answer, for tabs that watch
//! - `without_ai/`: answers from read models, for when no model can be had
//! - `embedding`: vectors for new passages, in the background
//! - [`timers`]: reminders, notices held back, notices passed on

mod clock;
mod config;
mod deltas;
mod embedding;
mod pending;
mod release;
pub mod timers;
mod tools;
mod turn;
mod without_ai;
mod worker;

pub use clock::Clock;
pub use config::Config;
use domain::ErrorClass;
use eventing::StoreError;
pub use release::released_without_receipts;
pub use worker::{run, run_until_idle};

/// What can end a piece of work early.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The event store refused or did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// What is recorded does not fit together, or can no longer be read.
    #[error("the record of turn {turn} cannot be continued: {reason}")]
    Record {
        /// Which turn.
        turn: domain::TurnId,
        /// What is wrong.
        reason: String,
    },
    /// Something must be known first that is not projected yet.
    #[error("not possible yet: {0}")]
    NotYet(&'static str),
}

impl Error {
    /// Whether somebody else was first: look again at what is recorded.
    pub(crate) fn is_overtaken(&self) -> bool {
        matches!(
            self,
            Self::Store(
                StoreError::Conflict { .. }
                    | StoreError::Rejected { class: ErrorClass::Conflict, .. }
            )
        )
    }

    /// Why a turn must end over this error, when trying again leads to the same.
    pub(crate) fn is_final(&self) -> Option<&'static str> {
        match self {
            Self::Record { .. } => Some("record-unreadable"),
            Self::Store(StoreError::Erased) => Some("erased"),
            Self::Store(StoreError::Unstorable { .. }) => Some("unstorable"),
            Self::Store(StoreError::Rejected { class, .. }) if *class != ErrorClass::Conflict => {
                Some("refused")
            }
            _ => None,
        }
    }
}
