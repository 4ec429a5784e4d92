//! What these tests share: a business, its people, and a worker to run.

mod business;
mod look;
mod models;
mod time;

use std::sync::Arc;
use std::time::Duration;

use agent_worker::Config;
use domain::{ConversationId, MemberId, MessageId, TenantId};
use eventing::{Database, DbRole, DeploymentKey, EventStore, KeyRing, Signals};
use llm::testing::{ScriptedModel, WordEmbedder};
use llm::{ChatModel, Models, RetryPolicy};
use projector::Projector;
use test_support::TestDb;
use uuid::Uuid;

pub(crate) use business::{day, in_words};
pub(crate) use models::{FailingEmbedder, Gate, Panicking, notify, search, text};

/// A pizzeria in Rome: Mario owns it; Luigi, Peach and Toad work there.
pub(crate) struct World {
    pub(crate) db: TestDb,
    pub(crate) store: EventStore,
    pub(crate) tenant: TenantId,
    pub(crate) mario: MemberId,
    pub(crate) luigi: MemberId,
    pub(crate) peach: MemberId,
    pub(crate) toad: MemberId,
    key: DeploymentKey,
    projector: Projector,
}

/// A message, and where it was sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) conversation: ConversationId,
    pub(crate) message: MessageId,
}

impl World {
    pub(crate) async fn new() -> Self {
        let db = TestDb::new().await;
        let key = DeploymentKey::generate();
        let api = Database::connect(&db.url(), DbRole::Api, 8).await.unwrap();
        let keys = KeyRing::new(api.clone(), key.clone());
        let store = EventStore::start(api, keys, Signals::local());
        let system = Database::connect(&db.url(), DbRole::System, 8).await.unwrap();
        let keys = KeyRing::new(system.clone(), key.clone());
        let projector = projector::Config::new(system, keys, Signals::local());
        let member = || MemberId(Uuid::now_v7());
        let world = Self {
            store,
            tenant: TenantId(Uuid::now_v7()),
            mario: member(),
            luigi: member(),
            peach: member(),
            toad: member(),
            key,
            projector: Projector::new(projector).unwrap(),
            db,
        };
        world.open_business().await;
        world
    }

    /// Opens another business beside this one; from now on its people speak.
    pub(crate) async fn next_business(&mut self) {
        let member = || MemberId(Uuid::now_v7());
        self.tenant = TenantId(Uuid::now_v7());
        (self.mario, self.luigi, self.peach, self.toad) = (member(), member(), member(), member());
        self.open_business().await;
    }

    /// Brings the read models to the end of the log.
    pub(crate) async fn project(&self) {
        self.projector.run_until_idle().await.unwrap();
    }

    /// A worker of its own pools, as another process would have one.
    pub(crate) async fn worker(&self, model: impl ChatModel + 'static) -> Config {
        let database = Database::connect(&self.db.url(), DbRole::Worker, 8).await.unwrap();
        let keys = KeyRing::new(database.clone(), self.key.clone());
        // Read models are pumped by the test: the worker has nothing to wait for.
        let signals = Signals::local();
        signals.projected(&["pumped"], u64::MAX);
        Config {
            store: EventStore::start(database.clone(), keys, signals.clone()),
            database,
            signals,
            redis: None,
            log_id: Uuid::nil(),
            models: Models::listed(vec![Arc::new(model)]),
            breakers: Arc::default(),
            embedder: Arc::new(WordEmbedder::new(64)),
            retry: RetryPolicy {
                attempts: 3,
                content_attempts: 3,
                base: Duration::from_millis(1),
                max: Duration::from_millis(1),
                ..RetryPolicy::default()
            },
            lease: Duration::from_secs(60),
            concurrency: 4,
            turn_deadline: Duration::from_secs(60),
            clock: agent_worker::Clock::default(),
        }
    }

    /// Does all that waits with this model, and projects it.
    pub(crate) async fn run(&self, model: &ScriptedModel) {
        let config = self.worker(model.clone()).await;
        self.run_as(config).await;
    }

    pub(crate) async fn run_as(&self, config: Config) {
        self.project().await;
        agent_worker::run_until_idle(config).await.unwrap();
        self.project().await;
    }

    /// Lets every lease run out, as time would.
    pub(crate) async fn expire_leases(&self) {
        sqlx::query("UPDATE conversation_leases SET expires_at = '-infinity'")
            .execute(self.db.admin_pool())
            .await
            .unwrap();
    }

    /// Throws a member's key away: all text about them is unreadable from now on.
    pub(crate) async fn erase(&self, member: MemberId) {
        sqlx::query(
            "UPDATE member_keys SET wrapped_key = NULL, erased_at = now() WHERE member_id = $1",
        )
        .bind(member.0)
        .execute(self.db.admin_pool())
        .await
        .unwrap();
    }
}
