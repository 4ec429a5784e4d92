//! What is told about sealing.

use audit::{Head, Line, Proof, PublicKey};
use chrono::{DateTime, Utc};
use eventing::sealer::status::Status;
use eventing::sealer::verify::Newest;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::error::{ApiError, kinds};
use crate::page::list;

/// How far the log is, and how far it is sealed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SealStatus {
    /// The log's identity.
    log_id: Uuid,
    head: LogEnd,
    /// The newest block; null when there is none.
    #[schema(required)]
    sealed: Option<SealedUpTo>,
    window: SealWindow,
    /// What heads are verified with, 64 hex digits; null before the first.
    #[schema(required)]
    public_key: Option<String>,
}

/// Where the log ends.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LogEnd {
    /// Of its last event.
    position: u64,
}

/// The newest block.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SealedUpTo {
    /// Its last event.
    position: u64,
    block: u64,
    /// The Merkle root over all events up to there, 64 hex digits.
    root: String,
    sealed_at: DateTime<Utc>,
}

/// Events that no block covers yet: a change of one of them would not be seen.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SealWindow {
    events: u64,
    /// When the oldest of them was appended.
    #[schema(required)]
    oldest_at: Option<DateTime<Utc>>,
}

impl SealStatus {
    pub(super) fn new(status: Status, key: Option<PublicKey>) -> Self {
        Self {
            log_id: status.log_id,
            head: LogEnd { position: status.position },
            sealed: status.sealed.map(|head| SealedUpTo {
                position: head.size,
                block: head.block,
                root: head.root.to_string(),
                sealed_at: head.sealed_at,
            }),
            window: SealWindow { events: status.window, oldest_at: status.oldest_at },
            public_key: key.map(|key| key.to_string()),
        }
    }
}

/// The public key of heads.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LogKey {
    /// `Ed25519`.
    algorithm: &'static str,
    /// 64 hex digits; null before the first block.
    #[schema(required)]
    public_key: Option<String>,
    /// Former ones, by which older heads are signed.
    former: Vec<String>,
}

impl LogKey {
    pub(super) fn new(keys: &[PublicKey]) -> Self {
        let mut keys = keys.iter().map(PublicKey::to_string);
        let (public_key, former) = (keys.next(), keys.collect());
        Self { algorithm: "Ed25519", public_key, former }
    }
}

/// A signed head, as it is published.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LogHead {
    log_id: Uuid,
    /// The block, from 1.
    block: u64,
    /// The position of the block's last event: how many leaves the tree has.
    size: u64,
    /// The Merkle root, 64 hex digits.
    root: String,
    /// The hash of the head before.
    previous: String,
    sealed_at: DateTime<Utc>,
    /// The public key, 64 hex digits.
    key: String,
    /// The signature, 128 hex digits.
    signature: String,
}

impl From<Head> for LogHead {
    fn from(head: Head) -> Self {
        Self {
            log_id: head.log_id,
            block: head.block,
            size: head.size,
            root: head.root.to_string(),
            previous: head.previous.to_string(),
            sealed_at: head.sealed_at,
            key: head.key.to_string(),
            signature: head.signature.to_string(),
        }
    }
}

list! {
    /// A page of heads, the newest first.
    LogHeadList of LogHead
}

/// The proof that an event is in the log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LogProof {
    /// `inclusion`.
    proof: &'static str,
    event: LogLine,
    head: LogHead,
    /// The hashes beside the way from the event to the root (RFC 6962, 2.1.1).
    path: Vec<String>,
}

/// An event as exports write it: every column of its row.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LogLine {
    position: u64,
    event_id: Uuid,
    aggregate_type: String,
    /// `<tenant>/<id>`.
    aggregate_id: String,
    sequence: u64,
    event_type: String,
    event_version: String,
    command_id: Uuid,
    recorded_at: DateTime<Utc>,
    /// JSON, as stored.
    metadata: String,
    /// JSON, as stored; personal text in it is sealed.
    payload: String,
}

impl From<Line> for LogLine {
    fn from(line: Line) -> Self {
        Self {
            position: line.position,
            event_id: line.event_id,
            aggregate_type: line.aggregate_type,
            aggregate_id: line.aggregate_id,
            sequence: line.sequence,
            event_type: line.event_type,
            event_version: line.event_version,
            command_id: line.command_id,
            recorded_at: line.recorded_at,
            metadata: line.metadata,
            payload: line.payload,
        }
    }
}

impl TryFrom<Proof> for LogProof {
    type Error = ApiError;

    fn try_from(proof: Proof) -> Result<Self, ApiError> {
        let Proof::Inclusion { event, head, path } = proof else {
            return Err(ApiError::internal("a proof of an event is of another kind"));
        };
        let path = path.iter().map(ToString::to_string).collect();
        Ok(Self { proof: "inclusion", event: (*event).into(), head: head.into(), path })
    }
}

/// What was verified.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LogVerdict {
    /// The first position; 0 when nothing is sealed yet.
    from: u64,
    /// The last position; 0 when nothing is sealed yet.
    through: u64,
    /// Whether all of it is as it was sealed.
    ok: bool,
    /// The first thing that is not.
    #[schema(required)]
    problem: Option<LogProblem>,
}

/// What is wrong with the log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LogProblem {
    /// In which block.
    #[schema(required)]
    block: Option<u64>,
    /// The first wrong event, where it can be told.
    #[schema(required)]
    position: Option<u64>,
    /// For people.
    detail: String,
}

pub(super) fn verdict(newest: Option<Newest>) -> LogVerdict {
    let Some(Newest { from, through, problem, .. }) = newest else {
        return LogVerdict { from: 0, through: 0, ok: true, problem: None };
    };
    let ok = problem.is_none();
    let problem = problem.map(|problem| LogProblem {
        block: problem.block,
        position: problem.wrong.position(),
        detail: problem.to_string(),
    });
    LogVerdict { from, through, ok, problem }
}

/// No block covers the event.
pub(super) fn not_sealed() -> ApiError {
    let detail = "The event is not sealed yet; it is within ten seconds. Then ask again.";
    ApiError::because(kinds::NOT_SEALED, detail)
}
