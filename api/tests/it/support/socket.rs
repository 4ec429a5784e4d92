//! A WebSocket to the API, over a real connection.

use std::net::SocketAddr;
use std::time::Duration;

use futures::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use tokio_util::sync::CancellationToken;

use super::{Someone, TestApp};

/// Nothing in these tests takes longer.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open WebSocket.
pub(crate) struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl TestApp {
    /// Serves the router on a port of its own.
    pub(crate) async fn serve(&self) -> SocketAddr {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (router, limits) = (self.router.clone(), self.limits.clone());
        let never = CancellationToken::new();
        tokio::spawn(async move {
            api::serve(listener, router, &limits, &[], never.clone(), never).await;
        });
        address
    }

    pub(crate) async fn ticket(&self, who: &Someone) -> String {
        let reply = self.post("/api/v1/ws/ticket").bearer(&who.token).expect(200).await.json();
        assert_eq!(reply["expires_in"], 30);
        reply["ticket"].as_str().unwrap().to_owned()
    }
}

impl Socket {
    /// Connects; `resume` is what follows the ticket in the query string.
    pub(crate) async fn open(address: SocketAddr, ticket: &str, resume: &str) -> Result<Self, u16> {
        Self::open_from(address, ticket, resume, None).await
    }

    pub(crate) async fn open_from(
        address: SocketAddr,
        ticket: &str,
        resume: &str,
        origin: Option<&str>,
    ) -> Result<Self, u16> {
        let url = format!("ws://{address}/api/v1/ws?ticket={ticket}{resume}");
        let mut request = url.into_client_request().unwrap();
        if let Some(origin) = origin {
            request.headers_mut().insert("origin", origin.parse().unwrap());
        }
        match connect_async(request).await {
            Ok((stream, _)) => Ok(Self(stream)),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("no connection: {error}"),
        }
    }

    /// Connects somebody, live from now on; gives log and position too.
    pub(crate) async fn live(
        app: &TestApp,
        address: SocketAddr,
        who: &Someone,
    ) -> (Self, String, u64) {
        let ticket = app.ticket(who).await;
        let mut socket = Self::open(address, &ticket, "").await.unwrap();
        let welcome = socket.next().await;
        assert_eq!(welcome["type"], "welcome", "{welcome}");
        let log_id = welcome["log_id"].as_str().unwrap().to_owned();
        (socket, log_id, welcome["position"].as_u64().unwrap())
    }

    /// The next frame.
    pub(crate) async fn next(&mut self) -> Value {
        loop {
            let message =
                tokio::time::timeout(PATIENCE, self.0.next()).await.expect("a frame in time");
            match message.expect("an open connection").expect("a frame") {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("unexpected: {other:?}"),
            }
        }
    }

    /// The next frame that is no cursor.
    pub(crate) async fn next_event(&mut self) -> Value {
        loop {
            let frame = self.next().await;
            if frame["type"] != "cursor" {
                return frame;
            }
        }
    }

    /// Everything until the cursor is at `position`: events by name, with positions.
    pub(crate) async fn until(&mut self, position: u64) -> Vec<(u64, String)> {
        let mut seen = Vec::new();
        loop {
            let frame = self.next().await;
            let at = frame["position"].as_u64().unwrap_or(0);
            if frame["type"] == "event" {
                seen.push((at, frame["event"].as_str().unwrap().to_owned()));
            }
            if at >= position {
                return seen;
            }
        }
    }

    /// The text of all frames until the cursor is at `position`.
    pub(crate) async fn all_until(&mut self, position: u64) -> String {
        let mut told = String::new();
        loop {
            let frame = self.next().await;
            told.push_str(&frame.to_string());
            if frame["position"].as_u64().is_some_and(|at| at >= position) {
                return told;
            }
        }
    }

    pub(crate) async fn say(&mut self, message: Message) {
        let _ = self.0.send(message).await;
    }

    /// Waits for the end; gives the close code.
    pub(crate) async fn closed(&mut self) -> u16 {
        loop {
            match tokio::time::timeout(PATIENCE, self.0.next()).await.expect("an end in time") {
                Some(Ok(Message::Close(Some(frame)))) => return frame.code.into(),
                Some(Ok(Message::Close(None))) | None => return 0,
                Some(Ok(_)) => {}
                Some(Err(error)) => panic!("broke: {error}"),
            }
        }
    }
}
