//! One HTTP request: the key in its header, a deadline, and errors by their kind.

use std::{error::Error as _, sync::Once};

use reqwest::{
    Response, Url,
    header::{HeaderMap, HeaderName, HeaderValue},
    redirect::Policy,
};
use serde_json::Value;
use tokio::time::{Instant, timeout_at};

use super::Timeouts;
use crate::ModelError;

/// The longest answer that is read, in bytes.
pub(crate) const MAX_BODY: usize = 16 << 20;
/// The longest error that is read.
const MAX_ERROR_BODY: usize = 64 << 10;

/// What a provider makes of a response that is no success: its status, its headers, and
/// what could be read of its body.
pub(crate) type Explain = fn(u16, &HeaderMap, &[u8]) -> ModelError;

#[derive(Debug)]
pub(crate) struct Http {
    client: reqwest::Client,
    /// Where the key goes, if there is one.
    key: Option<(HeaderName, HeaderValue)>,
    explain: Explain,
}

impl Http {
    pub(crate) fn new(
        base: &Url,
        key: Option<(HeaderName, HeaderValue)>,
        timeouts: &Timeouts,
        explain: Explain,
    ) -> Result<Self, ModelError> {
        install_tls();
        // A redirect would carry the key to another host.
        let mut client =
            reqwest::Client::builder().connect_timeout(timeouts.connect).redirect(Policy::none());
        if base.scheme() == "http" {
            // A server of our own: no proxy in between, and no root certificates, which
            // a slim container may lack.
            client = client.no_proxy().tls_certs_only([]);
        }
        Ok(Self { client: client.build().map_err(transport)?, key, explain })
    }

    /// Sends a body and returns the successful response.
    pub(crate) async fn post(
        &self,
        url: Url,
        body: &Value,
        deadline: Instant,
    ) -> Result<Response, ModelError> {
        tracing::debug!(url = %without_query(&url), "calling the model");
        let mut request = self.client.post(url).json(body);
        if let Some((name, key)) = &self.key {
            request = request.header(name.clone(), key.clone());
        }
        let response = match timeout_at(deadline, request.send()).await {
            Err(_) => return Err(ModelError::Timeout),
            Ok(Err(error)) => return Err(transport(error)),
            Ok(Ok(response)) => response,
        };
        if response.status().is_success() {
            return Ok(response);
        }
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        // What cannot be read of the explanation does not change the status.
        let body = read(response, deadline, MAX_ERROR_BODY).await.unwrap_or_default();
        Err((self.explain)(status, &headers, &body))
    }

    /// As [`Self::post`], and reads the JSON of the response.
    pub(crate) async fn post_json(
        &self,
        url: Url,
        body: &Value,
        deadline: Instant,
    ) -> Result<Value, ModelError> {
        let response = self.post(url, body, deadline).await?;
        let body = read(response, deadline, MAX_BODY).await?;
        serde_json::from_slice(&body).map_err(|_| ModelError::malformed("a response of no JSON"))
    }
}

/// An http(s) address of a server.
pub(crate) fn base_url(text: &str) -> Result<Url, ModelError> {
    Url::parse(text.trim())
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        .ok_or_else(|| ModelError::invalid("the base URL is not an http(s) URL"))
}

/// A header's value that is never printed.
pub(crate) fn secret_value(text: &str) -> Result<HeaderValue, ModelError> {
    let mut value = HeaderValue::from_str(text).map_err(|_| ModelError::Unauthorized)?;
    value.set_sensitive(true);
    Ok(value)
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
