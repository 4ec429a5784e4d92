//! Moments as people and models name them ("tomorrow at 10am", "el viernes que viene",
//! `2026-11-24T10:00`), resolved in a time zone, and moments in words.

mod day;
mod describe;
mod part;
mod resolve;
mod rewrite;
#[cfg(test)]
mod tests;

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;

pub use describe::{describe, describe_day, describe_when};
pub use resolve::resolve;

use crate::phrase::{computable, instant};

/// The instant of a local time in a zone: one that the clocks jump over moves forward by
/// the jump, and of one that comes twice the first is taken; none far from our time.
pub fn instant_of(local: NaiveDateTime, zone: Tz) -> Option<DateTime<Utc>> {
    if !computable(local.and_utc()) {
        return None;
    }
    instant(zone, local).map(|at| at.with_timezone(&Utc))
}

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
