//! Moments as people and models name them ("tomorrow at 10am", "el viernes que viene",
//! `2026-11-24T10:00`), resolved in a time zone, and moments in words.

mod day;
mod describe;
mod part;
mod resolve;
mod rewrite;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};

pub use describe::{describe, describe_day, describe_when};
pub use resolve::resolve;

/// What a phrase names: a moment or a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// A moment.
    At(DateTime<Utc>),
    /// From the first moment until just before the second.
    Range(DateTime<Utc>, DateTime<Utc>),
}

/// Why a phrase names no moment; the message says what would.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WhenError {
    /// It is not understood.
    #[error(
        "cannot tell when \"{0}\" is; give a local time such as 2026-11-24T10:00, or say it like \
         \"tomorrow at 10am\", \"Friday at 14:30\", \"this evening\" or \"in two hours\""
    )]
    Unclear(String),
    /// The date or time does not exist.
    #[error("\"{0}\" names a day or time that does not exist")]
    Impossible(String),
}
