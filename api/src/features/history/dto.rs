//! Shapes of time travel.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Which part of the business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Of {
    Roster,
    Tasks,
    Facts,
    Documents,
    Conversations,
    Settings,
}

/// Of what, and as of when.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct HistoryQuery {
    #[param(inline)]
    pub(super) of: Of,
    /// A position of the log, or an instant such as `2026-11-26T14:00:00Z`; now unless given.
    pub(super) at: Option<String>,
}

/// Of what, and between which moments.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CompareQuery {
    #[param(inline)]
    pub(super) of: Of,
    /// A position of the log, or an instant such as `2026-11-26T14:00:00Z`.
    pub(super) from: String,
    /// The same; now unless given.
    pub(super) to: Option<String>,
}

/// The last of the business's events that counts.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Moment {
    /// 0 when there was none yet.
    pub(super) position: u64,
    #[schema(required)]
    pub(super) recorded_at: Option<DateTime<Utc>>,
}

/// Something as it was.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct HistoryItem {
    pub(super) id: Uuid,
    /// What was known of it. Words that are not the reader's to see are
    /// `{"withheld": true, "about": [...]}`, those that nobody can read any more
    /// `{"erased": true, "about": [...]}`.
    pub(super) fields: BTreeMap<String, Value>,
}

/// A part of the business as it was.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct History {
    pub(super) at: Moment,
    /// By id.
    pub(super) items: Vec<HistoryItem>,
}

/// A field that is different.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct FieldChange {
    pub(super) name: String,
    /// Null where there was none.
    #[schema(required)]
    pub(super) from: Option<Value>,
    #[schema(required)]
    pub(super) to: Option<Value>,
}

/// Something that is different.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct ItemChange {
    pub(super) id: Uuid,
    pub(super) fields: Vec<FieldChange>,
}

/// What is different between two moments.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Comparison {
    pub(super) from: Moment,
    pub(super) to: Moment,
    pub(super) added: Vec<HistoryItem>,
    pub(super) removed: Vec<HistoryItem>,
    pub(super) changed: Vec<ItemChange>,
}
