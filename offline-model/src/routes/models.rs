//! `GET models` and `GET models/{model}`.

use axum::{Json, extract::Path, response::IntoResponse};
use serde_json::{Value, json};

use crate::{CHAT_MODEL, EMBEDDING_MODEL, wire::error::WireError};

fn models() -> [Value; 2] {
    let model = |name: &str, title: &str, about: &str, input: u32, output: u32, methods: Value| {
        json!({"name": format!("models/{name}"), "version": "1", "displayName": title,
               "description": about, "inputTokenLimit": input, "outputTokenLimit": output,
               "supportedGenerationMethods": methods})
    };
    [
        model(
            CHAT_MODEL,
            "Offline steward",
            "A deterministic planner that answers from the request itself.",
            1_048_576,
            8192,
            json!(["generateContent", "countTokens"]),
        ),
        model(
            EMBEDDING_MODEL,
            "all-MiniLM-L6-v2",
            "Sentence embeddings of 384 dimensions.",
            256,
            1,
            json!(["embedContent"]),
        ),
    ]
}

pub(super) async fn list() -> impl IntoResponse {
    Json(json!({ "models": models() }))
}

pub(super) async fn get(Path(name): Path<String>) -> Result<Json<Value>, WireError> {
    let path = format!("models/{name}");
    let found = models().into_iter().find(|model| model["name"] == path);
    found.map(Json).ok_or_else(|| WireError::no_model(&name, "GetModel"))
}
