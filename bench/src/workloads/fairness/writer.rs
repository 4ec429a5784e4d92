//! Somebody who writes messages into a conversation of theirs, and takes any answer.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::ensure;
use bytes::Bytes;
use hyper::{Method, Response, StatusCode};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use crate::load::http::Client;
use crate::peers::payload;

/// How long beginning a conversation may take: whoever flooded is refused for a while.
const PATIENCE: Duration = Duration::from_secs(60);

/// A member's connection, and their conversation.
pub(super) struct Writer {
    client: Client,
    path: String,
    text: Bytes,
}

#[derive(Deserialize)]
struct Started {
    conversation_id: Uuid,
}

impl Writer {
    /// Connects and begins a conversation.
    pub(super) async fn open(address: SocketAddr, token: &str) -> anyhow::Result<Self> {
        let mut client = Client::connect(address, Some(token)).await?;
        let text = Bytes::from(serde_json::to_vec(&json!({ "text": payload::text() }))?);
        let begun = Instant::now();
        loop {
            let nothing = Some(Bytes::from_static(b"{}"));
            let (status, answer) =
                client.send(Method::POST, "/api/v1/conversations", nothing).await?;
            if status.is_success() {
                let Started { conversation_id } = serde_json::from_slice(&answer)?;
                let path = format!("/api/v1/conversations/{conversation_id}/messages");
                return Ok(Self { client, path, text });
            }
            let told = String::from_utf8_lossy(&answer);
            ensure!(refuses(status) && begun.elapsed() < PATIENCE, "{status}: {told}");
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    /// Sends a message. Whether it was taken is in the answer.
    pub(super) async fn write(&mut self) -> anyhow::Result<Response<Bytes>> {
        let text = Some(self.text.clone());
        let answer = self.client.answer(Method::POST, &self.path, text).await?;
        let status = answer.status();
        let told = || String::from_utf8_lossy(answer.body()).into_owned();
        ensure!(status.is_success() || refuses(status), "{}: {status}: {}", self.path, told());
        Ok(answer)
    }
}

/// Whether an answer says to come back later.
pub(super) fn refuses(status: StatusCode) -> bool {
    matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE)
}
