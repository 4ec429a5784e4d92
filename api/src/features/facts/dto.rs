//! Shapes of facts.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::queries::FactRow;
use crate::page::list;

/// Something that the steward knows about me.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Fact {
    id: Uuid,
    /// Null once erased.
    #[schema(required)]
    text: Option<String>,
    /// What it is about, such as `shoe size`: there is one fact about each topic.
    #[schema(required)]
    topic: Option<String>,
    source: FactSource,
    /// Since when it holds.
    valid_from: DateTime<Utc>,
    learned_at: DateTime<Utc>,
    /// From 1; in quotation marks it is the `ETag`.
    version: u32,
}

/// Where a fact was learned.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FactSource {
    kind: FactSourceKind,
    /// My own sentence, if I said it to the steward.
    #[schema(required)]
    sentence: Option<String>,
    #[schema(required)]
    conversation_id: Option<Uuid>,
    #[schema(required)]
    message_id: Option<Uuid>,
}

/// How a fact was learned.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FactSourceKind {
    /// I said it to the steward.
    Said,
    /// I typed it into the list.
    Typed,
}

list! {
    /// A page of facts, the newest first.
    FactList of Fact
}

/// A fact, as I put it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FactText {
    #[schema(max_length = 500)]
    pub(super) text: String,
    /// Without it, what the text itself names: `My shoe size is 43` is about `shoe size`.
    #[schema(max_length = 80)]
    pub(super) topic: Option<String>,
    /// Since when it holds: without this, since now, or as before when a fact that says the
    /// same is changed.
    pub(super) valid_from: Option<DateTime<Utc>>,
}

/// What became of a fact.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct FactWritten {
    fact_id: Uuid,
    pub(super) version: u32,
    pub(super) outcome: FactOutcome,
    position: u64,
}

/// What remembering came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FactOutcome {
    /// It is a new fact.
    Remembered,
    /// It changed what was known.
    Revised,
    /// It was known already.
    Known,
}

impl From<FactRow> for Fact {
    fn from(row: FactRow) -> Self {
        Self {
            id: row.fact_id,
            text: row.text.clone(),
            topic: row.topic.clone(),
            valid_from: row.valid_from,
            learned_at: row.learned_at,
            version: row.version.unsigned_abs(),
            source: row.into(),
        }
    }
}

impl From<FactRow> for FactSource {
    fn from(row: FactRow) -> Self {
        let said = row.source == "said";
        Self {
            kind: if said { FactSourceKind::Said } else { FactSourceKind::Typed },
            sentence: row.sentence,
            conversation_id: row.conversation_id,
            message_id: row.message_id,
        }
    }
}
