//! A small client of the public API: REST and WebSocket, as any program would use them.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, bail};
use futures::{SinkExt, StreamExt};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::seed;

/// The longest wait for something that must happen.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running deployment.
#[derive(Clone)]
pub(crate) struct Server {
    http: reqwest::Client,
    port: u16,
}

/// Somebody who is signed in.
pub(crate) struct Session {
    server: Server,
    token: String,
}

impl Server {
    pub(crate) fn new(address: SocketAddr) -> anyhow::Result<Self> {
        Ok(Self { http: crate::http::client()?, port: address.port() })
    }

    pub(crate) async fn sign_in(&self, email: &str) -> anyhow::Result<Session> {
        let body = json!({ "email": email, "password": seed::PASSWORD });
        let (_, answer) = self.send(Method::POST, "/api/v1/auth/login", None, Some(body)).await?;
        let token =
            answer["access_token"].as_str().context("no access token came back")?.to_owned();
        Ok(Session { server: self.clone(), token })
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<Value>,
    ) -> anyhow::Result<(u16, Value)> {
        let url = format!("http://127.0.0.1:{}{path}", self.port);
        loop {
            let mut request = self.http.request(method.clone(), &url);
            if let Some(token) = token {
                request = request.bearer_auth(token);
            }
            if let Some(body) = &body {
                request = request.json(body);
            }
            let answer =
                request.send().await.with_context(|| format!("{path} was not answered"))?;
            let status = answer.status().as_u16();
            let wait = answer.headers().get("retry-after").and_then(|wait| wait.to_str().ok());
            match wait.and_then(|wait| wait.parse().ok()) {
                // As polite as a client should be.
                Some(seconds) if status == 429 => {
                    tokio::time::sleep(Duration::from_secs(seconds)).await;
                }
                _ => return Ok((status, answer.json().await.unwrap_or_default())),
            }
        }
    }
}

impl Session {
    /// GET; an error unless it answers 2xx.
    pub(crate) async fn get(&self, path: &str) -> anyhow::Result<Value> {
        success(path, self.server.send(Method::GET, path, Some(&self.token), None).await?)
    }

    /// POST; an error unless it answers 2xx.
    pub(crate) async fn post(&self, path: &str, body: Value) -> anyhow::Result<Value> {
        success(path, self.server.send(Method::POST, path, Some(&self.token), Some(body)).await?)
    }

    /// PUT; an error unless it answers 2xx.
    pub(crate) async fn put(&self, path: &str, body: Value) -> anyhow::Result<Value> {
        success(path, self.server.send(Method::PUT, path, Some(&self.token), Some(body)).await?)
    }

    /// The status that GET answers.
    pub(crate) async fn status(&self, path: &str) -> anyhow::Result<u16> {
        Ok(self.server.send(Method::GET, path, Some(&self.token), None).await?.0)
    }

    /// Opens the live connection.
    pub(crate) async fn live(&self) -> anyhow::Result<Live> {
        let ticket = self.post("/api/v1/ws/ticket", json!({})).await?;
        let ticket = ticket["ticket"].as_str().context("no ticket came back")?;
        let url = format!("ws://127.0.0.1:{}/api/v1/ws?ticket={ticket}", self.server.port);
        let (socket, _) =
            tokio_tungstenite::connect_async(url).await.context("the WebSocket was refused")?;
        let mut live = Live { socket };
        live.next_where(|frame| frame["type"] == "welcome").await?;
        Ok(live)
    }
}

fn success(path: &str, (status, answer): (u16, Value)) -> anyhow::Result<Value> {
    if !(200..300).contains(&status) {
        bail!("{path} answered {status}: {answer}");
    }
    Ok(answer)
}

/// A live connection.
pub(crate) struct Live {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Live {
    /// The next frame that `wanted` accepts; others are passed over.
    pub(crate) async fn next_where(
        &mut self,
        wanted: impl Fn(&Value) -> bool,
    ) -> anyhow::Result<Value> {
        let searching = async {
            while let Some(message) = self.socket.next().await {
                match message? {
                    Message::Text(text) => {
                        let frame: Value = serde_json::from_str(&text)?;
                        if wanted(&frame) {
                            return Ok(frame);
                        }
                    }
                    Message::Ping(data) => self.socket.send(Message::Pong(data)).await?,
                    _ => {}
                }
            }
            bail!("the WebSocket was closed")
        };
        tokio::time::timeout(PATIENCE, searching)
            .await
            .context("what should come over the WebSocket did not")?
    }

    /// The next event of this type, in this conversation if one is named.
    pub(crate) async fn event(
        &mut self,
        name: &str,
        conversation: Option<&str>,
    ) -> anyhow::Result<Value> {
        self.next_where(|frame| {
            frame["type"] == "event"
                && frame["event"] == name
                && conversation.is_none_or(|id| frame["conversation_id"] == id)
        })
        .await
        .with_context(|| format!("{name} did not arrive"))
    }
}
