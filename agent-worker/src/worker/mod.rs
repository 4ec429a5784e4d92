//! Where work comes from, and who holds a conversation.
//!
//! Hints from Redis say where to look at once; a sweep of the read models finds what no
//! hint announced (Redis was flushed, a worker died). Either way the log decides.

mod places;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use domain::{ConversationId, TenantId};
use eventing::hints::{Hint, HintConsumer};
use eventing::lease::ConversationLease;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use self::places::{Place, Places};
use crate::{Config, Error, embedding, pending, turn};

/// Runs until `shutdown`. Turns under way stop where they are: what is recorded of them
/// is what the next worker goes on from.
pub async fn run(config: Config, shutdown: CancellationToken) -> Result<(), Error> {
    let worker = Worker::new(config, shutdown.clone());
    let tasks = TaskTracker::new();
    tasks.spawn(listen(worker.clone()));
    tasks.spawn(sweep(worker.clone()));
    tasks.spawn(embedding::run(worker.config.clone(), shutdown.clone()));
    shutdown.cancelled().await;
    tasks.close();
    tasks.wait().await;
    worker.turns.close();
    worker.turns.wait().await;
    Ok(())
}

/// Does everything that waits by the read models as they are now, and returns: for tests
/// and tools that cannot wait for a loop.
pub async fn run_until_idle(config: Config) -> Result<(), Error> {
    while embedding::fill(&config).await?.embedded > 0 {}
    let worker = Worker::new(config, CancellationToken::new());
    let mut done = HashSet::new();
    loop {
        let mut waiting = worker.waiting().await?;
        waiting.retain(|conversation| done.insert(*conversation));
        if waiting.is_empty() {
            return Ok(());
        }
        for (tenant, conversation) in waiting {
            worker.work_on(tenant, conversation).await?;
        }
    }
}

/// One worker; clones share it.
#[derive(Debug, Clone)]
struct Worker {
    config: Arc<Config>,
    /// This worker's name on leases and in the consumer group.
    id: Uuid,
    shutdown: CancellationToken,
    places: Arc<Places>,
    turns: TaskTracker,
}

impl Worker {
    fn new(config: Config, shutdown: CancellationToken) -> Self {
        Self {
            id: Uuid::now_v7(),
            places: Places::new(config.concurrency),
            config: Arc::new(config),
            shutdown,
            turns: TaskTracker::new(),
        }
    }

    /// Takes up the conversation of a place, and again when something came to it meanwhile.
    /// What has no place now, or was interrupted, the sweep finds again.
    fn take_up(&self, mut place: Place) {
        let worker = self.clone();
        self.turns.spawn(async move {
            loop {
                let (tenant, conversation) = place.conversation();
                if let Err(error) = worker.work_on(tenant, conversation).await {
                    tracing::warn!(%error, tenant.id = %tenant, conversation.id = %conversation, "turn interrupted");
                    return;
                }
                let Some(kept) = place.leave() else { return };
                place = kept;
            }
        });
    }

    /// Runs the conversation's due turns, oldest first, while its lease can be had.
    async fn work_on(&self, tenant: TenantId, conversation: ConversationId) -> Result<(), Error> {
        let config = &self.config;
        let lease = ConversationLease::acquire(
            &config.database,
            tenant,
            conversation,
            self.id,
            config.lease,
        )
        .await?;
        let Some(lease) = lease else { return Ok(()) };
        let result = self.work_under(&lease).await;
        let released = lease.release(&config.database).await;
        result.and(released.map_err(Error::from))
    }

    async fn work_under(&self, lease: &ConversationLease) -> Result<(), Error> {
        // What sent us here may be old; what is left after a turn is looked for by the next sweep.
        let mut thorough = true;
        while !self.shutdown.is_cancelled() {
            let (store, tenant) = (&self.config.store, lease.tenant);
            let due = pending::next(store, tenant, lease.conversation, thorough).await?;
            let Some(due) = due else { return Ok(()) };
            thorough = false;
            // The sweep takes it up again when the business goes on.
            if self.is_suspended(lease.tenant).await? {
                return Ok(());
            }
            let turn_id = due.start.turn_id.0;
            if !lease.renew(&self.config.database, self.config.lease, turn_id).await? {
                return Ok(());
            }
            tokio::select! {
                end = turn::run(&self.config, lease, due, &self.shutdown) => end?,
                () = self.keep(lease, turn_id) => return Ok(()),
            }
        }
        Ok(())
    }

    /// Renews the lease for as long as it can; returns when it is lost.
    async fn keep(&self, lease: &ConversationLease, turn: Uuid) {
        loop {
            tokio::time::sleep(self.config.lease / 3).await;
            match lease.renew(&self.config.database, self.config.lease, turn).await {
                Ok(true) => {}
                Ok(false) => {
                    tracing::warn!(conversation.id = %lease.conversation, "lease lost to another worker");
                    return;
                }
                // The lease may still hold; if not, the log refuses what comes of it.
                Err(error) => tracing::warn!(%error, "lease not renewed"),
            }
        }
    }

    /// Whether a business was stopped, by the read models.
    async fn is_suspended(&self, tenant: TenantId) -> Result<bool, Error> {
        let suspended = sqlx::query_scalar("SELECT is_suspended($1)")
            .bind(tenant.0)
            .fetch_one(self.config.database.pool())
            .await?;
        Ok(suspended)
    }

    /// Conversations in which something is to be done, by the read models.
    async fn waiting(&self) -> Result<Vec<(TenantId, ConversationId)>, Error> {
        let rows: Vec<(Uuid, Uuid)> =
            sqlx::query_as("SELECT tenant_id, conversation_id FROM waiting_conversations()")
                .fetch_all(self.config.database.pool())
                .await?;
        Ok(rows.into_iter().map(|(t, c)| (TenantId(t), ConversationId(c))).collect())
    }

    /// Looks once for everything that waits, and takes it up.
    async fn sweep_once(&self) -> Result<(), Error> {
        for (tenant, conversation) in self.waiting().await? {
            if let Some(place) = self.places.take(tenant, conversation) {
                self.take_up(place);
            }
        }
        Ok(())
    }

    fn follow(&self, hint: &Hint) {
        if hint.aggregate_type == "Conversation" && hint.event_type == "MessageSent" {
            let conversation = ConversationId(hint.aggregate_id);
            if let Some(place) = self.places.take_for_news(hint.tenant, conversation) {
                self.take_up(place);
            }
        }
    }
}

async fn listen(worker: Worker) {
    let Some(client) = worker.config.redis.clone() else { return };
    let mut hints =
        HintConsumer::new(client, worker.config.log_id, "agent-worker", &worker.id.to_string());
    while !worker.shutdown.is_cancelled() {
        tokio::select! {
            () = worker.shutdown.cancelled() => return,
            next = hints.next(Config::SWEEP) => match next {
                Ok(hints) => hints.iter().for_each(|hint| worker.follow(hint)),
                Err(error) => {
                    tracing::debug!(%error, "no hints from Redis; the sweep goes on");
                    tokio::time::sleep(Duration::from_millis(500)).await;
                }
            }
        }
    }
}

async fn sweep(worker: Worker) {
    while !worker.shutdown.is_cancelled() {
        if let Err(error) = worker.sweep_once().await {
            tracing::warn!(%error, "sweep failed; trying again");
        }
        tokio::select! {
            () = worker.shutdown.cancelled() => return,
            // Read models lag: what has just been done may still be listed.
            () = worker.places.freed() => tokio::time::sleep(Config::BREATH).await,
            () = tokio::time::sleep(Config::SWEEP) => {}
        }
    }
}
