//! One per process: tails the log for all connections.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use eventing::{Database, LogReader};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::audience::locate;
use super::deltas::Deltas;
use super::places::Places;
use crate::config::Services;
use crate::error::ApiError;
use crate::progress::Progress;

/// Positions read at a time.
pub(super) const BATCH: u32 = 500;
const RETRY: Duration = Duration::from_millis(500);
/// The pause after a wake-up for nothing.
const FALSE_ALARM: Duration = Duration::from_millis(10);

/// Clones share it.
#[derive(Clone)]
pub(crate) struct Hub {
    places: Arc<Mutex<Places>>,
    pub(super) deltas: Deltas,
    pub(super) system: Database,
    pub(super) log: LogReader,
}

impl Hub {
    /// Starts tailing from `position`, until `shutdown`.
    pub(crate) fn start(
        services: &Services,
        progress: Progress,
        log_id: Uuid,
        position: u64,
        shutdown: CancellationToken,
    ) -> Self {
        let hub = Self {
            places: Arc::new(Mutex::new(Places::at(position))),
            deltas: Deltas::new(services.redis.clone(), services.store.keys().clone(), log_id),
            system: services.system.clone(),
            log: services.log.clone(),
        };
        let tailing = hub.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = tailing.tail(&progress) => {}
            }
        });
        hub
    }

    /// Tells a session's connections that it was ended.
    pub(crate) fn session_ended(&self, session: Uuid) {
        self.places().session_ended(session);
    }

    /// Up to where events were handed out: all read models have them.
    pub(crate) fn position(&self) -> u64 {
        self.places().position()
    }

    /// Who is connected.
    pub(super) fn places(&self) -> MutexGuard<'_, Places> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn tail(&self, progress: &Progress) {
        let mut woken = false;
        loop {
            match self.step(progress).await {
                Ok(true) => woken = false,
                Ok(false) => {
                    if woken {
                        tokio::time::sleep(FALSE_ALARM).await;
                    }
                    let position = self.places().position();
                    progress.wait(position + 1).await;
                    woken = true;
                }
                Err(error) => {
                    tracing::warn!(
                        cause = error.logged_cause(),
                        "live updates interrupted; trying again"
                    );
                    tokio::time::sleep(RETRY).await;
                }
            }
        }
    }

    /// Hands out what the read models have committed since; false when that is nothing.
    async fn step(&self, progress: &Progress) -> Result<bool, ApiError> {
        let (position, tenants) = {
            let places = self.places();
            (places.position(), places.tenants())
        };
        if tenants.is_empty() {
            let reached = progress.position().await?;
            let mut places = self.places();
            if places.tenants().is_empty() && reached > position {
                places.skip_to(reached);
            }
            return Ok(places.position() > position);
        }
        let batch = self.log.projected(position, BATCH).await.map_err(ApiError::unavailable)?;
        if batch.through == position {
            return Ok(false);
        }
        progress.seen(batch.through);
        let concerned: Vec<_> =
            batch.events.into_iter().filter(|event| tenants.contains(&event.tenant)).collect();
        let seen = locate(&self.system, &concerned).await?;
        self.places().hand_out(&seen, batch.through, &tenants);
        Ok(true)
    }
}
