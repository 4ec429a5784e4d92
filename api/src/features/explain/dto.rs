//! Shapes of explanations.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::kind::NodeKind;
use crate::features::audit::Stream;

/// How something came about.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Explanation {
    /// The id that was asked about.
    pub(super) about: Uuid,
    pub(super) correlation_id: Uuid,
    /// The event that it began with: `id` of a node.
    pub(super) root: Uuid,
    /// What happened, in order.
    pub(super) nodes: Vec<Node>,
    /// What led to what.
    pub(super) edges: Vec<Edge>,
    /// What came of it: things that were made or changed.
    pub(super) effects: Vec<EffectRef>,
    /// There is more to the story than is told here.
    pub(super) truncated: bool,
}

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Node {
    /// The event's id.
    pub(super) id: Uuid,
    pub(super) kind: NodeKind,
    /// Such as `ModelResponded`.
    pub(super) event: String,
    pub(super) position: u64,
    pub(super) stream: Stream,
    pub(super) at: DateTime<Utc>,
    /// `member:<id>`, `steward` or `system:<part>`.
    pub(super) actor: String,
    /// What was recorded; personal text is withheld.
    pub(super) data: Value,
}

/// One thing led to another.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Edge {
    /// `id` of a node.
    pub(super) from: Uuid,
    pub(super) to: Uuid,
    pub(super) why: Why,
}

/// How one thing led to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Why {
    /// It names that event as its cause.
    Caused,
    /// It names the thing that the event happened to, such as the turn.
    Follows,
    /// It is of the story that began with it.
    Began,
}

/// A thing that was made or changed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EffectRef {
    pub(super) stream: Stream,
    /// The first event of the story that happened to it.
    pub(super) event: String,
    pub(super) position: u64,
}
