//! A local server that speaks Gemini's wire protocol (`v1beta`), for running without a key,
//! and beside it OpenAI's (`v1`).
//!
//! Same routes, JSON, errors and framing as the real service, so that its client cannot
//! tell the difference. Behind the wire sit two things:
//! - [`planner`]: a small deterministic assistant over what the request itself contains;
//! - [`embed`]: a real sentence-embedding model, run in process.
//!
//! Invariants: the planner knows no tenant, person or document (a test greps its source);
//! it calls only tools that the request declares; it never follows text found in passages.

pub mod config;
pub mod embed;
pub mod faults;
pub mod planner;
mod routes;
pub mod scripts;
mod sse;
pub mod wire;

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::Router;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

pub use config::Config;
pub use embed::{DIMENSIONS, Embedder};
pub use faults::{Fault, Faults};
pub use scripts::Scripts;

/// The name of the chat model, as it appears in paths and in `modelVersion`.
pub const CHAT_MODEL: &str = "offline-steward";
/// The name of the embedding model.
pub const EMBEDDING_MODEL: &str = "all-MiniLM-L6-v2";

/// Why the server could not start or stopped.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The embedding model could not be loaded or run.
    #[error(transparent)]
    Embedding(#[from] embed::EmbedError),
    /// The listener failed.
    #[error("the offline model's listener failed: {0}")]
    Listener(#[from] std::io::Error),
    /// A background task was lost.
    #[error("a task of the offline model was lost: {0}")]
    Task(#[from] tokio::task::JoinError),
}

/// What the routes share. Cheap to clone.
#[derive(Clone, Debug)]
pub struct State {
    pub(crate) embedder: Embedder,
    pub(crate) config: Arc<Config>,
    pub(crate) stats: Arc<Stats>,
}

#[derive(Debug, Default)]
pub(crate) struct Stats {
    chat: AtomicU64,
    embedding: AtomicU64,
    recorded: Mutex<Vec<serde_json::Value>>,
}

/// How many bodies `Config::record` keeps; the oldest go first.
const RECORDED: usize = 100;

impl State {
    /// Loads the embedding model; blocking, about a quarter of a second.
    pub fn load(config: Config) -> Result<Self, Error> {
        let embedder = Embedder::load(&config.model_dir, config.embedding_workers)?;
        Ok(Self::with_embedder(config, embedder))
    }

    /// A state around a model that is already loaded (tests share one).
    #[must_use]
    pub fn with_embedder(config: Config, embedder: Embedder) -> Self {
        Self { embedder, config: Arc::new(config), stats: Arc::default() }
    }

    /// How many chat requests (faulted ones included) were received.
    #[must_use]
    pub fn chat_requests(&self) -> u64 {
        self.stats.chat.load(Ordering::Relaxed)
    }

    /// How many embedding requests (a batch is one) were received.
    #[must_use]
    pub fn embedding_requests(&self) -> u64 {
        self.stats.embedding.load(Ordering::Relaxed)
    }

    /// The last chat request bodies; empty unless `Config::record` is set.
    #[must_use]
    pub fn recorded(&self) -> Vec<serde_json::Value> {
        self.stats.recorded.lock().map(|bodies| bodies.clone()).unwrap_or_default()
    }

    pub(crate) fn count_embedding(&self) {
        self.stats.embedding.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_chat(&self, body: &serde_json::Value) {
        self.stats.chat.fetch_add(1, Ordering::Relaxed);
        if self.config.record
            && let Ok(mut bodies) = self.stats.recorded.lock()
        {
            if bodies.len() == RECORDED {
                bodies.remove(0);
            }
            bodies.push(body.clone());
        }
    }
}

/// All routes over the given state.
pub fn router(state: State) -> Router {
    routes::router(state)
}

/// Serves until `shutdown` is cancelled. Requests in flight are dropped after a short grace.
pub async fn run(
    listener: TcpListener,
    config: Config,
    shutdown: CancellationToken,
) -> Result<(), Error> {
    let state = tokio::task::spawn_blocking(move || State::load(config)).await??;
    serve(listener, state, shutdown).await
}

/// Like [`run`], over a state the caller keeps a clone of (to read its counters).
pub async fn serve(
    listener: TcpListener,
    state: State,
    shutdown: CancellationToken,
) -> Result<(), Error> {
    tracing::info!(address = %listener.local_addr()?, "offline model is listening");
    let service = router(state).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service)
        .with_graceful_shutdown(shutdown.clone().cancelled_owned())
        .into_future();
    let grace = async {
        shutdown.cancelled().await;
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    };
    tokio::select! {
        result = served => result?,
        () = grace => {}
    }
    Ok(())
}
