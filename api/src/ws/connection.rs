//! One tab: what it missed, then live.
//!
//! A place at the hub comes with the position up to which the hub has handed out
//! everything; what lies between the client's cursor and that position is read from the
//! log, and the rest comes through the place. So nothing is lost and nothing comes
//! twice, also when a slow client loses its place and takes another one.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use axum::extract::ws::{CloseCode, Message, WebSocket};
use eventing::trace::{self, SpanKind};
use futures::StreamExt;
use futures::stream::SplitStream;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use uuid::Uuid;

use super::audience::locate;
use super::frame::{DeltaFrame, Frame};
use super::hub::BATCH;
use super::input::{AWAY, FLOOD, Heard, Listener, SESSION_ENDED, TOO_LARGE};
use super::outlet::{Gone, Outlet};
use super::places::{Batch, Holder, Subscription};
use crate::state::AppState;

/// A client that missed more than this reads everything anew.
const FURTHEST: u64 = 10_000;
const CURSOR_EVERY: Duration = Duration::from_secs(1);
const PING_EVERY: Duration = Duration::from_secs(25);
const SILENCE: Duration = Duration::from_secs(70);
const SESSION_CHECK: Duration = Duration::from_secs(10);

/// Where a client wants to go on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Resume {
    pub(super) log_id: Uuid,
    pub(super) position: u64,
}

/// One tab.
pub(super) struct Connection {
    pub(super) state: AppState,
    pub(super) holder: Holder,
    id: Uuid,
    /// Whether its tab ever said that it is looked at.
    looked_at: bool,
    resume: Option<Resume>,
    /// Everything up to here was sent.
    pub(super) cursor: u64,
    /// Up to where the client knows.
    told: u64,
    /// Tails of running answers, by turn.
    pub(super) tails: HashMap<Uuid, AbortHandle>,
    pub(super) deltas: mpsc::Sender<DeltaFrame>,
    delta_queue: mpsc::Receiver<DeltaFrame>,
}

/// Why a connection ends.
pub(super) enum End {
    Close(CloseCode, &'static str),
    Gone,
}

impl From<Gone> for End {
    fn from(_: Gone) -> Self {
        Self::Gone
    }
}

impl Connection {
    pub(super) fn new(state: AppState, holder: Holder, resume: Option<Resume>) -> Self {
        let (deltas, delta_queue) = mpsc::channel(64);
        Self {
            state,
            holder,
            id: Uuid::now_v7(),
            looked_at: false,
            resume,
            cursor: 0,
            told: 0,
            tails: HashMap::new(),
            deltas,
            delta_queue,
        }
    }

    /// Serves the tab until it goes or has to go.
    pub(super) async fn run(mut self, socket: WebSocket) {
        metrics::gauge!("steward_ws_connections").increment(1.0);
        let (outlet, mut inlet) = socket.split();
        let mut outlet = Outlet(outlet);
        let end = self.serve(&mut outlet, &mut inlet).await;
        self.state.hub.places().leave(self.holder);
        for tail in self.tails.values() {
            tail.abort();
        }
        if self.looked_at {
            self.looking(false);
        }
        if let End::Close(code, reason) = end {
            metrics::counter!("steward_ws_closed_total", "code" => code.to_string()).increment(1);
            outlet.close(code, reason).await;
        }
        metrics::gauge!("steward_ws_connections").decrement(1.0);
    }

    async fn serve(&mut self, outlet: &mut Outlet, inlet: &mut SplitStream<WebSocket>) -> End {
        let mut listener = Listener::new();
        let mut welcome = true;
        loop {
            let place = self.state.hub.places().take(self.holder);
            let Some(mut place) = place else {
                return End::Close(FLOOD, "too many connections");
            };
            if let Err(end) = self.begin(outlet, place.position, welcome).await {
                return end;
            }
            welcome = false;
            match self.live(outlet, inlet, &mut listener, &mut place).await {
                // It was too slow for its place: it takes another one.
                Ok(()) => {}
                Err(end) => return end,
            }
        }
    }

    /// Sends what was missed up to `position`.
    async fn begin(
        &mut self,
        outlet: &mut Outlet,
        position: u64,
        welcome: bool,
    ) -> Result<(), End> {
        let log_id = self.state.log_id;
        let from = match self.resume {
            _ if !welcome => self.cursor,
            Some(resume) => resume.position,
            None => position,
        };
        // Another process may be ahead of this one's hub; beyond the log's end nobody is.
        let foreign = self.resume.is_some_and(|resume| resume.log_id != log_id);
        let beyond = from > position && from > self.head().await?;
        let lost = foreign || beyond || position.saturating_sub(from) > FURTHEST;
        let from = if lost { position } else { from };
        if welcome {
            outlet.send(&Frame::Welcome { log_id, position: from }).await?;
        }
        if lost {
            outlet.send(&Frame::Resync { log_id, position }).await?;
        }
        (self.cursor, self.told) = (from, from);
        while self.cursor < position {
            let limit = u32::try_from(position - self.cursor).unwrap_or(BATCH).min(BATCH);
            let batch = self.state.hub.log.envelopes(self.cursor, limit).await.map_err(away)?;
            let own: Vec<_> = batch
                .events
                .into_iter()
                .filter(|event| event.tenant == self.holder.tenant)
                .collect();
            let mut events = locate(&self.state.hub.system, &own).await.map_err(away)?;
            events.retain(|seen| seen.is_for(self.holder.tenant, self.holder.member));
            if batch.through <= self.cursor {
                break;
            }
            self.hand_over(outlet, Batch { events, through: batch.through }).await?;
        }
        self.tell(outlet).await?;
        self.join_running_turns().await
    }

    /// Sends what happens; returns when the place was lost.
    async fn live(
        &mut self,
        outlet: &mut Outlet,
        inlet: &mut SplitStream<WebSocket>,
        listener: &mut Listener,
        place: &mut Subscription,
    ) -> Result<(), End> {
        let mut cursors = tokio::time::interval(CURSOR_EVERY);
        let mut pings = tokio::time::interval(PING_EVERY);
        let mut checks = tokio::time::interval(SESSION_CHECK);
        pings.reset();
        let mut heard_at = Instant::now();
        let shutdown = self.state.shutdown.clone();
        loop {
            tokio::select! {
                biased;
                () = shutdown.cancelled() => return Err(End::Close(AWAY, "the server stops")),
                () = place.ended.cancelled() => return Err(End::Close(SESSION_ENDED, "signed out")),
                batch = place.batches.recv() => match batch {
                    Some(batch) => self.hand_over(outlet, batch).await?,
                    None => return Ok(()),
                },
                message = inlet.next() => {
                    heard_at = Instant::now();
                    self.hear(outlet, listener, message).await?;
                }
                Some(delta) = self.delta_queue.recv() => {
                    if self.tails.contains_key(&delta.turn_id) {
                        outlet.send(&Frame::Delta(delta)).await?;
                    }
                }
                _ = cursors.tick() => self.tell(outlet).await?,
                _ = pings.tick() => {
                    if heard_at.elapsed() > SILENCE {
                        return Err(End::Gone);
                    }
                    outlet.ping().await?;
                }
                _ = checks.tick() => self.check_session().await?,
            }
        }
    }

    /// Sends a batch's events, and does what follows from them.
    async fn hand_over(&mut self, outlet: &mut Outlet, batch: Batch) -> Result<(), End> {
        for seen in batch.events {
            // A client may be ahead of this process's hub.
            if seen.frame.position <= self.cursor {
                continue;
            }
            let began = Instant::now();
            outlet.send(&Frame::Event(seen.frame.clone())).await?;
            trace::past(
                "frame",
                SpanKind::Producer,
                seen.traceparent.as_deref(),
                began.elapsed(),
                || seen.attributes(),
            );
            (self.cursor, self.told) = (seen.frame.position, seen.frame.position);
            self.follow_up(outlet, &seen).await?;
        }
        self.cursor = self.cursor.max(batch.through);
        Ok(())
    }

    /// Tells the client's cursor to move past what it may not see.
    async fn tell(&mut self, outlet: &mut Outlet) -> Result<(), End> {
        if self.cursor > self.told {
            self.told = self.cursor;
            outlet.send(&Frame::Cursor { position: self.cursor }).await?;
        }
        Ok(())
    }

    async fn hear(
        &mut self,
        outlet: &mut Outlet,
        listener: &mut Listener,
        message: Option<Result<Message, axum::Error>>,
    ) -> Result<(), End> {
        let message = match message {
            None => return Err(End::Gone),
            Some(Err(error)) => {
                let large = error.to_string().contains("too long");
                return Err(if large { End::Close(TOO_LARGE, "over 64 KB") } else { End::Gone });
            }
            Some(Ok(message)) => message,
        };
        match listener.hear(&message) {
            Heard::Ping => Ok(outlet.send(&Frame::Pong).await?),
            Heard::Looking(looking) => {
                self.looking(looking);
                Ok(())
            }
            Heard::Noise => Ok(()),
            Heard::Goodbye => Err(End::Gone),
            Heard::Refuse(code, reason) => Err(End::Close(code, reason)),
        }
    }

    /// Who looks at the app is not pushed what they see there.
    fn looking(&mut self, looking: bool) {
        self.looked_at |= looking;
        let (presence, member, id) = (self.state.presence.clone(), self.holder.member, self.id);
        tokio::spawn(async move { presence.say(member, id, looking).await });
    }

    async fn head(&self) -> Result<u64, End> {
        let head = eventing::log::head(&self.state.services.database).await.map_err(away)?;
        Ok(head.position)
    }
}

/// The client comes back, perhaps to another process.
pub(super) fn away(error: impl std::fmt::Display) -> End {
    tracing::warn!(%error, "a live connection could not go on");
    End::Close(AWAY, "try again")
}
