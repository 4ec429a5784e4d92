//! The sending end of a WebSocket.

use std::time::Duration;

use axum::extract::ws::{CloseCode, CloseFrame, Message, WebSocket};
use futures::SinkExt;
use futures::stream::SplitSink;

use super::frame::Frame;

/// A client that takes nothing for this long is gone.
const PATIENCE: Duration = Duration::from_secs(20);

/// The connection has ended.
#[derive(Debug)]
pub(super) struct Gone;

/// Where frames go.
pub(super) struct Outlet(pub(super) SplitSink<WebSocket, Message>);

impl Outlet {
    /// Sends a frame.
    pub(super) async fn send(&mut self, frame: &Frame) -> Result<(), Gone> {
        self.put(Message::Text(frame.to_text())).await
    }

    /// Asks whether the client is there.
    pub(super) async fn ping(&mut self) -> Result<(), Gone> {
        self.put(Message::Ping(Vec::new().into())).await
    }

    /// Says why, and ends.
    pub(super) async fn close(&mut self, code: CloseCode, reason: &'static str) {
        let _ = self.put(Message::Close(Some(CloseFrame { code, reason: reason.into() }))).await;
        let _ = tokio::time::timeout(Duration::from_secs(2), self.0.close()).await;
    }

    async fn put(&mut self, message: Message) -> Result<(), Gone> {
        match tokio::time::timeout(PATIENCE, self.0.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Gone),
        }
    }
}
