//! How traces reach the collector: by the HTTP client of everything else, on the program's
//! runtime; the exporter calls it from a thread of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use tokio::runtime::Handle;

use crate::http;

#[derive(Debug, Clone)]
pub(super) struct Transport {
    client: reqwest::Client,
    runtime: Handle,
    /// Whether the last one was not taken.
    failing: Arc<AtomicBool>,
}

impl Transport {
    /// On the current runtime.
    pub(super) fn new() -> anyhow::Result<Self> {
        let runtime = Handle::try_current()?;
        Ok(Self { client: http::client()?, runtime, failing: Arc::default() })
    }

    /// Tells when the collector goes and when it is back, not each time between.
    fn note(&self, sent: &Result<Response<Bytes>, HttpError>) {
        let problem = match sent {
            Ok(response) if response.status().is_success() => None,
            Ok(response) => Some(response.status().to_string()),
            Err(error) => Some(error.to_string()),
        };
        let failed_before = self.failing.swap(problem.is_some(), Ordering::Relaxed);
        match problem {
            Some(problem) if !failed_before => {
                tracing::warn!(%problem, "the collector does not take traces; they are dropped until it does");
            }
            None if failed_before => tracing::info!("the collector takes traces again"),
            _ => {}
        }
    }
}

#[async_trait]
impl HttpClient for Transport {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let client = self.client.clone();
        let sending = self.runtime.spawn(async move {
            let answer = client.execute(request.try_into()?).await?;
            let mut response = Response::builder().status(answer.status());
            if let Some(headers) = response.headers_mut() {
                headers.extend(answer.headers().clone());
            }
            Ok::<_, HttpError>(response.body(answer.bytes().await?)?)
        });
        let sent = sending.await.unwrap_or_else(|error| Err(error.into()));
        self.note(&sent);
        sent
    }
}
