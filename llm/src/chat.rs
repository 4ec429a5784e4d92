//! The neutral language of chat models: what is asked, what is answered, in which pieces.
//!
//! Requests and responses are recorded in events verbatim, so every name here is a wire
//! name: adding an optional field is fine, renaming one is not. What only the provider
//! understands (signatures, its own call ids) travels in `provider_state`, per part, and
//! goes back exactly as it came.

use async_trait::async_trait;
use futures::stream::BoxStream;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ModelError;

/// A model that continues a conversation.
#[async_trait]
pub trait ChatModel: Send + Sync {
    /// The model's name, as recorded with each attempt and looked up in the price list.
    fn name(&self) -> &str;

    /// Answers piece by piece.
    ///
    /// The stream ends with [`ChatEvent::Finished`] or with an error, and after an error
    /// with nothing. Text shown before an error is void: the whole call is repeated.
    async fn stream(
        &self,
        request: &ChatRequest,
    ) -> Result<BoxStream<'static, Result<ChatEvent, ModelError>>, ModelError>;

    /// Answers in one piece.
    async fn generate(&self, request: &ChatRequest) -> Result<ChatResponse, ModelError>;

    /// How many tokens the request has, as the provider counts them.
    async fn count_tokens(&self, request: &ChatRequest) -> Result<u64, ModelError>;
}

/// One call of a chat model.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ChatRequest {
    /// The standing instructions; nothing retrieved is ever in it.
    pub system: String,
    /// The conversation, oldest first, ending with a message of the user.
    pub messages: Vec<Message>,
    /// The tools that this call may use.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<ToolDeclaration>,
    /// Whether the model may, must or must not call tools.
    #[serde(default)]
    pub tool_mode: ToolMode,
    /// JSON Schema that the words of the answer are to fit, where the model can be held to
    /// one; a model that cannot refuses the request. What comes is checked all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_schema: Option<Value>,
    /// The most tokens to produce, thinking included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_output_tokens: Option<u32>,
    /// Sampling temperature; left out for models that do not take one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f32>,
    /// How long to think; each model gets the nearest that it offers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effort: Option<Effort>,
}

/// How much a model is to think before it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Effort {
    Minimal,
    Low,
    Medium,
    High,
}

/// A tool that the model may call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolDeclaration {
    /// A letter or underscore, then letters, digits, `_.:-`; at most 64 characters.
    pub name: String,
    /// What it does and when to call it.
    pub description: String,
    /// JSON Schema of the arguments, an object.
    pub parameters: Value,
}

/// Whether the model may call tools.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToolMode {
    /// The model decides.
    #[default]
    Auto,
    /// The model must call one.
    Any,
    /// The model must answer in words.
    None,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The person, and the results of tools.
    User,
    /// The model.
    Model,
}

/// One message of a conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Who speaks.
    pub role: Role,
    /// What they say, in order.
    pub parts: Vec<Part>,
}

impl Message {
    /// A user message of one text part per item.
    pub fn user<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self { role: Role::User, parts: texts.into_iter().map(Part::text).collect() }
    }

    /// A model message of plain text, as for earlier replies.
    pub fn model(text: impl Into<String>) -> Self {
        Self { role: Role::Model, parts: vec![Part::text(text)] }
    }

    /// The model's own words and calls, to be continued from.
    pub fn response(response: &ChatResponse) -> Self {
        Self { role: Role::Model, parts: response.parts.clone() }
    }

    /// As [`Self::response`], for a model other than the one that gave the response: what
    /// only that one understands (signatures, thoughts, its ids) is left out.
    pub fn foreign_response(response: &ChatResponse) -> Self {
        let plain = response.parts.iter().filter_map(|part| match part {
            Part::Text { text, .. } if text.is_empty() => None,
            Part::Text { text, .. } => Some(Part::text(text)),
            Part::ToolCall(call) => {
                Some(Part::ToolCall(ToolCall { provider_state: None, ..call.clone() }))
            }
            Part::ToolResult(_) | Part::Opaque { .. } => None,
        });
        Self { role: Role::Model, parts: plain.collect() }
    }

    /// The answers to all calls of the message before it, in the order of the calls.
    pub fn tool_results(results: impl IntoIterator<Item = ToolResult>) -> Self {
        Self { role: Role::User, parts: results.into_iter().map(Part::ToolResult).collect() }
    }
}

/// A piece of a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Part {
    /// Words.
    Text {
        /// The words; empty where only the signature matters.
        text: String,
        /// What the provider wants back with this part.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        provider_state: Option<Value>,
    },
    /// The model asks for a tool.
    ToolCall(ToolCall),
    /// What a tool answered.
    ToolResult(ToolResult),
    /// Something only the provider understands (a thought, say): kept, returned, never shown.
    Opaque {
        /// The part as received.
        provider_state: Value,
    },
}

impl Part {
    /// Plain text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into(), provider_state: None }
    }
}

/// A call of a tool, as the model wants it. Its arguments are untrusted input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolCall {
    /// The provider's id, or one minted here when it sent none; unique in the conversation.
    pub id: String,
    /// The tool's name, which may be one that was never declared.
    pub name: String,
    /// The arguments; an empty object when the model sent none.
    pub args: Value,
    /// What the provider wants back with this part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_state: Option<Value>,
}

/// The answer to a [`ToolCall`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolResult {
    /// The id of the call.
    pub id: String,
    /// The tool's name.
    pub name: String,
    /// `{"output": ...}` or `{"error": ...}`.
    pub response: Value,
}

/// A piece of an answer in the making.
#[derive(Debug, Clone, PartialEq)]
pub enum ChatEvent {
    /// More words.
    Text(String),
    /// The model is about to ask for this tool. A notice only: run calls from
    /// [`ChatResponse::tool_calls`] of the finished response, never from here.
    ToolCall(ToolCall),
    /// What the call has used so far; the last one counts, also when the call fails.
    Usage(Usage),
    /// The end, with everything assembled.
    Finished(ChatResponse),
}

/// A whole answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChatResponse {
    /// The parts as received; only unsigned neighbouring texts are joined.
    pub parts: Vec<Part>,
    /// Why the model stopped.
    pub finish: Finish,
    /// The provider's own word for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish_reason: Option<String>,
    /// What it used.
    #[serde(default)]
    pub usage: Usage,
    /// The model that really answered; providers reroute retired names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model_version: Option<String>,
    /// The provider's id of the response.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_id: Option<String>,
}

impl ChatResponse {
    /// The words of the answer, thoughts excluded.
    pub fn text(&self) -> String {
        let words = self.parts.iter().filter_map(|part| match part {
            Part::Text { text, .. } => Some(text.as_str()),
            _ => None,
        });
        words.collect()
    }

    /// The calls to run: none unless the model finished asking for tools.
    pub fn tool_calls(&self) -> impl Iterator<Item = &ToolCall> {
        let runnable = self.finish == Finish::ToolCalls;
        self.parts.iter().filter_map(move |part| match part {
            Part::ToolCall(call) if runnable => Some(call),
            _ => None,
        })
    }

    /// Whether it holds calls, to be run or not.
    pub fn has_calls(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::ToolCall(_)))
    }

    /// The error that this response amounts to, or the response itself when it is usable:
    /// finished by itself, by asking for tools, at the length limit, or for a reason not
    /// known here but with words. Every [`ChatModel`] passes its responses through this.
    pub fn checked(self) -> Result<Self, ModelError> {
        let reason = || ModelError::word(self.finish_reason.as_deref().unwrap_or_default());
        match self.finish {
            Finish::Incomplete => Err(ModelError::Incomplete),
            Finish::Malformed => Err(ModelError::Malformed { reason: reason() }),
            Finish::Filtered => Err(ModelError::Blocked { reason: reason() }),
            Finish::Stop if self.is_empty() => Err(ModelError::Empty),
            Finish::Other if self.is_empty() => Err(ModelError::Malformed { reason: reason() }),
            Finish::Stop | Finish::ToolCalls | Finish::Length | Finish::Other => Ok(self),
        }
    }

    /// Whether there are neither words nor calls.
    fn is_empty(&self) -> bool {
        !self.parts.iter().any(|part| match part {
            Part::Text { text, .. } => !text.is_empty(),
            Part::ToolCall(_) => true,
            Part::ToolResult(_) | Part::Opaque { .. } => false,
        })
    }
}

/// Why a model stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finish {
    /// It had said everything.
    Stop,
    /// It waits for the results of its calls.
    ToolCalls,
    /// The token limit; text may end anywhere and calls are not to be run.
    Length,
    /// Safety, recitation and the like.
    Filtered,
    /// It produced a call or a message that the provider could not read.
    Malformed,
    /// The answer was cut off.
    Incomplete,
    /// A reason not known here; see `finish_reason`.
    Other,
}

/// Tokens used by one call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Usage {
    /// Read, cached ones included.
    pub input: u64,
    /// Of the input, those read from the provider's cache.
    pub cached: u64,
    /// Written, thinking excluded.
    pub output: u64,
    /// Spent on thinking.
    pub reasoning: u64,
    /// All together.
    pub total: u64,
}
