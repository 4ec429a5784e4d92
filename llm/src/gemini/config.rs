//! How to reach Gemini, or a local server that speaks as it does.

use secrecy::SecretString;

use crate::Timeouts;

/// Where Google serves the API.
pub const GOOGLE: &str = "https://generativelanguage.googleapis.com";

/// How to reach the service and which models to use.
#[derive(Debug, Clone)]
pub struct GeminiConfig {
    /// The server's origin, without `/v1beta`; `http` is for servers of one's own.
    pub base_url: String,
    /// Sent in the header `x-goog-api-key` and nowhere else. Any form is accepted.
    pub api_key: SecretString,
    /// The chat model.
    pub chat_model: String,
    /// The embedding model.
    pub embed_model: String,
    /// The length of its vectors.
    pub dims: usize,
    /// How long to wait for what.
    pub timeouts: Timeouts,
}

impl GeminiConfig {
    /// Google's service with its usual models and vectors of 768.
    pub fn google(api_key: SecretString) -> Self {
        Self {
            base_url: GOOGLE.to_owned(),
            api_key,
            chat_model: "gemini-3.8-flash".to_owned(),
            embed_model: "gemini-embedding-001".to_owned(),
            dims: 768,
            timeouts: Timeouts::default(),
        }
    }
}
