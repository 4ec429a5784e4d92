//! Scripted faults: each one is taken from a queue by the next request of its kind.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::wire::error::WireError;

/// One fault, applied to one request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fault {
    /// Serve this request normally (to script "the second one fails").
    None,
    /// 429 of a per-minute quota with `RetryInfo`.
    RateLimited {
        /// What `retryDelay` says, in seconds.
        retry_seconds: f64,
    },
    /// 429 of a per-day quota: retrying today is useless.
    DailyQuota,
    /// 500 `INTERNAL`.
    Internal,
    /// 503 `UNAVAILABLE`.
    Unavailable,
    /// 200, then after so many chunks a raw `{"error": ...}` that is not SSE.
    StreamError {
        /// Chunks sent before the error.
        after: usize,
    },
    /// 200, then after so many chunks the connection is cut.
    StreamCut {
        /// Chunks sent before the cut.
        after: usize,
    },
    /// 200 with an empty candidate that ends in `MALFORMED_FUNCTION_CALL`.
    MalformedCall,
    /// 200 with an empty candidate that ends in `STOP`.
    EmptyStop,
    /// 200 with `promptFeedback.blockReason` and no candidate.
    Blocked,
    /// 200 with the answer broken off by `MAX_TOKENS`.
    MaxTokens,
    /// The normal answer, with a pause before each chunk.
    Slow {
        /// The pause, in milliseconds.
        ms: u64,
    },
    /// No answer at all until the client gives up.
    Hang,
}

impl Fault {
    /// The error this fault answers with before any chunk, if it is of that kind.
    #[must_use]
    pub fn error(&self, model: &str) -> Option<WireError> {
        match self {
            Self::RateLimited { retry_seconds } => {
                let quota = "GenerateRequestsPerMinutePerProjectPerModel-FreeTier";
                let error = quota_error(model, quota, "10", Some(*retry_seconds));
                Some(error)
            }
            Self::DailyQuota => {
                let quota = "GenerateRequestsPerDayPerProjectPerModel-FreeTier";
                Some(quota_error(model, quota, "250", None))
            }
            Self::Internal => Some(WireError::internal()),
            Self::Unavailable => Some(WireError::unavailable()),
            _ => None,
        }
    }
}

fn quota_error(model: &str, quota_id: &str, limit: &str, retry: Option<f64>) -> WireError {
    let metric = "generativelanguage.googleapis.com/generate_content_free_tier_requests";
    let mut message = format!(
        "You exceeded your current quota, please check your plan and billing details.\n\
         * Quota exceeded for metric: {metric}, limit: {limit}, model: {model}"
    );
    let mut details = vec![
        json!({"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [{
            "quotaMetric": metric, "quotaId": quota_id, "quotaValue": limit,
            "quotaDimensions": {"location": "global", "model": model}}]}),
        json!({"@type": "type.googleapis.com/google.rpc.Help", "links": [{
            "description": "Learn more about Gemini API quotas",
            "url": "https://ai.google.dev/gemini-api/docs/rate-limits"}]}),
    ];
    if let Some(seconds) = retry {
        message.push_str(&format!("\nPlease retry in {seconds}s."));
        details.push(json!({"@type": "type.googleapis.com/google.rpc.RetryInfo",
            "retryDelay": format!("{seconds}s")}));
    }
    WireError::new(429, message).with_details(details)
}

/// The queues of faults of one server: a handle, cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    queues: Arc<Mutex<Queues>>,
}

#[derive(Debug, Default)]
struct Queues {
    chat: VecDeque<Fault>,
    embedding: VecDeque<Fault>,
}

impl Faults {
    /// Queues faults for the next chat requests, one each.
    pub fn push_chat(&self, faults: impl IntoIterator<Item = Fault>) {
        self.with(|queues| queues.chat.extend(faults));
    }

    /// Queues faults for the next embedding requests, one each.
    pub fn push_embedding(&self, faults: impl IntoIterator<Item = Fault>) {
        self.with(|queues| queues.embedding.extend(faults));
    }

    /// Forgets all queued faults.
    pub fn clear(&self) {
        self.with(|queues| *queues = Queues::default());
    }

    /// How many faults are still queued: (chat, embedding).
    #[must_use]
    pub fn pending(&self) -> (usize, usize) {
        self.with(|queues| (queues.chat.len(), queues.embedding.len())).unwrap_or_default()
    }

    pub(crate) fn next_chat(&self) -> Option<Fault> {
        self.with(|queues| queues.chat.pop_front()).flatten()
    }

    pub(crate) fn next_embedding(&self) -> Option<Fault> {
        self.with(|queues| queues.embedding.pop_front()).flatten()
    }

    fn with<T>(&self, act: impl FnOnce(&mut Queues) -> T) -> Option<T> {
        self.queues.lock().ok().map(|mut queues| act(&mut queues))
    }
}
