//! One WebSocket.

use std::net::SocketAddr;
use std::time::Instant;

use anyhow::Context;
use futures::StreamExt;
use serde::Deserialize;
use tokio::net::TcpStream;
use tokio::sync::mpsc::UnboundedSender;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};
use uuid::Uuid;

/// What is read of a frame: enough to know what it is about.
#[derive(Debug, Clone, Deserialize)]
pub struct Frame {
    /// `welcome`, `event`, `cursor` ...
    #[serde(rename = "type")]
    pub kind: String,
    /// Of the product: what the event happened to.
    #[serde(default)]
    pub resource: Option<Resource>,
    /// Of the prototype's stack: the message.
    #[serde(default)]
    pub id: Option<Uuid>,
}

/// What an event happened to.
#[derive(Debug, Clone, Deserialize)]
pub struct Resource {
    /// Its id.
    pub id: Uuid,
}

impl Frame {
    /// The thing that it is about.
    pub fn about(&self) -> Option<Uuid> {
        self.resource.as_ref().map(|resource| resource.id).or(self.id)
    }
}

/// Frames that are about something that happened.
const EVENTS: [&str; 2] = ["event", "message"];

/// What something happened to, and when the frame about it was read.
pub type Arrival = (Uuid, Instant);

/// An open WebSocket.
#[derive(Debug)]
pub struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    /// Opens it; `path` carries the ticket or token.
    pub async fn open(address: SocketAddr, path: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await.context("no connection")?;
        stream.set_nodelay(true)?;
        // Thousands of them lie in this process: small buffers.
        let config = WebSocketConfig::default().read_buffer_size(4096).write_buffer_size(0);
        let url = format!("ws://{address}{path}");
        let (socket, _) = client_async_with_config(url, stream, Some(config))
            .await
            .context("the WebSocket was refused")?;
        Ok(Self(socket))
    }

    /// The next frame, and when it was there.
    pub async fn next(&mut self) -> anyhow::Result<(Frame, Instant)> {
        loop {
            let message = self.0.next().await.context("the server closed the WebSocket")??;
            let arrived = Instant::now();
            match message {
                Message::Text(text) => return Ok((serde_json::from_str(&text)?, arrived)),
                Message::Close(frame) => anyhow::bail!("the WebSocket was closed: {frame:?}"),
                // Pings are answered by the library while it reads.
                _ => {}
            }
        }
    }

    /// Tells of each event that arrives, until the connection or the listener ends.
    pub async fn listen(mut self, arrivals: UnboundedSender<Arrival>) {
        while let Ok((frame, at)) = self.next().await {
            let about = frame.about().filter(|_| EVENTS.contains(&frame.kind.as_str()));
            if about.is_some_and(|about| arrivals.send((about, at)).is_err()) {
                return;
            }
        }
    }
}
