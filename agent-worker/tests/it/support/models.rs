//! Scripts, and models that wait, panic or fail.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use futures::stream::BoxStream;
use llm::testing::{Script, ScriptedModel};
use llm::{ChatEvent, ChatModel, ChatRequest, ChatResponse, EmbedKind, Embedder, ModelError};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

/// An answer in words.
pub(crate) fn text(text: &str) -> Script {
    Script::text(text)
}

/// A call of `notify_user`.
pub(crate) fn notify(args: Value) -> Script {
    Script::tool_call("n", "notify_user", args)
}

/// A call of `search_knowledge`.
pub(crate) fn search(query: &str) -> Script {
    Script::tool_call("s", "search_knowledge", json!({ "query": query }))
}

/// A model that tells when it is called, and answers when it is let.
#[derive(Debug, Clone)]
pub(crate) struct Gate {
    pub(crate) model: ScriptedModel,
    called: Arc<Semaphore>,
    open: Arc<Semaphore>,
}

impl Gate {
    pub(crate) fn new(scripts: impl IntoIterator<Item = Script>) -> Self {
        let closed = || Arc::new(Semaphore::new(0));
        Self { model: ScriptedModel::new(scripts), called: closed(), open: closed() }
    }

    /// Returns once it is called.
    pub(crate) async fn called(&self) {
        self.called.acquire().await.unwrap().forget();
    }

    /// Lets it answer this call and all later ones.
    pub(crate) fn open(&self) {
        self.open.add_permits(1000);
    }
}

#[async_trait]
impl ChatModel for Gate {
    fn name(&self) -> &str {
        self.model.name()
    }

    async fn stream(
        &self,
        request: &ChatRequest,
    ) -> Result<BoxStream<'static, Result<ChatEvent, ModelError>>, ModelError> {
        self.called.add_permits(1);
        self.open.acquire().await.unwrap().forget();
        self.model.stream(request).await
    }

    async fn generate(&self, request: &ChatRequest) -> Result<ChatResponse, ModelError> {
        self.model.generate(request).await
    }

    async fn count_tokens(&self, request: &ChatRequest) -> Result<u64, ModelError> {
        self.model.count_tokens(request).await
    }
}

/// A model whose first call panics.
#[derive(Debug)]
pub(crate) struct Panicking {
    pub(crate) model: ScriptedModel,
    pub(crate) panicked: AtomicBool,
}

#[async_trait]
impl ChatModel for Panicking {
    fn name(&self) -> &str {
        self.model.name()
    }

    async fn stream(
        &self,
        request: &ChatRequest,
    ) -> Result<BoxStream<'static, Result<ChatEvent, ModelError>>, ModelError> {
        assert!(self.panicked.swap(true, Ordering::SeqCst), "the first call panics");
        self.model.stream(request).await
    }

    async fn generate(&self, request: &ChatRequest) -> Result<ChatResponse, ModelError> {
        self.model.generate(request).await
    }

    async fn count_tokens(&self, request: &ChatRequest) -> Result<u64, ModelError> {
        self.model.count_tokens(request).await
    }
}

/// An embedder that refuses texts holding this word, as invalid; all when it is empty,
/// as an outage.
#[derive(Debug)]
pub(crate) struct FailingEmbedder(pub(crate) &'static str);

#[async_trait]
impl Embedder for FailingEmbedder {
    fn model(&self) -> &str {
        "words"
    }

    fn dimensions(&self) -> usize {
        2
    }

    async fn embed(&self, _: EmbedKind, texts: &[String]) -> Result<Vec<Vec<f32>>, ModelError> {
        if self.0.is_empty() {
            return Err(ModelError::Overloaded);
        }
        if texts.iter().any(|text| text.contains(self.0)) {
            return Err(ModelError::InvalidRequest { message: String::new() });
        }
        Ok(texts.iter().map(|_| vec![1.0, 0.0]).collect())
    }
}
