//! One projection in a loop: take the lease, apply what is there, wait for more.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use eventing::checkpoint::{LeaseError, ProjectionLease};
use eventing::trace::{self, SpanKind};
use eventing::{RecordedEvent, dead_letter};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::batch::{Place, Target};
use crate::ensemble::Ensemble;
use crate::{Error, Projection, Shared};

/// The pause after a failure, and after a wake-up for nothing.
const PAUSE: Duration = Duration::from_secs(1);
/// How long it leaves the work to newer builds before it looks again.
const FOR_OTHERS: Duration = Duration::from_secs(15);
pub(crate) const FALSE_ALARM: Duration = Duration::from_millis(50);

/// Works on one projection.
#[derive(Debug)]
pub(crate) struct Runner {
    shared: Arc<Shared>,
    projection: &'static Projection,
    holder: Uuid,
}

impl Runner {
    pub(crate) fn new(shared: Arc<Shared>, projection: &'static Projection, holder: Uuid) -> Self {
        Self { shared, projection, holder }
    }

    /// Runs until `shutdown`. A failure ends a term, never the loop.
    pub(crate) async fn run(&self, ensemble: &Ensemble, shutdown: &CancellationToken) {
        let projection = self.projection.name;
        while !shutdown.is_cancelled() {
            let mut until_next = PAUSE.min(self.shared.config.lease / 4);
            match self.take().await {
                Ok(Some(mut lease)) => {
                    tracing::info!(
                        projection,
                        epoch = lease.epoch,
                        position = lease.position,
                        "took the lease"
                    );
                    let ended = self.term(&mut lease, ensemble, shutdown).await;
                    if let Err(error) = lease.release(&self.shared.config.database).await {
                        tracing::warn!(projection, %error, "could not give the lease back");
                    }
                    match ended {
                        Ok(()) => return,
                        Err(Error::Lease(LeaseError::Lost)) => {
                            tracing::info!(projection, "lost the lease")
                        }
                        Err(Error::Newer(why)) => {
                            tracing::warn!(projection, why, "left to a newer build");
                            until_next = FOR_OTHERS;
                        }
                        Err(error) => self.failed(&error),
                    }
                }
                Ok(None) => {}
                Err(Error::Newer(why)) => {
                    tracing::warn!(projection, why, "left to a newer build");
                    until_next = FOR_OTHERS;
                }
                Err(error) => self.failed(&error),
            }
            pause(until_next, shutdown).await;
        }
    }

    /// Applies everything up to the present end of the log.
    pub(crate) async fn run_until_idle(self) -> Result<(), Error> {
        let held = || Error::Held(self.projection.name.to_owned());
        let mut lease = self.take().await?.ok_or_else(held)?;
        let end = self.shared.reader.head().await?.position;
        let mut done = Ok(true);
        while matches!(done, Ok(true)) && lease.position < end {
            done = self.step(&mut lease).await;
        }
        lease.release(&self.shared.config.database).await?;
        done.map(|_| ())
    }

    async fn take(&self) -> Result<Option<ProjectionLease>, Error> {
        let config = &self.shared.config;
        let live = self.shared.live(self.projection).await?;
        if live.paused {
            return Ok(None);
        }
        let (name, generation) = (self.projection.name, live.generation);
        let acquired =
            ProjectionLease::acquire(&config.database, name, generation, self.holder, config.lease);
        let Some(lease) = acquired.await? else { return Ok(None) };
        // Whoever pauses it, or puts other tables in its place, either takes this lease away or
        // had done so before it was taken.
        if self.shared.live(self.projection).await? == live {
            return Ok(Some(lease));
        }
        lease.release(&config.database).await?;
        Ok(None)
    }

    /// Works under the lease until `shutdown`, or until it is lost.
    async fn term(
        &self,
        lease: &mut ProjectionLease,
        ensemble: &Ensemble,
        shutdown: &CancellationToken,
    ) -> Result<(), Error> {
        let config = &self.shared.config;
        // Whoever takes over may be a newer build, which can read what stopped the last.
        self.shared.retry(self.projection, lease.generation).await?;
        let mut renewed = Instant::now();
        let mut woken = false;
        while !shutdown.is_cancelled() {
            if self.step(lease).await? {
                renewed = Instant::now();
                woken = false;
                continue;
            }
            if renewed.elapsed() > config.lease / 3 {
                lease.renew(&config.database).await?;
                renewed = Instant::now();
            }
            if woken {
                pause(FALSE_ALARM, shutdown).await;
            }
            if !self.has_parked(lease).await? {
                *lease = ensemble.accompany(self.projection, lease.clone()).await?;
                woken = true;
                continue;
            }
            let asked = Instant::now();
            let patience = config.poll.min(config.lease / 4);
            tokio::select! {
                () = config.signals.head_beyond(lease.position, patience) => {}
                () = shutdown.cancelled() => {}
            }
            woken = asked.elapsed() < patience;
        }
        Ok(())
    }

    /// Whether events of it wait behind one that could not be applied.
    async fn has_parked(&self, lease: &ProjectionLease) -> Result<bool, Error> {
        let mut connection = self.shared.config.database.pool().acquire().await?;
        let ProjectionLease { projection, generation, .. } = lease;
        let streams = dead_letter::parked_streams(&mut connection, projection, *generation).await?;
        Ok(!streams.is_empty())
    }

    /// Applies the next stretch; false when there is none.
    async fn step(&self, lease: &mut ProjectionLease) -> Result<bool, Error> {
        let limit = self.shared.config.batch.min(self.projection.batch).max(1);
        let began = Instant::now();
        let stretch = self.shared.read(self.projection.aggregates, lease.position, limit).await?;
        if stretch.through == lease.position {
            self.shared.measure(lease, 0);
            return Ok(false);
        }
        let target =
            Target { projection: self.projection, generation: lease.generation, rebuild: false };
        let parked = self.shared.apply(target, Place::Checkpoint(lease), &stretch).await?;
        let full = stretch.through - lease.position >= u64::from(limit);
        lease.position = stretch.through;
        self.shared.config.signals.projected(&[self.projection.name], lease.position);
        for event in &stretch.events {
            self.shared.traced(format!("project {}", self.projection.name), event, began);
        }
        self.shared.measure_step(lease, began, stretch.events.len(), parked);
        let head = if full { self.shared.reader.head().await?.position } else { lease.position };
        self.shared.measure(lease, head.saturating_sub(lease.position));
        Ok(true)
    }

    fn failed(&self, error: &Error) {
        tracing::error!(projection = self.projection.name, %error, "a projection failed; trying again");
        metrics::counter!("steward_projection_failures_total", "projection" => self.projection.name)
            .increment(1);
    }
}

impl Shared {
    /// How far a projection is, and how many positions it is behind.
    pub(crate) fn measure(&self, lease: &ProjectionLease, lag: u64) {
        let name = lease.projection.clone();
        metrics::gauge!("steward_projection_position", "projection" => name.clone())
            .set(lease.position as f64);
        metrics::gauge!("steward_projection_lag", "projection" => name).set(lag as f64);
    }

    /// Tells an event's trace that a step which `began` then has applied it.
    pub(crate) fn traced(
        &self,
        name: impl Into<Cow<'static, str>>,
        event: &RecordedEvent,
        began: Instant,
    ) {
        let trace = event.metadata.traceparent.as_deref();
        trace::past(name, SpanKind::Consumer, trace, began.elapsed(), || trace::attributes(event));
    }

    /// What a step that `began` then has done.
    pub(crate) fn measure_step(
        &self,
        lease: &ProjectionLease,
        began: Instant,
        events: usize,
        parked: usize,
    ) {
        let name = || lease.projection.clone();
        metrics::histogram!("steward_projection_batch_seconds", "projection" => name())
            .record(began.elapsed().as_secs_f64());
        metrics::counter!("steward_projection_events_total", "projection" => name())
            .increment(events as u64);
        metrics::counter!("steward_projection_parked_total", "projection" => name())
            .increment(parked as u64);
    }
}

/// Sleeps, until `shutdown`.
pub(crate) async fn pause(length: Duration, shutdown: &CancellationToken) {
    tokio::select! {
        () = tokio::time::sleep(length) => {}
        () = shutdown.cancelled() => {}
    }
}
