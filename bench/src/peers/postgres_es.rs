//! Stock postgres-es 0.5: its `CqrsFramework` over its `PostgresEventRepository`.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use async_trait::async_trait;
use cqrs_es::persist::PersistedEventStore;
use cqrs_es::{AggregateError, EventStore as _};
use postgres_es::{PostgresCqrs, PostgresEventRepository, postgres_cqrs};
use sqlx::postgres::PgPoolOptions;
use sqlx::{Executor, PgPool};
use uuid::Uuid;

use super::drive::{self, Done, Store};
use super::message::{MessageSent, Say, Talk};
use super::{Load, Peer, payload};
use crate::measure::{About, Sample};

/// What its own `db/init.sql` makes: the columns, the primary key and the check.
const SCHEMA: &str = include_str!("postgres_es.sql");

/// postgres-es as it comes.
#[derive(Debug, Clone, Copy)]
pub struct PostgresEs;

type Conversation = Talk<String>;

/// Its framework and its store on a pool.
pub(crate) struct Open {
    framework: PostgresCqrs<Conversation>,
    store: PersistedEventStore<PostgresEventRepository, Conversation>,
}

impl Open {
    /// On a pool.
    pub(crate) fn new(pool: &PgPool) -> Self {
        let repository = PostgresEventRepository::new(pool.clone());
        let store = PersistedEventStore::new_event_store(repository);
        Self { framework: postgres_cqrs(pool.clone(), Vec::new(), ()), store }
    }
}

#[async_trait]
impl Store for Open {
    async fn append(&self, stream: Uuid, last: Uuid, count: usize) -> anyhow::Result<Done> {
        let mut conflicts = 0;
        loop {
            let say = Say(MessageSent::some(Uuid::nil(), last, count));
            let metadata = payload::metadata().into_iter().collect();
            let id = stream.to_string();
            match self.framework.execute_with_metadata(&id, say, metadata).await {
                Ok(()) => return Ok(Done { events: count as u64, conflicts }),
                Err(AggregateError::AggregateConflict) => conflicts += 1,
                Err(error) => return Err(error.into()),
            }
        }
    }

    async fn load(&self, stream: Uuid) -> anyhow::Result<Done> {
        let context = self.store.load_aggregate(&stream.to_string()).await?;
        Ok(Done { events: context.current_sequence as u64, conflicts: 0 })
    }
}

#[async_trait]
impl Peer for PostgresEs {
    fn about(&self) -> About {
        About {
            name: "postgres-es".to_owned(),
            version: "0.5.0".to_owned(),
            guarantees: "optimistic concurrency per stream; no order over streams, no \
                         idempotence, nothing encrypted or sealed; no subscription"
                .to_owned(),
            tuning: "a pool as large as there are writers, up to 32, without a test before use; \
                     the library prepares its statements"
                .to_owned(),
        }
    }

    async fn prepare(&self, url: &str) -> anyhow::Result<()> {
        let pool = pool(url, 1).await?;
        pool.execute(SCHEMA).await.context("the schema of postgres-es")?;
        pool.close().await;
        Ok(())
    }

    async fn measure(&self, workload: &str, url: &str, load: Load) -> anyhow::Result<Sample> {
        let pool = pool(url, load.writers).await?;
        let open = Arc::new(Open::new(&pool));
        let sample = match workload {
            "append" => drive::append(load, open).await,
            "load" => drive::read(load, open).await,
            other => anyhow::bail!("no workload {other}"),
        };
        pool.close().await;
        sample
    }

    fn knows(&self, workload: &str) -> bool {
        matches!(workload, "append" | "load")
    }
}

/// A pool as large as there are writers, up to 32.
pub(crate) async fn pool(url: &str, writers: usize) -> anyhow::Result<PgPool> {
    PgPoolOptions::new()
        .max_connections(writers.clamp(1, 32) as u32)
        .acquire_timeout(Duration::from_secs(30))
        .test_before_acquire(false)
        .connect(url)
        .await
        .context("the private Postgres does not answer")
}
