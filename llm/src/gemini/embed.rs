//! Gemini's embeddings, in batches.

use std::sync::Arc;

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::Inner;
use crate::{
    EmbedKind, Embedder, ModelError,
    capabilities::{EmbedTask, embed_task},
    space_parts,
    wire::embedding,
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

    fn for_space(&self, space: &str) -> Option<Arc<dyn Embedder>> {
        let (model, dimensions) = space_parts(space)?;
        Some(Arc::new(Self { inner: Arc::clone(&self.inner), model: model.to_owned(), dimensions }))
    }

    async fn embed(&self, kind: EmbedKind, texts: &[String]) -> Result<Vec<Vec<f32>>, ModelError> {
        let policy = embedding::policy(kind);
        let mut vectors = Vec::with_capacity(texts.len());
        for batch in texts.chunks(BATCH) {
            let body = self.body(kind, batch);
            let once = || self.once(&body, batch.len());
            vectors.extend(
                embedding::persist(&self.model, "batchEmbedContents", &policy, once).await?,
            );
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

    async fn once(&self, body: &Value, count: usize) -> Result<Vec<Vec<f32>>, ModelError> {
        let deadline = Instant::now() + self.inner.timeouts.embed;
        let http = &self.inner.http;
        let url = self.inner.url(&self.model, "batchEmbedContents")?;
        let answer = http.post_json(url, body, deadline).await?;
        let answer = Response::deserialize(answer)
            .map_err(|_| ModelError::malformed("embeddings of unknown shape"))?;
        let embeddings = answer.embeddings.unwrap_or_default();
        let values = embeddings.into_iter().map(|embedding| embedding.values.unwrap_or_default());
        embedding::vectors(values.collect(), count, self.dimensions)
    }
}
