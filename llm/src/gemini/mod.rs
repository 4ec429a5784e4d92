//! Gemini's REST API (`v1beta`), as Google serves it and as the offline model imitates it.
//!
//! `request` and `response` translate, `errors` tells failures apart.

mod config;
mod embed;
mod errors;
#[cfg(test)]
mod fuzz;
mod request;
mod response;
mod schema;
mod state;

use std::sync::Arc;

use async_trait::async_trait;
use futures::stream::BoxStream;
use reqwest::{Url, header::HeaderName};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tokio::time::{Instant, timeout};

pub use config::{GOOGLE, GeminiConfig};
pub use embed::GeminiEmbedder;

use self::response::Assembler;
use crate::{
    ChatEvent, ChatModel, ChatRequest, ChatResponse, ModelError, Timeouts,
    capabilities::capabilities,
    wire::{
        http::{self, Http},
        stream::{self, Assemble as _},
        telemetry::Call,
    },
};

/// A connection pool to the service, from which models are taken. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Gemini {
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

impl Gemini {
    /// Prepares to call; connects to nothing yet.
    pub fn new(config: &GeminiConfig) -> Result<Self, ModelError> {
        let base = http::base_url(&config.base_url)?;
        let key = http::secret_value(config.api_key.expose_secret().trim())?;
        let key = Some((HeaderName::from_static("x-goog-api-key"), key));
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
    pub fn chat(&self) -> GeminiChat {
        self.chat_as(&self.inner.chat_model)
    }

    /// Another chat model of the same service, to fall back on, say.
    pub fn chat_as(&self, model: &str) -> GeminiChat {
        GeminiChat { inner: Arc::clone(&self.inner), model: bare_name(model) }
    }

    /// The configured embedding model.
    pub fn embedder(&self) -> GeminiEmbedder {
        GeminiEmbedder {
            inner: Arc::clone(&self.inner),
            model: bare_name(&self.inner.embed_model),
            dimensions: self.inner.dims,
        }
    }
}

impl Inner {
    /// `{base}/v1beta/models/{model}:{method}`; the method may bring a query.
    fn url(&self, model: &str, method: &str) -> Result<Url, ModelError> {
        let harmless = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        if model.is_empty() || !model.chars().all(harmless) {
            return Err(ModelError::NotFound);
        }
        let base = self.base.as_str().trim_end_matches('/').trim_end_matches("/v1beta");
        Url::parse(&format!("{base}/v1beta/models/{model}:{method}"))
            .map_err(|_| ModelError::invalid("the base URL cannot be extended"))
    }
}

fn bare_name(model: &str) -> String {
    model.strip_prefix("models/").unwrap_or(model).to_owned()
}

/// A chat model behind Gemini's API. Each call is one request: nothing is retried here.
#[derive(Debug, Clone)]
pub struct GeminiChat {
    inner: Arc<Inner>,
    model: String,
}

impl GeminiChat {
    fn body(&self, request: &ChatRequest) -> Result<Value, ModelError> {
        request::build(request, capabilities(&self.model))
    }

    async fn post(&self, method: &str, body: &Value) -> Result<Value, ModelError> {
        let deadline = Instant::now() + self.inner.timeouts.total;
        self.inner.http.post_json(self.inner.url(&self.model, method)?, body, deadline).await
    }
}

#[async_trait]
impl ChatModel for GeminiChat {
    fn name(&self) -> &str {
        &self.model
    }

    async fn stream(
        &self,
        request: &ChatRequest,
    ) -> Result<BoxStream<'static, Result<ChatEvent, ModelError>>, ModelError> {
        let body = self.body(request)?;
        let url = self.inner.url(&self.model, "streamGenerateContent?alt=sse")?;
        let call = Call::begin(&self.model, "streamGenerateContent");
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
        let body = self.body(request)?;
        let mut call = Call::begin(&self.model, "generateContent");
        let result = async {
            let answer = self.post("generateContent", &body).await?;
            // An error under status 200, as some gateways send it.
            if let Some(error) = errors::in_stream(&answer) {
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

    async fn count_tokens(&self, request: &ChatRequest) -> Result<u64, ModelError> {
        let mut body = self.body(request)?;
        body["model"] = format!("models/{}", self.model).into();
        let call = Call::begin(&self.model, "countTokens");
        let answer = self.post("countTokens", &json!({ "generateContentRequest": body })).await;
        call.result(answer.and_then(|answer| response::token_count(&answer)))
    }
}

#[cfg(test)]
mod stream_tests;
