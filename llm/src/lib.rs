//! Clients of language models and embedders.
//!
//! Callers speak the neutral language of [`ChatModel`] and [`Embedder`]; providers stand
//! behind those traits. A chat call is tried once: whoever calls records each attempt and
//! asks [`RetryPolicy`] and [`Breaker`] whether to try again. Nothing here is written to a
//! database, and neither keys nor prompts are logged.

pub mod capabilities;
pub mod gemini;
pub mod openai;
pub mod prices;
pub mod testing;

mod breaker;
mod chat;
mod embed;
mod error;
mod models;
mod retry;
mod wire;

pub use breaker::{Breaker, Breakers};
pub use chat::{
    ChatEvent, ChatModel, ChatRequest, ChatResponse, Effort, Finish, Message, Part, Role, ToolCall,
    ToolDeclaration, ToolMode, ToolResult, Usage,
};
pub use embed::{EmbedKind, Embedder, embed_question, embedder_for, normalise, space_parts};
pub use error::ModelError;
pub use gemini::{Gemini, GeminiConfig};
pub use models::{Models, Provider};
pub use openai::{OpenAi, OpenAiConfig};
pub use retry::RetryPolicy;
pub use wire::Timeouts;
