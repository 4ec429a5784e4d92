//! How far the read models behind the UI are, and waiting for them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use eventing::{Database, Signals, checkpoint};

use crate::config::Services;
use crate::error::{ApiError, kinds};

/// The position that all projections have committed. Clones share it.
#[derive(Clone)]
pub(crate) struct Progress {
    database: Database,
    signals: Signals,
    known: Arc<AtomicU64>,
}

impl Progress {
    pub(crate) fn new(services: &Services) -> Self {
        Self {
            database: services.database.clone(),
            signals: services.signals.clone(),
            known: Arc::default(),
        }
    }

    /// The position that all have committed, from their checkpoints.
    pub(crate) async fn position(&self) -> Result<u64, sqlx::Error> {
        let position = checkpoint::projected(&self.database, &[]).await?;
        self.seen(position);
        Ok(position)
    }

    /// All have committed `position`, as somebody saw.
    pub(crate) fn seen(&self, position: u64) {
        self.known.fetch_max(position, Ordering::Relaxed);
    }

    /// Waits up to `patience` until all have committed `position`.
    pub(crate) async fn reach(&self, position: u64, patience: Duration) -> Result<(), ApiError> {
        if position <= self.known.load(Ordering::Relaxed) || position <= self.position().await? {
            return Ok(());
        }
        let head = eventing::log::head(&self.database).await.map_err(ApiError::unavailable)?;
        if position > head.position {
            return Err(ApiError::because(
                kinds::BEYOND_HEAD,
                format!(
                    "after_position is {position}, and the log ends at position {}.",
                    head.position
                ),
            ));
        }
        if checkpoint::wait_for(&self.database, &self.signals, &[], position, patience).await? {
            self.seen(position);
            return Ok(());
        }
        Err(ApiError::because(
            kinds::PROJECTION_BEHIND,
            format!("Position {position} is not there yet."),
        )
        .retry_after(1))
    }

    /// Returns when `position` may have been reached, and within a fraction of a second. It may
    /// be early, so pause before asking again.
    pub(crate) async fn wait(&self, position: u64) {
        self.signals.projected_beyond(position, Duration::from_millis(500)).await;
    }
}
