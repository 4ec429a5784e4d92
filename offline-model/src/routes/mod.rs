//! The routes. A path `models/{model}:{method}` is one segment, so one handler splits it.

mod control;
mod embeddings;
mod generate;
mod models;
mod openai;

use std::time::Instant;

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, Query, Request, State as Shared},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::Value;

use crate::{
    CHAT_MODEL, EMBEDDING_MODEL, State,
    wire::error::{Framing, WireError},
};

/// The largest request; the real service takes 20 MB.
const MAX_BODY: usize = 20 * 1024 * 1024;

pub(crate) fn router(state: State) -> Router {
    let gemini = Router::new()
        .route("/v1beta/models", get(models::list))
        .route("/v1beta/models/{target}", get(models::get).post(dispatch))
        .layer(middleware::from_fn(require_key));
    let openai = Router::new()
        .route("/v1/models", get(openai::models))
        .route("/v1/chat/completions", post(openai::chat))
        .route("/v1/embeddings", post(openai::embed));
    let control = Router::new()
        .route("/_faults", post(control::faults))
        .route("/_scripts", post(control::scripts))
        .route("/_requests", get(control::requests))
        .layer(middleware::from_fn(control::loopback_only));
    Router::new()
        .merge(gemini)
        .merge(openai)
        .merge(control)
        .fallback(|| async { WireError::new(404, "Requested entity was not found.") })
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(state)
}

/// Any key will do, but there must be one: a client that forgets it should learn so here.
async fn require_key(request: Request, next: Next) -> Response {
    let header = request.headers().get("x-goog-api-key").is_some_and(|key| !key.is_empty());
    let query = request.uri().query().unwrap_or_default();
    let parameter = query.split('&').any(|pair| pair.starts_with("key=") && pair.len() > 4);
    if header || parameter { next.run(request).await } else { WireError::no_key().into_response() }
}

#[derive(serde::Deserialize)]
struct Alt {
    #[serde(default)]
    alt: String,
}

async fn dispatch(
    Shared(state): Shared<State>,
    Path(target): Path<String>,
    Query(Alt { alt }): Query<Alt>,
    body: Bytes,
) -> Response {
    let started = Instant::now();
    let (model, method) = target.rsplit_once(':').unwrap_or((&target, ""));
    let framing = match (method, alt.as_str()) {
        ("streamGenerateContent", "sse") => Framing::Sse,
        ("streamGenerateContent", _) => Framing::Array,
        _ => Framing::Single,
    };
    let result = answer(&state, model, method, framing, &body).await;
    let response = result.unwrap_or_else(|error| error.framed(framing));
    let (status, duration_ms) = (response.status().as_u16(), started.elapsed().as_millis());
    tracing::info!(route = method, model, status, duration_ms, "answered {method}");
    response
}

async fn answer(
    state: &State,
    model: &str,
    method: &str,
    framing: Framing,
    body: &Bytes,
) -> Result<Response, WireError> {
    let expected = match method {
        "generateContent" | "streamGenerateContent" | "countTokens" => CHAT_MODEL,
        "embedContent" | "batchEmbedContents" => EMBEDDING_MODEL,
        _ => return Err(WireError::new(404, "Requested entity was not found.")),
    };
    if model != expected {
        return Err(WireError::no_model(model, method));
    }
    let body: Value = serde_json::from_slice(body)
        .map_err(|error| WireError::invalid(format!("Invalid JSON payload received. {error}")))?;
    match method {
        "countTokens" => generate::count_tokens(&body),
        "embedContent" => embeddings::single(state, &body).await,
        "batchEmbedContents" => embeddings::batch(state, &body).await,
        _ => generate::generate(state, &body, framing).await,
    }
}
