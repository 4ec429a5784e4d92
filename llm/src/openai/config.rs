//! How to reach a server that speaks OpenAI's protocol.

use secrecy::SecretString;

use crate::Timeouts;

/// How to reach a server and which of its models to use.
#[derive(Debug, Clone)]
pub struct OpenAiConfig {
    /// The server's address, with its path or without (`http://localhost:11434`,
    /// `https://api.openai.com/v1`); `http` is for servers of one's own.
    pub base_url: String,
    /// Sent as `Authorization: Bearer` and nowhere else; servers of one's own want none.
    pub api_key: Option<SecretString>,
    /// The chat model.
    pub chat_model: String,
    /// The embedding model.
    pub embed_model: String,
    /// The length of its vectors.
    pub dims: usize,
    /// How long to wait for what.
    pub timeouts: Timeouts,
}
