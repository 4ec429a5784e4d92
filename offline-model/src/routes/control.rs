//! Not part of the protocol: scripting faults and answers, and counting requests, from loopback only.

use std::net::SocketAddr;

use axum::{
    Json,
    extract::{ConnectInfo, Request, State as Shared},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{Fault, State, planner::Plan, wire::error::WireError};

/// Without a peer address the router is called in process, which is as local as can be.
pub(super) async fn loopback_only(request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    if peer.is_none_or(|ConnectInfo(address)| address.ip().is_loopback()) {
        next.run(request).await
    } else {
        WireError::new(403, "Only loopback may do this.").into_response()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Script {
    #[serde(default)]
    clear: bool,
    #[serde(default)]
    chat: Vec<Fault>,
    #[serde(default)]
    embedding: Vec<Fault>,
}

// `Json` insists on its content type, so a web page cannot post here without a preflight.
pub(super) async fn faults(
    Shared(state): Shared<State>,
    Json(script): Json<Script>,
) -> Json<Value> {
    let faults = &state.config.faults;
    if script.clear {
        faults.clear();
    }
    faults.push_chat(script.chat);
    faults.push_embedding(script.embedding);
    let (chat, embedding) = faults.pending();
    Json(json!({"pending": {"chat": chat, "embedding": embedding}}))
}

/// What is done, step by step, when somebody says just this.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Play {
    message: String,
    steps: Vec<Plan>,
}

pub(super) async fn scripts(Shared(state): Shared<State>, Json(play): Json<Play>) -> Json<Value> {
    state.config.scripts.play(&play.message, play.steps);
    Json(json!({}))
}

pub(super) async fn requests(Shared(state): Shared<State>) -> Json<Value> {
    Json(json!({"chat": state.chat_requests(), "embedding": state.embedding_requests(),
                "recorded": state.recorded()}))
}
