//! Where work comes from, and who holds a conversation.
//!
//! Hints from Redis say where to look at once; a sweep of the read models finds what no
//! hint announced (Redis was flushed, a worker died). Either way the log decides.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::{ActionId, ConversationId, TenantId};
use eventing::hints::{Hint, HintConsumer};
use eventing::lease::ConversationLease;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use crate::{Config, Error, approved, embedding, pending, turn};

/// Runs until `shutdown`, then lets the turns under way reach their next record.
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

/// One worker; clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Worker {
    pub(crate) config: Arc<Config>,
    /// This worker's name on leases and in the consumer group.
    pub(crate) id: Uuid,
    shutdown: CancellationToken,
    places: Arc<Semaphore>,
    at_work: Arc<Mutex<HashSet<(TenantId, ConversationId)>>>,
    turns: TaskTracker,
}

impl Worker {
    pub(crate) fn new(config: Config, shutdown: CancellationToken) -> Self {
        Self {
            id: Uuid::now_v7(),
            places: Arc::new(Semaphore::new(config.concurrency)),
            config: Arc::new(config),
            shutdown,
            at_work: Arc::default(),
            turns: TaskTracker::new(),
        }
    }

    /// Takes up a conversation unless this worker is at it already.
    async fn take_up(&self, tenant: TenantId, conversation: ConversationId) {
        let Ok(place) = self.places.clone().acquire_owned().await else { return };
        if !self.mark(tenant, conversation) {
            return;
        }
        let worker = self.clone();
        self.turns.spawn(async move {
            if let Err(error) = worker.work_on(tenant, conversation).await {
                tracing::warn!(%error, tenant.id = %tenant, conversation.id = %conversation, "turn interrupted");
            }
            worker.unmark(tenant, conversation);
            drop(place);
        });
    }

    /// Runs the conversation's due turns, oldest first, while its lease can be had.
    pub(crate) async fn work_on(
        &self,
        tenant: TenantId,
        conversation: ConversationId,
    ) -> Result<(), Error> {
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
        lease.release(&config.database).await?;
        result
    }

    async fn work_under(&self, lease: &ConversationLease) -> Result<(), Error> {
        while !self.shutdown.is_cancelled() {
            let due = pending::next(&self.config.store, lease.tenant, lease.conversation).await?;
            let Some(due) = due else { return Ok(()) };
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

    fn mark(&self, tenant: TenantId, conversation: ConversationId) -> bool {
        self.at_work.lock().unwrap_or_else(PoisonError::into_inner).insert((tenant, conversation))
    }

    fn unmark(&self, tenant: TenantId, conversation: ConversationId) {
        self.at_work.lock().unwrap_or_else(PoisonError::into_inner).remove(&(tenant, conversation));
    }

    /// Looks once for everything that waits, and takes it up.
    async fn sweep_once(&self) -> Result<usize, Error> {
        let pool = self.config.database.pool();
        let waiting: Vec<(Uuid, Uuid)> =
            sqlx::query_as("SELECT tenant_id, conversation_id FROM waiting_conversations()")
                .fetch_all(pool)
                .await?;
        let found = waiting.len();
        for (tenant, conversation) in waiting {
            self.take_up(TenantId(tenant), ConversationId(conversation)).await;
        }
        let approved: Vec<(Uuid, Uuid)> =
            sqlx::query_as("SELECT tenant_id, action_id FROM approved_actions()")
                .fetch_all(pool)
                .await?;
        for (tenant, action) in approved {
            approved::perform(&self.config, TenantId(tenant), ActionId(action)).await?;
        }
        Ok(found)
    }

    async fn follow(&self, hint: Hint) {
        match (hint.aggregate_type.as_str(), hint.event_type.as_str()) {
            ("Conversation", "MessageSent") => {
                self.take_up(hint.tenant, ConversationId(hint.aggregate_id)).await;
            }
            ("Action", "ActionApproved") => {
                let action = ActionId(hint.aggregate_id);
                if let Err(error) = approved::perform(&self.config, hint.tenant, action).await {
                    tracing::warn!(%error, action.id = %action, "approved action not performed yet");
                }
            }
            _ => {}
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
                Ok(hints) => for hint in hints { worker.follow(hint).await },
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
            () = tokio::time::sleep(Config::SWEEP) => {}
        }
    }
}
