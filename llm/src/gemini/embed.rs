//! Gemini's embeddings, in batches.

use std::sync::Arc;

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::{Inner, telemetry::Call};
use crate::{
    EmbedKind, Embedder, ModelError, RetryPolicy,
    capabilities::{EmbedTask, embed_task},
    normalise,
};

/// Texts per request. The service documents no limit; others keep to this one.
const BATCH: usize = 100;

/// An embedding model behind Gemini's API.
#[derive(Debug, Clone)]
pub struct GeminiEmbedder {
    pub(super) inner: Arc<Inner>,
    pub(super) model: String,
    pub(super) dimensions: usize,
}

#[derive(Deserialize)]
struct Response {
    embeddings: Option<Vec<Embedding>>,
}

#[derive(Deserialize)]
struct Embedding {
    values: Option<Vec<f32>>,
}

#[async_trait]
impl Embedder for GeminiEmbedder {
    fn model(&self) -> &str {
        &self.model
    }

    fn dimensions(&self) -> usize {
        self.dimensions
    }

    async fn embed(&self, kind: EmbedKind, texts: &[String]) -> Result<Vec<Vec<f32>>, ModelError> {
        let policy = match kind {
            EmbedKind::Query => RetryPolicy::impatient(),
            EmbedKind::Document => RetryPolicy::default(),
        };
        let mut vectors = Vec::with_capacity(texts.len());
        for batch in texts.chunks(BATCH) {
            let body = self.body(kind, batch);
            vectors.extend(self.persist(&policy, &body, batch.len()).await?);
        }
        Ok(vectors)
    }
}

impl GeminiEmbedder {
    fn body(&self, kind: EmbedKind, texts: &[String]) -> Value {
        let name = format!("models/{}", self.model);
        let task = embed_task(&self.model);
        let request = |text: &String| {
            let text = match (task, kind) {
                (EmbedTask::Prefix, EmbedKind::Query) => {
                    &format!("task: search result | query: {text}")
                }
                (EmbedTask::Prefix, EmbedKind::Document) => &format!("title: none | text: {text}"),
                (EmbedTask::Field | EmbedTask::Plain, _) => text,
            };
            let mut request = json!({"model": name, "content": {"parts": [{"text": text}]}});
            if task == EmbedTask::Field {
                request["taskType"] = match kind {
                    EmbedKind::Query => "RETRIEVAL_QUERY".into(),
                    EmbedKind::Document => "RETRIEVAL_DOCUMENT".into(),
                };
            }
            if task != EmbedTask::Plain {
                request["outputDimensionality"] = self.dimensions.into();
            }
            request
        };
        json!({ "requests": texts.iter().map(request).collect::<Vec<_>>() })
    }

    /// Sends one batch until it succeeds or the policy gives up.
    async fn persist(
        &self,
        policy: &RetryPolicy,
        body: &Value,
        count: usize,
    ) -> Result<Vec<Vec<f32>>, ModelError> {
        let mut attempt = 1;
        loop {
            let call = Call::begin(&self.model, "batchEmbedContents");
            let error = match call.result(self.once(body, count).await) {
                Ok(vectors) => return Ok(vectors),
                Err(error) => error,
            };
            let Some(delay) = policy.next_delay(attempt, &error, rand::random()) else {
                return Err(error);
            };
            tracing::debug!(model = self.model, attempt, error = error.kind(), "embedding again");
            sleep(delay).await;
            attempt += 1;
        }
    }

    async fn once(&self, body: &Value, count: usize) -> Result<Vec<Vec<f32>>, ModelError> {
        let deadline = Instant::now() + self.inner.timeouts.embed;
        let http = &self.inner.http;
        let answer = http.post_json(&self.model, "batchEmbedContents", body, deadline).await?;
        let answer = Response::deserialize(answer)
            .map_err(|_| ModelError::malformed("embeddings of unknown shape"))?;
        let embeddings = answer.embeddings.unwrap_or_default();
        if embeddings.len() != count {
            return Err(ModelError::malformed("not one embedding per text"));
        }
        embeddings.into_iter().map(|embedding| self.vector(embedding)).collect()
    }

    fn vector(&self, embedding: Embedding) -> Result<Vec<f32>, ModelError> {
        let values = embedding.values.unwrap_or_default();
        if values.len() != self.dimensions {
            let (got, expected) = (values.len(), self.dimensions);
            return Err(ModelError::malformed(format!(
                "an embedding of {got} dimensions instead of {expected}"
            )));
        }
        normalise(values).ok_or_else(|| ModelError::malformed("an embedding without direction"))
    }
}
