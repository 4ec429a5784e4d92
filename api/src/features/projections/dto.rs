//! What is told about projections, and about what was asked of them.

use chrono::{DateTime, Utc};
use eventing::{projections, requests};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

/// A read model, or several that are written together, and how far it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Projection {
    name: String,
    tables: Vec<String>,
    /// Which set of tables is the live one; a rebuild makes the next.
    generation: u32,
    /// Of the shape of the live tables.
    version: u32,
    /// The last event whose rows can be read.
    position: u64,
    /// The end of the log.
    head: u64,
    /// How many positions it is behind.
    lag: u64,
    state: ProjectionState,
    /// Whether a projector works on it.
    held: bool,
    /// When it moved last.
    #[schema(required)]
    updated_at: Option<DateTime<Utc>>,
    #[schema(required)]
    paused_at: Option<DateTime<Utc>>,
    /// Since when its tables are the live ones; null if they were never rebuilt.
    #[schema(required)]
    flipped_at: Option<DateTime<Utc>>,
    /// How many events are parked: of one's own business, or for operators all.
    parked: u64,
    /// The rebuild under way.
    #[schema(required)]
    rebuild: Option<ProjectionRebuild>,
    /// Whether the tables from before the last rebuild are still kept.
    retired: bool,
    /// What was asked of it last; for operators.
    #[schema(required)]
    request: Option<ProjectionRequest>,
}

/// Whether a projection moves.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ProjectionState {
    Running,
    /// Somebody stopped it.
    Paused,
    /// It is behind, and nobody has moved it for a while.
    Stalled,
}

/// A rebuild under way.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProjectionRebuild {
    generation: u32,
    version: u32,
    position: u64,
    /// How many parts are filled side by side; 0 when it catches up with the log's end.
    lanes: u32,
    started_at: DateTime<Utc>,
    /// Whether a projector works on it; else it was interrupted.
    held: bool,
}

/// All projections, by name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProjectionList {
    pub(super) items: Vec<Projection>,
}

/// Something that the projectors were asked to do.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ProjectionRequest {
    id: Uuid,
    projection: String,
    /// `rebuild`, `verify`, `retry` or `discard`.
    kind: String,
    /// `member:<id>`.
    requested_by: String,
    requested_at: DateTime<Utc>,
    #[schema(required)]
    started_at: Option<DateTime<Utc>>,
    #[schema(required)]
    ended_at: Option<DateTime<Utc>>,
    status: RequestStatus,
    /// Of a rebuild `{generation, position}`; of a verification `{position, rows, differences,
    /// samples: [{table, key, live, folded}]}`, without words of people; of a retry or a
    /// discarding `{applied, parked}`; of a failure `{error}`.
    #[schema(required)]
    outcome: Option<Value>,
}

/// How far a request is.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RequestStatus {
    Queued,
    Running,
    Done,
    Failed,
}

/// The latest requests, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProjectionRequestList {
    pub(super) items: Vec<ProjectionRequest>,
}

/// How to rebuild.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RebuildOptions {
    /// Begin anew, whatever an interrupted rebuild has done already.
    #[serde(default)]
    pub(super) from_scratch: bool,
}

impl Projection {
    pub(super) fn new(it: projections::Projection, request: Option<ProjectionRequest>) -> Self {
        let count = |n: i32| n.unsigned_abs();
        let place = |n: i64| n.unsigned_abs();
        let state = match (it.paused_at, it.stalled) {
            (Some(_), _) => ProjectionState::Paused,
            (None, true) => ProjectionState::Stalled,
            (None, false) => ProjectionState::Running,
        };
        let made = it.rebuild;
        let begun = made.rebuild_generation.zip(made.rebuild_started_at);
        let rebuild = begun.map(|(generation, started_at)| ProjectionRebuild {
            generation: count(generation),
            version: made.rebuild_version.map(count).unwrap_or_default(),
            position: made.rebuild_position.map(place).unwrap_or_default(),
            lanes: made.rebuild_lanes.map(count).unwrap_or_default(),
            started_at,
            held: made.rebuild_held.unwrap_or_default(),
        });
        Self {
            name: it.name,
            tables: it.tables,
            generation: count(it.generation),
            version: count(it.version),
            position: place(it.position),
            head: place(it.head),
            lag: place((it.head - it.position).max(0)),
            state,
            held: it.held,
            updated_at: it.updated_at,
            paused_at: it.paused_at,
            flipped_at: it.flipped_at,
            parked: place(it.parked),
            rebuild,
            retired: it.retired,
            request,
        }
    }
}

impl Projection {
    /// Whether that is its name.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name == name
    }
}

impl From<requests::Request> for ProjectionRequest {
    fn from(it: requests::Request) -> Self {
        let status = match (it.started_at, it.ended_at, it.failed) {
            (_, Some(_), true) => RequestStatus::Failed,
            (_, Some(_), false) => RequestStatus::Done,
            (Some(_), None, _) => RequestStatus::Running,
            (None, None, _) => RequestStatus::Queued,
        };
        Self {
            id: it.request_id,
            projection: it.projection,
            kind: it.kind,
            requested_by: it.requested_by,
            requested_at: it.requested_at,
            started_at: it.started_at,
            ended_at: it.ended_at,
            status,
            outcome: it.outcome,
        }
    }
}
