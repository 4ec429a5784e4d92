//! Somebody who takes signed heads, or does not.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A webhook. It ends with this value.
#[derive(Debug)]
pub(super) struct Webhook {
    /// Where heads are posted.
    pub(super) url: String,
    takes: Arc<AtomicBool>,
    work: JoinHandle<()>,
}

impl Webhook {
    /// One that takes them.
    pub(super) async fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let url = format!("http://{}/heads", listener.local_addr()?);
        let takes = Arc::new(AtomicBool::new(true));
        let asked = takes.clone();
        let answer = move || {
            let takes = asked.load(Ordering::Relaxed);
            let status = if takes { StatusCode::NO_CONTENT } else { StatusCode::BAD_GATEWAY };
            std::future::ready(status)
        };
        let router = Router::new().route("/heads", post(answer));
        let work = tokio::spawn(async move {
            // It ends with the run.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { url, takes, work })
    }

    /// From now on it takes them, or answers 502.
    pub(super) fn set(&self, takes: bool) {
        self.takes.store(takes, Ordering::Relaxed);
    }
}

impl Drop for Webhook {
    fn drop(&mut self) {
        self.work.abort();
    }
}
