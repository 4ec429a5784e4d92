//! Web Push: notices reach devices on which the app is closed (RFC 8030, 8291, 8292).
//!
//! - [`VapidKey`]: who we are, to push services
//! - [`Subscription`], [`PushServices`]: where a device is reached, and which addresses may be
//! - `feed`: the log tells which notices are to be pushed
//! - `jobs`: which are still to be, and who is at it
//! - `deliver`: one notice to the devices of its recipient
//! - `wishes`: what its recipient wants to be told of, and when
//! - `message`: what a device is told
//! - [`Presence`]: who is looking at the app, and needs no push
//!
//! A notice is pushed at least once. A push carries the notice's id as its topic and its
//! tag, so that a second one replaces the first on the device.

mod deliver;
mod feed;
#[cfg(test)]
mod fuzz;
mod jobs;
mod message;
mod presence;
mod send;
mod subscription;
mod vapid;
mod wishes;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chrono::Utc;
use eventing::{Database, EventStore, LogReader, Signals};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

pub use presence::Presence;
pub use send::Sender;
pub use subscription::{PushServices, Subscription, SubscriptionError};
pub use vapid::{KeyError, VapidKey};

/// How often to look without being woken.
/// How long what follows an event is waited for.
const GATHER: Duration = Duration::from_millis(50);
const TICK: Duration = Duration::from_secs(1);

/// What pushing needs.
#[derive(Clone)]
pub struct Config {
    /// A pool of [`eventing::DbRole::System`].
    pub database: Database,
    /// The store on that pool.
    pub store: EventStore,
    /// The log, for its envelopes.
    pub log: LogReader,
    /// Wake-ups.
    pub signals: Signals,
    /// Who is looking.
    pub presence: Presence,
    /// What sends.
    pub sender: Arc<Sender>,
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("push::Config").field("sender", &self.sender).finish_non_exhaustive()
    }
}

/// Why a round did not end well.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// The log could not be read.
    #[error(transparent)]
    Log(#[from] eventing::LogError),
    /// A stream could not be read or written.
    #[error(transparent)]
    Store(#[from] eventing::StoreError),
}

/// Pushes until `shutdown`. Several may run at once.
pub async fn run(config: Config, shutdown: CancellationToken) {
    let fed = Notify::new();
    tokio::join!(follow(&config, &fed, &shutdown), work(&config, &fed, &shutdown));
}

/// Brings every notice of the log so far to the devices that it is for. For tests and tools
/// that cannot wait for a loop; how many notices were looked at.
pub async fn run_until_idle(config: &Config) -> Result<usize, Error> {
    while feed::round(config, Utc::now()).await?.is_some_and(|round| round.more) {}
    let mut done = 0;
    loop {
        match deliver::due(config, Utc::now()).await? {
            0 => return Ok(done),
            some => done += some,
        }
    }
}

async fn follow(config: &Config, fed: &Notify, shutdown: &CancellationToken) {
    let mut position = 0;
    while !shutdown.is_cancelled() {
        let waits = match feed::round(config, Utc::now()).await {
            Ok(Some(round)) => {
                position = round.position;
                if round.news {
                    fed.notify_one();
                }
                !round.more
            }
            // Somebody else follows the log.
            Ok(None) => {
                tokio::time::sleep(TICK).await;
                false
            }
            Err(error) => {
                tracing::warn!(%error, "the log could not be followed for pushes");
                tokio::time::sleep(TICK).await;
                false
            }
        };
        if waits {
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = news(config, position) => {}
            }
        }
    }
}

/// Waits for events after `position`, and a moment longer: a push takes longer than that
/// anyway, and what follows at once is followed in the same round.
async fn news(config: &Config, position: u64) {
    config.signals.head_beyond(position, TICK).await;
    tokio::time::sleep(GATHER).await;
}

async fn work(config: &Config, fed: &Notify, shutdown: &CancellationToken) {
    while !shutdown.is_cancelled() {
        match deliver::due(config, Utc::now()).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(error) => tracing::warn!(%error, "pushes could not be looked at; trying again"),
        }
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = fed.notified() => {}
            () = tokio::time::sleep(TICK) => {}
        }
    }
}
