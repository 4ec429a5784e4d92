//! The monitor: looks every few seconds at the log, at what is made of it and at what waits,
//! sets figures that `ops/alerts.yml` goes by, and says in the log when something begins to
//! be wrong and when it is over.
//!
//! - `figures`: what is measured; `holes`: positions that are missing, stretch by stretch
//! - [`rules`]: what is wrong with figures, by their `checks`; `steward doctor` tells the same
//! - `gauges`: figures for Prometheus; `told`: what was said already
//!
//! It reads and changes nothing, so several may run beside each other.

mod checks;
mod figures;
mod gauges;
mod holes;
pub mod rules;
mod told;

use std::time::Duration;

use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

pub use self::figures::{Figures, Progress};
use self::holes::Holes;
use self::told::Told;
use crate::relay::stream_key;
use crate::{Database, log};

/// How often it looks.
const EVERY: Duration = Duration::from_secs(5);
/// How long Redis may take to answer, and Postgres.
const REDIS_PATIENCE: Duration = Duration::from_secs(2);
const PATIENCE: Duration = Duration::from_secs(15);

/// Looks at one deployment.
#[derive(Debug)]
pub struct Monitor {
    system: Database,
    redis: redis::Client,
    holes: Holes,
    /// The log, and the last position that Redis was seen to have of it.
    published: Option<(Uuid, u64)>,
}

/// Looks every few seconds until `shutdown`. Postgres and Redis may come and go meanwhile.
pub async fn run(system: Database, redis: redis::Client, shutdown: CancellationToken) {
    let mut monitor = Monitor::new(system, redis);
    let mut told = Told::default();
    while !shutdown.is_cancelled() {
        let looked = timeout(PATIENCE, monitor.look()).await;
        match looked {
            Ok(Ok(figures)) => {
                figures.publish();
                told.tell(&figures);
            }
            Ok(Err(error)) => told.blind(&error.to_string()),
            Err(_) => told.blind("Postgres does not answer in time"),
        }
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

impl Monitor {
    /// A monitor on the system role's pool.
    pub fn new(system: Database, redis: redis::Client) -> Self {
        Self { system, redis, holes: Holes::default(), published: None }
    }

    /// Measures once. Of a long log only a part is counted each time; in some minutes all.
    pub async fn look(&mut self) -> Result<Figures, sqlx::Error> {
        let (redis, published) = self.delivered().await?;
        let mut figures = figures::measure(self.system.pool(), published).await?;
        figures.redis = redis;
        self.holes.count(self.system.pool(), figures.head).await?;
        figures.missing = self.holes.missing();
        figures.first_missing = self.holes.first(self.system.pool(), figures.head).await?;
        Ok(figures)
    }

    /// The same with every position of the log counted, as long as that may take; whether all
    /// were.
    pub async fn look_thoroughly(
        &mut self,
        at_most: Duration,
    ) -> Result<(Figures, bool), sqlx::Error> {
        let head = log::head_of(self.system.pool()).await?;
        let whole = self.holes.count_all(self.system.pool(), head.position, at_most).await?;
        Ok((self.look().await?, whole))
    }

    /// Whether Redis answers, and the last position that it has. While it does not, what it
    /// was last seen to have; at first, what the log ends at.
    async fn delivered(&mut self) -> Result<(bool, u64), sqlx::Error> {
        let head = log::head_of(self.system.pool()).await?;
        if self.published.is_some_and(|(log_id, _)| log_id != head.log_id) {
            (self.holes, self.published) = (Holes::default(), None);
        }
        let end = timeout(REDIS_PATIENCE, end_of_stream(&self.redis, head.log_id)).await;
        let end = end.ok().and_then(Result::ok);
        let published = match (end, self.published) {
            (Some(end), _) => end.min(head.position),
            (None, Some((_, before))) => before,
            (None, None) => head.position,
        };
        self.published = Some((head.log_id, published));
        Ok((end.is_some(), published))
    }
}

/// The position of the last entry of a log's stream; 0 when there is none.
async fn end_of_stream(redis: &redis::Client, log_id: Uuid) -> redis::RedisResult<u64> {
    let mut redis = redis.get_multiplexed_async_connection().await?;
    let mut last = redis::cmd("XREVRANGE");
    last.arg(stream_key(log_id)).arg("+").arg("-").arg("COUNT").arg(1);
    let found: redis::streams::StreamRangeReply = last.query_async(&mut redis).await?;
    let id = found.ids.first().and_then(|entry| entry.id.split('-').next());
    Ok(id.and_then(|position| position.parse().ok()).unwrap_or(0))
}
