//! Shapes of a turn's explanation.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::failure::FailureKind;
use super::phase::Phase;
use crate::features::Person;
use crate::features::conversations::TurnStatus;
use crate::features::facts::FactSource;

/// One reaction of the steward to one message, as the log tells it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Turn {
    pub(super) id: Uuid,
    pub(super) conversation_id: Uuid,
    pub(super) message_id: Uuid,
    /// 1 for the first; a retry raises it.
    #[serde(rename = "try")]
    pub(super) attempt: u32,
    pub(super) status: TurnStatus,
    /// What it is at, for whoever waits; absent once it has ended, unless another model
    /// than the first one answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) phase: Option<Phase>,
    #[schema(required)]
    pub(super) started_at: Option<DateTime<Utc>>,
    #[schema(required)]
    pub(super) ended_at: Option<DateTime<Utc>>,
    /// Why it failed: mostly what its last call of a model failed of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<FailureKind>, nullable = false)]
    pub(super) failure: Option<String>,
    /// What it read; null until then.
    #[schema(required)]
    pub(super) context: Option<TurnContext>,
    /// Calls of the model, failed ones included.
    pub(super) attempts: Vec<TurnAttempt>,
    /// Calls of tools.
    pub(super) tools: Vec<TurnTool>,
    /// Every event.
    pub(super) steps: Vec<TurnStep>,
}

/// What the steward read before it thought.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TurnContext {
    pub(super) chunks: Vec<ContextChunk>,
    pub(super) shifts: Vec<ContextShift>,
    /// What it remembered of the member, the most relevant first.
    pub(super) facts: Vec<ContextFact>,
    /// Which template of the prompt was used.
    #[schema(required)]
    pub(super) prompt_version: Option<String>,
    /// Whether any of it came from an untrusted source.
    pub(super) tainted: bool,
}

/// A passage that was put before the model.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ContextChunk {
    /// Its number, which citations use.
    pub(super) n: u32,
    pub(super) chunk_id: Uuid,
    pub(super) document_id: Uuid,
    pub(super) document_version: u32,
    pub(super) title: String,
    pub(super) text: String,
    /// What it was ranked by, 0 to 1.
    pub(super) score: f64,
    /// The lexical half of it.
    pub(super) lexical: f64,
    /// The semantic half of it; null when the passage was not embedded yet.
    #[schema(required)]
    pub(super) semantic: Option<f64>,
    pub(super) trusted: bool,
}

/// A shift that was put before the model.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ContextShift {
    pub(super) shift_id: Uuid,
    pub(super) member: Person,
    pub(super) role: String,
    pub(super) starts_at: DateTime<Utc>,
    pub(super) ends_at: DateTime<Utc>,
}

/// Something remembered of the member that was put before the model, as it is now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ContextFact {
    pub(super) fact_id: Uuid,
    pub(super) state: FactState,
    /// Null once forgotten or erased.
    #[schema(required)]
    pub(super) text: Option<String>,
    /// Null once forgotten.
    #[schema(required)]
    pub(super) source: Option<FactSource>,
}

/// What became of a fact after the model was shown it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FactState {
    /// It is what the model was shown.
    Unchanged,
    /// It says something else by now.
    Revised,
    /// The member had it forgotten.
    Forgotten,
}

/// One call of the model.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TurnAttempt {
    pub(super) step: u32,
    pub(super) attempt: u32,
    pub(super) model: String,
    /// `responded` or `failed`.
    pub(super) outcome: String,
    #[schema(required)]
    pub(super) latency_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) usage: Option<TurnUsage>,
    /// Cost in millionths of a US dollar.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cost_micro_usd: Option<u64>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<FailureKind>, nullable = false)]
    pub(super) error: Option<String>,
    /// After a failure: the wait before the next attempt; absent when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) retry_in_ms: Option<u64>,
    /// After a failure: the model that is asked next, where that is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next_model: Option<String>,
}

/// Tokens of one call.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TurnUsage {
    pub(super) input_tokens: u64,
    pub(super) cached_tokens: u64,
    pub(super) output_tokens: u64,
    pub(super) reasoning_tokens: u64,
}

/// One call of a tool.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TurnTool {
    pub(super) step: u32,
    pub(super) name: String,
    /// As the model wrote them; null once erased.
    pub(super) arguments: Value,
    /// What the model was told; null once erased.
    pub(super) output: Value,
    #[schema(required)]
    pub(super) action_id: Option<Uuid>,
}

/// One event of the turn.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TurnStep {
    pub(super) sequence: u64,
    /// Such as `ContextRetrieved`.
    pub(super) event: String,
    pub(super) occurred_at: DateTime<Utc>,
    /// Its fields; what was erased is null.
    pub(super) data: Value,
}

/// A turn was stopped, or another one has begun.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct TurnAccepted {
    turn_id: Uuid,
    position: u64,
}
