//! Embeddings of OpenAI's protocol, in batches.

use std::sync::Arc;

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{Inner, dialect, errors};
use crate::{EmbedKind, Embedder, ModelError, wire::embedding};

/// Texts per request: small servers do not take many.
const BATCH: usize = 64;

/// An embedding model behind this protocol.
#[derive(Debug, Clone)]
pub struct OpenAiEmbedder {
    pub(super) inner: Arc<Inner>,
}

#[derive(Deserialize)]
struct Response {
    data: Option<Vec<Item>>,
}

#[derive(Deserialize)]
struct Item {
    index: Option<usize>,
    embedding: Vec<f32>,
}

#[async_trait]
impl Embedder for OpenAiEmbedder {
    fn model(&self) -> &str {
        &self.inner.embed_model
    }

    fn dimensions(&self) -> usize {
        self.inner.dims
    }

    async fn embed(&self, kind: EmbedKind, texts: &[String]) -> Result<Vec<Vec<f32>>, ModelError> {
        let policy = embedding::policy(kind);
        let mut vectors = Vec::with_capacity(texts.len());
        for batch in texts.chunks(BATCH) {
            let mut body =
                json!({"model": self.model(), "input": batch, "encoding_format": "float"});
            if dialect::shortens(self.model()) {
                body["dimensions"] = self.inner.dims.into();
            }
            let once = || self.once(&body, batch.len());
            vectors.extend(embedding::persist(self.model(), "embeddings", &policy, once).await?);
        }
        Ok(vectors)
    }
}

impl OpenAiEmbedder {
    async fn once(&self, body: &Value, count: usize) -> Result<Vec<Vec<f32>>, ModelError> {
        let deadline = Instant::now() + self.inner.timeouts.embed;
        let url = self.inner.url("embeddings")?;
        let answer = self.inner.http.post_json(url, body, deadline).await?;
        if let Some(error) = errors::in_stream(&answer) {
            return Err(error);
        }
        let answer = Response::deserialize(answer)
            .map_err(|_| ModelError::malformed("embeddings of unknown shape"))?;
        let mut items = answer.data.unwrap_or_default();
        // They name their places; a stable sort leaves those that do not in order.
        items.sort_by_key(|item| item.index.unwrap_or_default());
        let values = items.into_iter().map(|item| item.embedding).collect();
        embedding::vectors(values, count, self.inner.dims)
    }
}
