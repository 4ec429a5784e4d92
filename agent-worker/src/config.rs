//! What an agent worker needs.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use eventing::{Database, EventStore, Signals};
use llm::{Breakers, Embedder, Models, RetryPolicy};
use uuid::Uuid;

use crate::Clock;

/// Settings and connections of one worker.
#[derive(Clone)]
pub struct Config {
    /// A pool of [`eventing::DbRole::Worker`].
    pub database: Database,
    /// The store on that pool.
    pub store: EventStore,
    /// Wake-ups.
    pub signals: Signals,
    /// Redis, for hints and running answers; the worker works without, slower.
    pub redis: Option<redis::Client>,
    /// The log's identity.
    pub log_id: Uuid,
    /// The models that answer.
    pub models: Models,
    /// Which of them are down, as this process has seen.
    pub breakers: Arc<Breakers>,
    /// The model that embeds.
    pub embedder: Arc<dyn Embedder>,
    /// When to try a failed call again.
    pub retry: RetryPolicy,
    /// How long a conversation is held without a sign of life.
    pub lease: Duration,
    /// Conversations worked on at once.
    pub concurrency: usize,
    /// The longest a turn may take, from its first step in this process.
    pub turn_deadline: Duration,
    /// What time it is for the people who ask.
    pub clock: Clock,
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config").field("models", &self.models).finish_non_exhaustive()
    }
}

impl Config {
    /// How often the sweep looks for work that no hint announced.
    pub(crate) const SWEEP: Duration = Duration::from_secs(1);
    /// The pause before something is looked at again that has just been looked at.
    pub(crate) const BREATH: Duration = Duration::from_millis(50);
    /// Model calls in one turn; the last one must answer in words.
    pub(crate) const MAX_STEPS: u32 = 6;
    /// Tool calls in one response; more are the output of a model that has lost its way.
    pub(crate) const MAX_CALLS: usize = 8;
    /// Actions in one turn.
    pub(crate) const MAX_ACTIONS: usize = 5;
    /// Holders of a conversation that may vanish over one turn before it is given up.
    pub(crate) const MAX_CRASHES: u32 = 5;
    /// Tokens of one turn, all its calls together; then it must end in words. After twice
    /// as many it fails.
    pub(crate) const MAX_TOKENS: u64 = 200_000;
    /// Tokens of one answer, thinking included.
    pub(crate) const MAX_OUTPUT_TOKENS: u32 = 4096;
    /// How long a question waits for its vector; without one the search is lexical.
    pub(crate) const EMBED_WAIT: Duration = Duration::from_secs(5);

    /// Whether a response at `step` must be words.
    pub(crate) fn is_last(step: u32) -> bool {
        step + 1 >= Self::MAX_STEPS
    }
}
