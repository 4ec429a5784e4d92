//! One HTTP request: the key in its header, a deadline, and errors by their kind.

use std::{error::Error as _, sync::Once};

use reqwest::{
    Response, Url,
    header::{HeaderValue, RETRY_AFTER},
    redirect::Policy,
};
use secrecy::ExposeSecret;
use serde_json::Value;
use tokio::time::{Instant, timeout_at};

use super::{GeminiConfig, errors};
use crate::ModelError;

/// The longest answer that is read, in bytes.
pub(super) const MAX_BODY: usize = 16 << 20;
/// The longest error that is read.
const MAX_ERROR_BODY: usize = 64 << 10;

#[derive(Debug)]
pub(super) struct Http {
    client: reqwest::Client,
    base: Url,
    key: HeaderValue,
}

impl Http {
    pub(super) fn new(config: &GeminiConfig) -> Result<Self, ModelError> {
        install_tls();
        let base = Url::parse(&config.base_url)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
            .ok_or_else(|| ModelError::invalid("the base URL is not an http(s) URL"))?;
        let mut key = HeaderValue::from_str(config.api_key.expose_secret().trim())
            .map_err(|_| ModelError::Unauthorized)?;
        key.set_sensitive(true);

        // A redirect would carry the key to another host.
        let mut client = reqwest::Client::builder()
            .connect_timeout(config.timeouts.connect)
            .redirect(Policy::none());
        if base.scheme() == "http" {
            // A server of our own: no proxy in between, and no root certificates, which
            // a slim container may lack.
            client = client.no_proxy().tls_certs_only([]);
        }
        let client = client.build().map_err(transport)?;
        Ok(Self { client, base, key })
    }

    /// Sends a body to `models/{model}:{method}` and returns the successful response.
    pub(super) async fn post(
        &self,
        model: &str,
        method: &str,
        body: &Value,
        deadline: Instant,
    ) -> Result<Response, ModelError> {
        let url = self.url(model, method)?;
        tracing::debug!(url = %without_query(&url), "calling the model");
        let request =
            self.client.post(url).header("x-goog-api-key", self.key.clone()).json(body).send();
        let response = match timeout_at(deadline, request).await {
            Err(_) => return Err(ModelError::Timeout),
            Ok(Err(error)) => return Err(transport(error)),
            Ok(Ok(response)) => response,
        };
        if response.status().is_success() {
            return Ok(response);
        }
        let status = response.status().as_u16();
        let retry_after = response
            .headers()
            .get(RETRY_AFTER)
            .and_then(|value| errors::retry_after(value.to_str().ok()?, chrono::Utc::now()));
        // What cannot be read of the explanation does not change the status.
        let body = read(response, deadline, MAX_ERROR_BODY).await.unwrap_or_default();
        Err(errors::from_response(status, retry_after, &body))
    }

    /// As [`Self::post`], and reads the JSON of the response.
    pub(super) async fn post_json(
        &self,
        model: &str,
        method: &str,
        body: &Value,
        deadline: Instant,
    ) -> Result<Value, ModelError> {
        let response = self.post(model, method, body, deadline).await?;
        let body = read(response, deadline, MAX_BODY).await?;
        serde_json::from_slice(&body).map_err(|_| ModelError::malformed("a response of no JSON"))
    }

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

/// Reads a body up to a limit.
async fn read(
    mut response: Response,
    deadline: Instant,
    limit: usize,
) -> Result<Vec<u8>, ModelError> {
    let mut body = Vec::new();
    loop {
        match timeout_at(deadline, response.chunk()).await {
            Err(_) => return Err(ModelError::Timeout),
            Ok(Err(error)) => return Err(transport(error)),
            Ok(Ok(None)) => return Ok(body),
            Ok(Ok(Some(chunk))) if body.len() + chunk.len() > limit => {
                return Err(ModelError::malformed("a response too long"));
            }
            Ok(Ok(Some(chunk))) => body.extend_from_slice(&chunk),
        }
    }
}

/// A failure below HTTP, told by its innermost cause.
fn transport(error: reqwest::Error) -> ModelError {
    if error.is_timeout() {
        return ModelError::Timeout;
    }
    let error = error.without_url();
    let mut reason = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        reason = cause.to_string();
        source = cause.source();
    }
    ModelError::Transport { reason }
}

fn without_query(url: &Url) -> &str {
    url.as_str().split(['?', '#']).next().unwrap_or_default()
}

/// reqwest comes without cryptography of its own; a provider installed by others is kept.
fn install_tls() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // It fails only if there is one already, and then there is nothing to do.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}
