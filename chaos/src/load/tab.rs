//! An open tab: listens on a WebSocket, and goes on where it was after each interruption.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use futures::StreamExt;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde::Deserialize;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, client_async};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::Person;

const PAUSE: Duration = Duration::from_millis(100);
const HANDSHAKE: Duration = Duration::from_secs(10);
/// The longest that a tab stays open before it is reloaded, in seconds.
const LONGEST: u64 = 40;
/// The server speaks at least once a second; a connection that is silent for so long is dead.
const SILENCE: Duration = Duration::from_secs(15);
const PATIENCE: Duration = Duration::from_secs(60);

/// What a tab saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// It begins here: what comes later is told to it.
    Begin(u64),
    /// It was told to read everything anew, as of here.
    Resync(u64),
    /// Of an event.
    Event {
        /// Its position.
        position: u64,
        /// Its name.
        event: String,
        /// What it happened to.
        id: Uuid,
    },
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Frame {
    Welcome {
        log_id: Uuid,
        position: u64,
    },
    Event {
        position: u64,
        event: String,
        resource: Resource,
    },
    Cursor {
        position: u64,
    },
    Resync {
        log_id: Uuid,
        position: u64,
    },
    #[serde(other)]
    Other,
}

#[derive(Debug, Deserialize)]
struct Resource {
    id: Uuid,
}

#[derive(Debug, Default)]
struct Inner {
    log_id: Option<Uuid>,
    position: u64,
    marks: Vec<Mark>,
    connections: usize,
}

/// A tab of somebody at one of the APIs.
#[derive(Debug)]
pub struct Tab {
    /// Whose.
    pub person: Arc<Person>,
    /// At which API.
    pub api: usize,
    seed: u64,
    inner: Mutex<Inner>,
}

impl Tab {
    /// One that is not open yet.
    pub fn of(person: Arc<Person>, api: usize, seed: u64) -> Self {
        Self { person, api, seed, inner: Mutex::default() }
    }

    /// Listens, again and again, until `stop`.
    pub async fn listen(self: Arc<Self>, stop: CancellationToken) {
        let mut dice = StdRng::seed_from_u64(self.seed);
        while !stop.is_cancelled() {
            let reload = Duration::from_secs(dice.random_range(2..LONGEST));
            tokio::select! {
                () = stop.cancelled() => {}
                // However it ended, it goes on where it was.
                _ = tokio::time::timeout(reload, self.connection()) => {}
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Everything that it saw, in its order.
    pub fn marks(&self) -> Vec<Mark> {
        self.inner().marks.clone()
    }

    /// Everything up to here was told to it.
    pub fn position(&self) -> u64 {
        self.inner().position
    }

    /// How often it connected.
    pub fn connections(&self) -> usize {
        self.inner().connections
    }

    /// Waits until it is open for the first time.
    pub async fn is_open(&self) -> anyhow::Result<()> {
        let begun = Instant::now();
        while self.inner().log_id.is_none() {
            ensure!(begun.elapsed() < PATIENCE, "a tab of {} does not open", self.person.email());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    async fn connection(&self) -> anyhow::Result<()> {
        let mut socket = tokio::time::timeout(HANDSHAKE, self.open()).await??;
        self.inner().connections += 1;
        loop {
            let message = tokio::time::timeout(SILENCE, socket.next()).await?;
            if let Message::Text(text) = message.context("it was closed")?? {
                self.see(serde_json::from_str(&text)?)?;
            }
        }
    }

    async fn open(&self) -> anyhow::Result<WebSocketStream<TcpStream>> {
        let (address, mut path) = self.person.socket(self.api).await?;
        {
            let inner = self.inner();
            if let Some(log_id) = inner.log_id {
                path.push_str(&format!("&log_id={log_id}&position={}", inner.position));
            }
        }
        let stream = TcpStream::connect(address).await?;
        Ok(client_async(format!("ws://{address}{path}"), stream).await?.0)
    }

    fn see(&self, frame: Frame) -> anyhow::Result<()> {
        let mut inner = self.inner();
        match frame {
            Frame::Welcome { log_id, position } => {
                if inner.log_id.is_none() {
                    inner.position = position;
                    inner.marks.push(Mark::Begin(position));
                }
                inner.log_id = Some(log_id);
            }
            Frame::Event { position, event, resource } => {
                self.person.meter.told(self.person.id, self.api, position);
                inner.marks.push(Mark::Event { position, event, id: resource.id });
                inner.position = inner.position.max(position);
            }
            Frame::Cursor { position } => inner.position = inner.position.max(position),
            Frame::Resync { log_id, position } => {
                inner.log_id = Some(log_id);
                inner.position = position;
                inner.marks.push(Mark::Resync(position));
            }
            Frame::Other => {}
        }
        Ok(())
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
