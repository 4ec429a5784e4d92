//! One per process: tails the log for all connections.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::{MemberId, TenantId};
use eventing::{Database, LogReader};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::audience::{Seen, locate};
use super::deltas::Deltas;
use crate::config::Services;
use crate::error::ApiError;
use crate::progress::Progress;

/// Positions read at a time.
pub(super) const BATCH: u32 = 500;
/// Batches that may wait for one connection; a slower one catches up by itself.
const QUEUE: usize = 64;
/// Connections of one member.
const MOST_PER_MEMBER: usize = 20;
const RETRY: Duration = Duration::from_millis(500);

/// What the hub hands to a connection: the events it may see, up to a position.
pub(super) struct Batch {
    pub(super) events: Vec<Arc<Seen>>,
    pub(super) through: u64,
}

/// A place at the hub: everything after `position` comes through `batches`, which ends
/// when the connection was too slow.
pub(super) struct Subscription {
    pub(super) position: u64,
    pub(super) batches: mpsc::Receiver<Batch>,
    /// The session was ended in this process.
    pub(super) ended: CancellationToken,
}

/// Clones share it.
#[derive(Clone)]
pub(crate) struct Hub {
    places: Arc<Mutex<Places>>,
    pub(super) deltas: Deltas,
    pub(super) system: Database,
    pub(super) log: LogReader,
}

#[derive(Default)]
struct Places {
    /// Everything up to here was handed out.
    position: u64,
    by_tenant: HashMap<TenantId, HashMap<Uuid, Place>>,
}

struct Place {
    member: MemberId,
    session: Uuid,
    batches: mpsc::Sender<Batch>,
    ended: CancellationToken,
}

impl Hub {
    /// Starts tailing, until `shutdown`.
    pub(crate) fn start(
        services: &Services,
        progress: Progress,
        log_id: Uuid,
        shutdown: CancellationToken,
    ) -> Self {
        let hub = Self {
            places: Arc::default(),
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

    /// Takes a place; none when the member has too many.
    pub(super) fn subscribe(
        &self,
        connection: Uuid,
        tenant: TenantId,
        member: MemberId,
        session: Uuid,
    ) -> Option<Subscription> {
        let (sender, batches) = mpsc::channel(QUEUE);
        let ended = CancellationToken::new();
        let mut places = self.places();
        let position = places.position;
        let of_tenant = places.by_tenant.entry(tenant).or_default();
        of_tenant.remove(&connection);
        if of_tenant.values().filter(|place| place.member == member).count() >= MOST_PER_MEMBER {
            return None;
        }
        of_tenant
            .insert(connection, Place { member, session, batches: sender, ended: ended.clone() });
        drop(places);
        Some(Subscription { position, batches, ended })
    }

    /// Gives a place up.
    pub(super) fn leave(&self, connection: Uuid, tenant: TenantId) {
        let mut places = self.places();
        if let Some(of_tenant) = places.by_tenant.get_mut(&tenant) {
            of_tenant.remove(&connection);
            if of_tenant.is_empty() {
                places.by_tenant.remove(&tenant);
            }
        }
    }

    /// Tells a session's connections that it was ended.
    pub(crate) fn session_ended(&self, session: Uuid) {
        let places = self.places();
        for place in places.by_tenant.values().flat_map(HashMap::values) {
            if place.session == session {
                place.ended.cancel();
            }
        }
    }

    async fn tail(&self, progress: &Progress) {
        loop {
            match self.step(progress).await {
                Ok(true) => {}
                Ok(false) => {
                    let position = self.places().position;
                    progress.wait(position + 1).await;
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
        let reached = progress.position().await?;
        let (position, tenants) = {
            let mut places = self.places();
            if reached <= places.position {
                return Ok(false);
            }
            if places.by_tenant.is_empty() {
                places.position = reached;
                return Ok(true);
            }
            (places.position, places.by_tenant.keys().copied().collect::<HashSet<_>>())
        };
        let limit = u32::try_from(reached - position).unwrap_or(BATCH).min(BATCH);
        let batch = self.log.envelopes(position, limit).await.map_err(ApiError::unavailable)?;
        let concerned: Vec<_> =
            batch.events.into_iter().filter(|event| tenants.contains(&event.tenant)).collect();
        let seen = locate(&self.system, &concerned).await?;
        self.hand_out(&seen, batch.through, &tenants);
        Ok(batch.through > position)
    }

    fn hand_out(&self, seen: &[Arc<Seen>], through: u64, looked_at: &HashSet<TenantId>) {
        let mut places = self.places();
        places.position = through;
        for (tenant, of_tenant) in &mut places.by_tenant {
            // Whoever came meanwhile, of a tenant not looked at, and whoever is too slow
            // loses the place, comes back and catches up.
            let looked_at = looked_at.contains(tenant);
            of_tenant.retain(|_, place| {
                let visible = seen.iter().filter(|seen| seen.is_for(*tenant, place.member));
                let events = visible.cloned().collect();
                looked_at && place.batches.try_send(Batch { events, through }).is_ok()
            });
        }
        places.by_tenant.retain(|_, of_tenant| !of_tenant.is_empty());
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
