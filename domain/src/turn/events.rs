//! Events of a turn.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::aggregate::domain_events;
use crate::{
    ActionId, ChunkId, ConversationId, DocumentId, FactId, MemberId, MessageId, Personal, ShiftId,
    Trust, TurnId,
};

domain_events! {
    /// What can happen in a turn.
    pub enum TurnEvent {
        TurnStarted = "1",
        ContextRetrieved = "1",
        ModelResponded = "1",
        ModelAttemptFailed = "1",
        ToolAnswered = "1",
        TurnCompleted = "1",
        TurnFailed = "1",
        TurnCancelled = "1",
    }
}

/// The steward took up a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnStarted {
    /// The turn, [`TurnId::of`] its message and try.
    pub turn_id: TurnId,
    /// The conversation.
    pub conversation_id: ConversationId,
    /// The message to answer.
    pub message_id: MessageId,
    /// Who wrote it.
    pub member_id: MemberId,
    /// 1 for the first try; a retry raises it.
    pub attempt: u32,
}

/// What the steward read before it thought.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ContextRetrieved {
    /// Passages found, best first, as numbered in the prompt from 1.
    pub passages: Vec<PassageRef>,
    /// Shifts shown.
    pub shifts: Vec<ShiftId>,
    /// Facts about the member that were recalled.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<FactId>,
    /// Earlier messages of the conversation that were sent along.
    pub history: Vec<MessageId>,
    /// Which template of the prompt was used.
    pub prompt_version: String,
    /// The context block, kept because a resumed turn must send the same one.
    pub block: Personal<String>,
    /// Whether any of it came from an untrusted source.
    pub tainted: bool,
}

/// A passage that was put before the model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PassageRef {
    /// Its number in the prompt, which citations use.
    pub n: u32,
    /// The passage.
    pub chunk_id: ChunkId,
    /// Its document.
    pub document_id: DocumentId,
    /// The version that was read.
    pub document_version: u32,
    /// The fused score it was ranked by, 0 to 1.
    #[serde(deserialize_with = "crate::finite::number")]
    pub score: f32,
    /// The lexical half, 0 to 1.
    #[serde(deserialize_with = "crate::finite::number")]
    pub lexical: f32,
    /// The semantic half, 0 to 1; absent when it was not embedded yet.
    #[serde(default, deserialize_with = "crate::finite::optional")]
    pub semantic: Option<f32>,
    /// Whether its source is trusted.
    pub trust: Trust,
}

/// The model answered one call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelResponded {
    /// The step of the loop, from 0.
    pub step: u32,
    /// The attempt at this step that succeeded, from 1.
    pub attempt: u32,
    /// The model that was asked.
    pub model: String,
    /// The model that answered, as it named itself.
    pub model_version: String,
    /// SHA-256 of the request's body in hex.
    pub prompt_sha256: String,
    /// The response exactly as received, signatures included.
    pub response: Personal<Value>,
    /// How it ended: the provider-neutral word.
    pub finish: String,
    /// How many tool calls it holds.
    pub calls: u32,
    /// Tokens.
    pub usage: Usage,
    /// Cost in millionths of a US dollar.
    pub cost_micro_usd: u64,
    /// From request to last byte.
    pub latency_ms: u64,
}

/// Tokens of one model call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Sent, cached ones included.
    pub input: u64,
    /// Of those, read from a cache.
    pub cached: u64,
    /// Received.
    pub output: u64,
    /// Spent on thinking.
    pub reasoning: u64,
}

/// A model call failed; what happens next follows from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelAttemptFailed {
    /// The step of the loop, from 0.
    pub step: u32,
    /// The attempt at this step, from 1.
    pub attempt: u32,
    /// The model that was asked.
    pub model: String,
    /// A stable kebab-case kind, such as `rate-limited`.
    pub kind: String,
    /// When it will be tried again; absent when it will not.
    pub retry_in_ms: Option<u64>,
    /// From request to failure.
    pub latency_ms: u64,
    /// The model that is asked next, where that is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_model: Option<String>,
    /// Tokens that the failed call used, as far as it told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// What they cost, in millionths of a US dollar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_micro_usd: Option<u64>,
}

/// A tool call of the last response was answered by code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolAnswered {
    /// The step whose response asked for it.
    pub step: u32,
    /// The call's index in that response, from 0.
    pub call: u32,
    /// The tool's name, as the model wrote it.
    pub tool: String,
    /// What the model is told.
    pub answer: Personal<Value>,
    /// Passages it put before the model, numbered on from the context's.
    pub passages: Vec<PassageRef>,
    /// The action it led to.
    pub action_id: Option<ActionId>,
    /// Whether any of it came from an untrusted source.
    pub tainted: bool,
}

/// The turn ended with a reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnCompleted {
    /// The reply, in the conversation's stream.
    pub reply: MessageId,
}

/// The turn ended without a reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnFailed {
    /// A stable kebab-case reason, such as `model-unavailable`.
    pub reason: String,
}

/// The member did not want an answer any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnCancelled {
    /// Who stopped it.
    pub cancelled_by: MemberId,
}
