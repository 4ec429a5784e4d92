//! Clients for test servers.

use std::time::Duration;

use futures::StreamExt;
use llm::{ChatEvent, ChatModel, ChatRequest, Gemini, GeminiConfig, Message, ModelError, Timeouts};
use serde_json::{Value, json};

pub(crate) const KEY: &str = "AQ.test-key";

/// A client of the server at this address.
pub(crate) fn gemini(base_url: &str) -> Gemini {
    configured(base_url, |_| {})
}

/// As [`gemini`], with changes.
pub(crate) fn configured(base_url: &str, change: impl FnOnce(&mut GeminiConfig)) -> Gemini {
    let mut config = GeminiConfig {
        base_url: base_url.to_owned(),
        dims: 3,
        timeouts: Timeouts { idle: Duration::from_secs(20), ..Timeouts::default() },
        ..GeminiConfig::google(KEY.into())
    };
    change(&mut config);
    Gemini::new(&config).unwrap()
}

pub(crate) fn ask(text: &str) -> ChatRequest {
    ChatRequest { messages: vec![Message::user([text])], ..ChatRequest::default() }
}

/// Everything that a stream gives, or the error before it.
pub(crate) async fn stream(
    model: &impl ChatModel,
    request: &ChatRequest,
) -> Result<Vec<Result<ChatEvent, ModelError>>, ModelError> {
    Ok(model.stream(request).await?.collect().await)
}

/// A piece of an answer.
pub(crate) fn piece(parts: Value, finish_reason: Option<&str>) -> Value {
    json!({
        "candidates": [{"content": {"role": "model", "parts": parts}, "finishReason": finish_reason,
            "index": 0}],
        "usageMetadata": {"promptTokenCount": 10, "candidatesTokenCount": 5, "totalTokenCount": 15},
        "modelVersion": "gemini-3.8-flash-001",
        "responseId": "resp-1",
    })
}

/// Pieces as Google frames them.
pub(crate) fn sse(pieces: &[Value]) -> String {
    pieces.iter().map(|piece| format!("data: {piece}\r\n\r\n")).collect()
}
