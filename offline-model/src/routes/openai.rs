//! `chat/completions`, `embeddings` and `models` of OpenAI's protocol. No key is asked for,
//! as with other servers of one's own.

use std::time::{Duration, Instant};

use axum::{
    Json,
    body::Bytes,
    extract::State as Shared,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{embeddings, generate};
use crate::{
    CHAT_MODEL, EMBEDDING_MODEL, Fault, State,
    sse::{self, Tail},
    wire::{
        openai::{self, Completion},
        openai_error::OpenAiError,
        request::null,
        response::prompt_tokens,
    },
};

pub(super) async fn chat(Shared(state): Shared<State>, body: Bytes) -> Response {
    let started = Instant::now();
    let response = complete(&state, &body).await.unwrap_or_else(IntoResponse::into_response);
    let (status, duration_ms) = (response.status().as_u16(), started.elapsed().as_millis());
    tracing::info!(route = "chat/completions", status, duration_ms, "answered chat/completions");
    response
}

async fn complete(state: &State, body: &Bytes) -> Result<Response, OpenAiError> {
    let body = json(body)?;
    state.count_chat(&body);
    let fault = state.config.faults.next_chat().unwrap_or(Fault::None);
    if let Some(error) = OpenAiError::of(&fault) {
        return Err(error);
    }
    if fault == Fault::Hang {
        // The client's own timeout ends this: dropping the request drops this future.
        std::future::pending::<()>().await;
    }
    let request = openai::parse(&body)?;
    if request.model != CHAT_MODEL {
        return Err(OpenAiError::no_model(&request.model));
    }
    let planned = request.planned()?;
    let prompt = prompt_tokens(&planned);
    let limit = planned.generation_config.as_ref().and_then(|config| config.max_output_tokens);
    let answer = match fault {
        Fault::MalformedCall => Completion::unreadable(prompt),
        Fault::EmptyStop => Completion::empty(prompt, "stop"),
        Fault::Blocked => Completion::empty(prompt, "content_filter"),
        Fault::MaxTokens => Completion::of(generate::plan(state, &planned).await?, prompt, Some(4)),
        _ => Completion::of(generate::plan(state, &planned).await?, prompt, limit),
    };
    Ok(if request.stream {
        streamed(state, &answer, request.include_usage(), &fault)
    } else if matches!(fault, Fault::StreamError { .. } | Fault::StreamCut { .. }) {
        return Err(OpenAiError::unavailable());
    } else {
        Json(answer.whole()).into_response()
    })
}

fn streamed(state: &State, answer: &Completion, include_usage: bool, fault: &Fault) -> Response {
    let event = |data: &dyn std::fmt::Display| format!("data: {data}\n\n");
    let mut pieces: Vec<String> =
        answer.pieces(include_usage).iter().map(|piece| event(piece)).collect();
    pieces.push(event(&"[DONE]"));
    let tail = match *fault {
        Fault::StreamError { after } => {
            pieces.truncate(after);
            Some(Tail::Text(event(&OpenAiError::unavailable().body())))
        }
        Fault::StreamCut { after } => {
            pieces.truncate(after);
            Some(Tail::Cut)
        }
        _ => None,
    };
    let delay = match *fault {
        Fault::Slow { ms } => Duration::from_millis(ms),
        _ => state.config.chunk_delay,
    };
    sse::body(pieces, sse::EVENTS, delay, tail)
}

#[derive(Deserialize)]
struct EmbedRequest {
    model: String,
    input: Input,
    #[serde(default, deserialize_with = "null")]
    dimensions: Option<usize>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Input {
    One(String),
    Many(Vec<String>),
}

pub(super) async fn embed(
    Shared(state): Shared<State>,
    body: Bytes,
) -> Result<Json<Value>, OpenAiError> {
    let request = EmbedRequest::deserialize(json(&body)?)
        .map_err(|error| OpenAiError::invalid(error.to_string()))?;
    if request.model != EMBEDDING_MODEL {
        return Err(OpenAiError::no_model(&request.model));
    }
    let texts = match request.input {
        Input::One(text) => vec![text],
        Input::Many(texts) => texts,
    };
    let texts = texts.into_iter().map(|text| (text, request.dimensions)).collect();
    let vectors = embeddings::embed(&state, texts).await?;
    let item =
        |(index, vector)| json!({"object": "embedding", "index": index, "embedding": vector});
    let data: Vec<Value> = vectors.into_iter().enumerate().map(item).collect();
    Ok(Json(json!({"object": "list", "model": EMBEDDING_MODEL, "data": data})))
}

pub(super) async fn models() -> Json<Value> {
    let model =
        |id: &str| json!({"id": id, "object": "model", "created": 0, "owned_by": "steward"});
    Json(json!({"object": "list", "data": [model(CHAT_MODEL), model(EMBEDDING_MODEL)]}))
}

fn json(body: &Bytes) -> Result<Value, OpenAiError> {
    serde_json::from_slice(body).map_err(|error| OpenAiError::invalid(error.to_string()))
}
