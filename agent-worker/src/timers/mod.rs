//! Timers: what is done when its moment comes, once, however often it is tried.
//!
//! - `reminder`: a reminder becomes a notice
//! - `release`: a notice that was held back is put before its recipient
//! - `expiry`: an action that nobody decided on is closed
//! - `ladder/`: a notice that nobody has acknowledged goes to somebody else
//! - `words`: the reasons that people read, in their language
//!
//! A timer is claimed for a while, fired as one command whose id derives from it, and
//! done once the log says so. Whoever dies in between leaves it to the next.

mod expiry;
mod ladder;
mod release;
mod reminder;
mod words;

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::Purpose;
use eventing::timers::{self, Timer};
use eventing::{Database, EventStore, Step};
use futures::StreamExt;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::Error;

/// How often to look when no timer is known to be due earlier.
const POLL: Duration = Duration::from_secs(1);
/// The pause before a moment that is almost there is looked at again.
const BREATH: Duration = Duration::from_millis(5);
/// Timers taken at a time, and fired at once.
const BATCH: u16 = 64;
const AT_ONCE: usize = 8;
/// The longest pause before a timer is tried again that could not be fired.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);
const SWEEP: Duration = Duration::from_secs(3600);

/// What a runner of timers needs.
#[derive(Clone)]
pub struct TimersConfig {
    /// A pool of [`eventing::DbRole::Worker`].
    pub database: Database,
    /// The store on that pool.
    pub store: EventStore,
    /// How long a timer is held; others take it up when its runner vanishes.
    pub lease: Duration,
}

impl fmt::Debug for TimersConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TimersConfig").field("lease", &self.lease).finish_non_exhaustive()
    }
}

/// Fires what is due until `shutdown`. Several may run at once.
pub async fn run(config: TimersConfig, shutdown: CancellationToken) {
    let mut swept = Instant::now();
    while !shutdown.is_cancelled() {
        let wait = match look(&config, Utc::now()).await {
            Ok(wait) => wait,
            Err(error) => {
                tracing::warn!(%error, "timers could not be looked at; trying again");
                POLL
            }
        };
        if swept.elapsed() > SWEEP {
            swept = Instant::now();
            if let Err(error) = timers::sweep(&config.database).await {
                tracing::warn!(%error, "leases of timers were not swept");
            }
        }
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}

/// Fires everything that is due at `now` and that nobody holds; how many timers those
/// were. What could not be fired is tried again later.
pub async fn fire_due(config: &TimersConfig, now: DateTime<Utc>) -> Result<usize, Error> {
    let mut fired = 0;
    loop {
        let claimed = Timer::claim(&config.database, now, config.lease, BATCH).await?;
        let last = claimed.len() < usize::from(BATCH);
        fired += claimed.len();
        futures::stream::iter(claimed)
            .for_each_concurrent(AT_ONCE, |timer| async move { fire(config, &timer, now).await })
            .await;
        if last {
            return Ok(fired);
        }
    }
}

/// Fires what is due, and tells how long there is nothing to do.
async fn look(config: &TimersConfig, now: DateTime<Utc>) -> Result<Duration, Error> {
    fire_due(config, now).await?;
    let next = timers::next_due(&config.database, now).await?;
    let until = next.and_then(|next| (next - Utc::now()).to_std().ok().or(Some(BREATH)));
    Ok(until.unwrap_or(POLL).clamp(BREATH, POLL))
}

/// Fires one timer. A failure ends with a pause, never with the runner.
async fn fire(config: &TimersConfig, timer: &Timer, now: DateTime<Utc>) {
    let purpose = timer.purpose.map_or("unknown", Purpose::as_str);
    let fired = match timer.purpose {
        Some(Purpose::Remind) => reminder::fire(config, timer, now).await,
        Some(Purpose::Release) => release::fire(config, timer, now).await,
        Some(Purpose::Acknowledge) => ladder::fire(config, timer, now).await,
        Some(Purpose::Expire) => expiry::fire(config, timer, now).await,
        None => Err(Error::NotYet("a newer build set this timer")),
    };
    let Err(error) = fired else {
        metrics::counter!("steward_timers_fired_total", "purpose" => purpose).increment(1);
        let late = (now - timer.due_at).to_std().unwrap_or_default();
        metrics::histogram!("steward_timer_delay_seconds", "purpose" => purpose)
            .record(late.as_secs_f64());
        return;
    };
    metrics::counter!("steward_timer_failures_total", "purpose" => purpose).increment(1);
    tracing::warn!(%error, timer.id = %timer.id, purpose, attempts = timer.attempts, "timer not fired yet");
    let pause = POLL.saturating_mul(1 << timer.attempts.min(10)).min(LONGEST_PAUSE);
    if let Err(error) = timer.hold(&config.database, pause).await {
        tracing::warn!(%error, timer.id = %timer.id, "timer not put off");
    }
}

impl TimersConfig {
    /// Carries out what a timer leads to. That the stream has gone on meanwhile, so that
    /// nothing is to be done any more, is fine.
    async fn settle(
        &self,
        timer: &Timer,
        story: uuid::Uuid,
        now: DateTime<Utc>,
        steps: Vec<Step>,
    ) -> Result<(), Error> {
        match self.store.execute(timer.request(story, now), steps).await {
            Err(eventing::StoreError::Rejected {
                class: domain::ErrorClass::Conflict,
                code,
                ..
            }) => {
                tracing::debug!(timer.id = %timer.id, code, "timer overtaken");
                Ok(())
            }
            done => done.map(drop).map_err(Error::from),
        }
    }
}
