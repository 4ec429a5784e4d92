//! The agent worker: it takes up messages, thinks, acts and replies.
//!
//! - [`worker`]: where work comes from (hints, a sweep), and who holds a conversation
//! - `pending`: which turn of a conversation is due, told from the log
//! - `turn`: one turn as a loop over its record: what is recorded decides what is next
//! - `tools`: what the model may ask for; `policy`: whether it may happen
//! - `release`: which sentences of the model's prose people get to see
//! - `deltas`: the running answer, for tabs that watch
//! - `approved`: actions that a member agreed to
//! - `embedding`: vectors for new passages, in the background

mod approved;
mod business;
mod config;
mod deltas;
mod embedding;
mod pending;
mod policy;
mod release;
mod tools;
mod turn;
pub mod worker;

pub use config::Config;
pub use worker::run;

/// What can end a piece of work early.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The event store refused or did not answer.
    #[error(transparent)]
    Store(#[from] eventing::StoreError),
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// What is recorded does not fit together.
    #[error("the record of turn {turn} cannot be continued: {reason}")]
    Record {
        /// Which turn.
        turn: domain::TurnId,
        /// What is wrong.
        reason: String,
    },
}
