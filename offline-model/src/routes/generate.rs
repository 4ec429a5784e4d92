//! `generateContent`, `streamGenerateContent` and `countTokens`.

use std::time::Duration;

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::{
    CHAT_MODEL, Fault, State,
    planner::{self, Plan},
    sse::{self, Tail},
    wire::{
        error::{Framing, WireError},
        request::{self, GenerateRequest},
        response::{Responder, merged, prompt_tokens},
    },
};

pub(super) async fn generate(
    state: &State,
    body: &Value,
    framing: Framing,
) -> Result<Response, WireError> {
    state.count_chat(body);
    let fault = state.config.faults.next_chat().unwrap_or(Fault::None);
    if let Some(error) = fault.error(CHAT_MODEL) {
        return Err(error);
    }
    if fault == Fault::Hang {
        // The client's own timeout ends this: dropping the request drops this future.
        std::future::pending::<()>().await;
    }
    let request = request::parse(body)?;
    let responder = Responder::new(prompt_tokens(&request));
    let limit = request.generation_config.as_ref().and_then(|config| config.max_output_tokens);
    let mut chunks = match fault {
        Fault::MalformedCall => responder.empty("MALFORMED_FUNCTION_CALL"),
        Fault::EmptyStop => responder.empty("STOP"),
        Fault::Blocked => responder.blocked(),
        _ => {
            let plan = plan(state, &request).await?;
            let limit = if fault == Fault::MaxTokens { Some(4) } else { limit };
            responder.chunks(plan, limit)
        }
    };
    let tail = match fault {
        Fault::StreamError { after } => {
            chunks.truncate(after);
            Some(Tail::Text(format!("{}\n", WireError::unavailable().pretty())))
        }
        Fault::StreamCut { after } => {
            chunks.truncate(after);
            Some(Tail::Cut)
        }
        _ => None,
    };
    let delay = match fault {
        Fault::Slow { ms } => Duration::from_millis(ms),
        _ => state.config.chunk_delay,
    };
    match (framing, tail) {
        (Framing::Single, Some(_)) => Err(WireError::unavailable()),
        (Framing::Single, None) => {
            if matches!(fault, Fault::Slow { .. }) {
                tokio::time::sleep(delay * u32::try_from(chunks.len()).unwrap_or(1)).await;
            }
            Ok(Json(merged(chunks)).into_response())
        }
        (_, tail) => {
            let kind = match framing {
                Framing::Sse => sse::EVENTS,
                _ => "application/json; charset=UTF-8",
            };
            let pieces = sse::framed(&chunks, framing, tail.is_none());
            Ok(sse::body(pieces, kind, delay, tail))
        }
    }
}

/// What is answered: as scripted, or as the planner decides.
pub(super) async fn plan(state: &State, request: &GenerateRequest) -> Result<Plan, WireError> {
    if let Some(plan) = state.config.scripts.plan(request) {
        return Ok(plan);
    }
    planner::plan(request, &state.embedder).await.map_err(|error| {
        tracing::error!(%error, "the planner failed");
        WireError::internal()
    })
}

/// Takes `contents`, or a whole `generateContentRequest`.
pub(super) fn count_tokens(body: &Value) -> Result<Response, WireError> {
    let nested = body.get("generateContentRequest").or(body.get("generate_content_request"));
    let total = prompt_tokens(&request::parse(nested.unwrap_or(body))?);
    let details = json!([{"modality": "TEXT", "tokenCount": total}]);
    Ok(Json(json!({"totalTokens": total, "promptTokensDetails": details})).into_response())
}
