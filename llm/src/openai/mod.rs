//! Servers that speak OpenAI's chat and embeddings protocol: Ollama, vLLM, llama.cpp's
//! server, LM Studio, OpenAI itself, and many more.
//!
//! `request` and `response` translate, `errors` tells failures apart, `dialect` knows what
//! models of one name take. What servers do differently is met where it is read, each with
//! a test.

mod config;
mod dialect;
mod embed;
mod errors;
#[cfg(test)]
mod fuzz;
mod request;
mod response;

use std::sync::Arc;

use async_trait::async_trait;
use futures::stream::BoxStream;
use reqwest::{Url, header::AUTHORIZATION};
use secrecy::ExposeSecret;
use tokio::time::{Instant, timeout};

pub use config::OpenAiConfig;
pub use embed::OpenAiEmbedder;

use self::response::Assembler;
use crate::{
    ChatEvent, ChatModel, ChatRequest, ChatResponse, ModelError, Provider, Timeouts,
    wire::{
        http::{self, Http},
        stream::{self, Assemble as _},
        telemetry::Call,
    },
};

/// What calls of this protocol's chat are called in metrics.
const CHAT: &str = "chat.completions";

/// A connection pool to a server, from which models are taken. Cheap to clone.
#[derive(Debug, Clone)]
pub struct OpenAi {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    http: Http,
    base: Url,
    timeouts: Timeouts,
    chat_model: String,
    embed_model: String,
    dims: usize,
}

impl OpenAi {
    /// Prepares to call; connects to nothing yet.
    pub fn new(config: &OpenAiConfig) -> Result<Self, ModelError> {
        let base = http::base_url(&config.base_url)?;
        let key = config.api_key.as_ref().map(|key| key.expose_secret().trim());
        let key = key.filter(|key| !key.is_empty());
        let key = key.map(|key| http::secret_value(&format!("Bearer {key}"))).transpose()?;
        let key = key.map(|value| (AUTHORIZATION, value));
        let inner = Inner {
            http: Http::new(&base, key, &config.timeouts, errors::from_response)?,
            base,
            timeouts: config.timeouts,
            chat_model: config.chat_model.clone(),
            embed_model: config.embed_model.clone(),
            dims: config.dims,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The configured chat model.
    pub fn chat(&self) -> OpenAiChat {
        self.chat_as(&self.inner.chat_model)
    }

    /// Another chat model of the same server, to fall back on, say.
    pub fn chat_as(&self, model: &str) -> OpenAiChat {
        OpenAiChat { inner: Arc::clone(&self.inner), model: model.to_owned() }
    }

    /// The configured embedding model.
    pub fn embedder(&self) -> OpenAiEmbedder {
        OpenAiEmbedder { inner: Arc::clone(&self.inner) }
    }
}

impl Provider for OpenAi {
    fn chat(&self, model: &str) -> Option<Arc<dyn ChatModel>> {
        Some(Arc::new(self.chat_as(model)))
    }
}

impl Inner {
    /// A route of the server. A base without a path gets the usual `/v1`; one with a path
    /// (`/api/v1`, `/v1beta/openai`) is taken as it is.
    fn url(&self, route: &str) -> Result<Url, ModelError> {
        let base = self.base.as_str().trim_end_matches('/');
        let version = if self.base.path().trim_matches('/').is_empty() { "/v1" } else { "" };
        Url::parse(&format!("{base}{version}/{route}"))
            .map_err(|_| ModelError::invalid("the base URL cannot be extended"))
    }
}

/// A chat model behind this protocol. Each call is one request: nothing is retried here.
#[derive(Debug, Clone)]
pub struct OpenAiChat {
    inner: Arc<Inner>,
    model: String,
}

#[async_trait]
impl ChatModel for OpenAiChat {
    fn name(&self) -> &str {
        &self.model
    }

    async fn stream(
        &self,
        request: &ChatRequest,
    ) -> Result<BoxStream<'static, Result<ChatEvent, ModelError>>, ModelError> {
        let body = request::build(request, &self.model, true)?;
        let url = self.inner.url("chat/completions")?;
        let call = Call::begin(&self.model, CHAT);
        let Timeouts { idle, total, .. } = self.inner.timeouts;
        let deadline = Instant::now() + total;
        let post = self.inner.http.post(url, &body, deadline);
        // The headers arrive with the first piece.
        match timeout(idle, post).await.unwrap_or(Err(ModelError::Timeout)) {
            Ok(response) => {
                let bytes = response.bytes_stream();
                Ok(stream::events::<Assembler, _, _>(bytes, idle, deadline, call))
            }
            Err(error) => call.result(Err(error)),
        }
    }

    async fn generate(&self, request: &ChatRequest) -> Result<ChatResponse, ModelError> {
        let body = request::build(request, &self.model, false)?;
        let url = self.inner.url("chat/completions")?;
        let mut call = Call::begin(&self.model, CHAT);
        let deadline = Instant::now() + self.inner.timeouts.total;
        let result = async {
            let answer = self.inner.http.post_json(url, &body, deadline).await?;
            // An error under status 200, as some gateways send it.
            if let Some(error) = Assembler::error(&answer) {
                return Err(error);
            }
            let mut assembler = Assembler::default();
            let mut events = Vec::new();
            let taken = assembler.take(&answer, &mut events);
            events.into_iter().for_each(|event| call.note(&Ok(event)));
            taken.and_then(|()| assembler.finish())
        };
        let result = result.await;
        call.result(result)
    }

    /// The protocol has no way to ask: an estimate at four bytes to a token.
    async fn count_tokens(&self, request: &ChatRequest) -> Result<u64, ModelError> {
        let body = request::build(request, &self.model, false)?;
        Ok(u64::try_from(body.to_string().len().div_ceil(4)).unwrap_or(u64::MAX))
    }
}
