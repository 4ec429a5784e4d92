//! What is told about parked events.

use chrono::{DateTime, Utc};
use eventing::dead_letter;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::features::audit::Stream;

/// An event that a projection could not apply, or that waits behind such a one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeadLetter {
    projection: String,
    /// Where the event is in the log.
    position: u64,
    tenant_id: Uuid,
    stream: Stream,
    /// Such as `TaskCreated`.
    event: String,
    /// Why it could not be applied, without a word of it.
    reason: String,
    /// How often it was tried.
    attempts: u32,
    parked_at: DateTime<Utc>,
    /// Whether it is the one that stopped its stream; the others wait behind it.
    first: bool,
    /// How many wait behind it.
    behind: u64,
}

/// Parked events, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeadLetterList {
    pub(super) items: Vec<DeadLetter>,
    /// Whether there are more than are told.
    pub(super) truncated: bool,
}

/// Which parked events.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeadLetterQuery {
    /// Of this projection alone.
    pub(super) projection: Option<String>,
}

/// A parked event.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Letter {
    pub(super) projection: String,
    pub(super) position: u64,
}

/// A parked event that is to be left out for good.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Discard {
    pub(super) projection: String,
    pub(super) position: u64,
    /// Why; it is kept with the event's position. No words of a person.
    #[schema(min_length = 1, max_length = 500)]
    pub(super) reason: String,
}

impl From<dead_letter::DeadLetter> for DeadLetter {
    fn from(letter: dead_letter::DeadLetter) -> Self {
        let id = letter.aggregate_id.rsplit('/').next().and_then(|id| Uuid::parse_str(id).ok());
        Self {
            projection: letter.consumer,
            position: letter.position.unsigned_abs(),
            tenant_id: letter.tenant_id,
            stream: Stream { kind: letter.aggregate_type, id: id.unwrap_or_default() },
            event: letter.event_type,
            reason: letter.reason,
            attempts: letter.attempts.unsigned_abs(),
            parked_at: letter.parked_at,
            first: letter.first,
            behind: letter.behind.unsigned_abs(),
        }
    }
}
