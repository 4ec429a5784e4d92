//! Steward's event store, as the product uses it: as the API's database role, with
//! row-level security, commands known by their id, personal text encrypted.

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use async_trait::async_trait;
use domain::{Actor, MemberId, Personal, TenantId};
use eventing::{
    CommandRequest, Database, DbRole, DeploymentKey, EventStore, KeyRing, LogReader, Signals, Step,
};
use uuid::Uuid;

use super::drive::{self, Done, Store};
use super::message::{MessageSent, Say, TYPE, Talk, Text};
use super::postgres_es::pool;
use super::streams::numbered;
use super::subscription::{self, Awaited};
use super::{Load, Peer};
use crate::measure::{About, Sample};

/// Connections of the API, as in the product.
const CONNECTIONS: u32 = 24;
/// Every deployment has one; this one protects made-up text.
const KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

/// Steward's event store.
#[derive(Debug, Clone)]
pub struct Steward<T> {
    name: &'static str,
    /// Businesses over which the streams are spread.
    tenants: usize,
    text: PhantomData<T>,
}

impl Steward<Personal<String>> {
    /// As the product is: personal text encrypted under its member's key.
    pub fn sealed(name: &'static str, tenants: usize) -> Self {
        Self { name, tenants, text: PhantomData }
    }
}

impl Steward<String> {
    /// The same with text that is nobody's, and so stored in clear.
    pub fn plain(name: &'static str) -> Self {
        Self { name, tenants: 1, text: PhantomData }
    }
}

/// The deployment key of every database of Steward here.
pub fn deployment_key() -> anyhow::Result<DeploymentKey> {
    Ok(DeploymentKey::from_hex(KEY)?)
}

struct Open<T> {
    store: EventStore,
    tenants: usize,
    text: PhantomData<T>,
}

impl<T: Text> Open<T> {
    /// The business that a stream belongs to.
    fn tenant(&self, stream: Uuid) -> TenantId {
        let number = stream.as_u128() % self.tenants.max(1) as u128;
        TenantId(numbered(0, usize::try_from(number).unwrap_or_default()))
    }
}

#[async_trait]
impl<T: Text> Store for Open<T> {
    async fn append(&self, stream: Uuid, last: Uuid, count: usize) -> anyhow::Result<Done> {
        let tenant = self.tenant(stream);
        let member = MemberId(tenant.0);
        let mut request = CommandRequest::new(tenant, Actor::Member(member), chrono::Utc::now());
        request.fingerprint = vec![0; 32];
        let step = Step::new::<Talk<T>>(stream, Say(MessageSent::some(member.0, last, count)));
        self.store.execute(request, vec![step]).await?;
        Ok(Done { events: count as u64, conflicts: 0 })
    }

    async fn load(&self, stream: Uuid) -> anyhow::Result<Done> {
        let loaded = self.store.load::<Talk<T>>(self.tenant(stream), stream).await?;
        Ok(Done { events: loaded.events.len() as u64, conflicts: 0 })
    }
}

/// Reads the log as a projector does: woken by the appender's signal, and once a second.
async fn follow(reader: LogReader, signals: Signals, awaited: Awaited) -> anyhow::Result<()> {
    let mut at = reader.head().await?.position;
    loop {
        signals.head_beyond(at, Duration::from_secs(1)).await;
        let batch = reader.read(at, 500, &[TYPE]).await?;
        at = batch.through;
        for event in batch.events {
            let id = event.payload()["message_id"].as_str().and_then(|id| id.parse().ok());
            awaited.delivered(id.context("an event without an id")?);
        }
    }
}

#[async_trait]
impl<T: Text> Peer for Steward<T> {
    fn about(&self) -> About {
        About {
            name: self.name.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            guarantees: "one dense, commit-ordered log; optimistic concurrency; a command id takes \
                         effect once; row-level security by tenant; personal text encrypted per \
                         member (not in the plain variant); sealed by signed heads in the background"
                .to_owned(),
            tuning: format!(
                "{CONNECTIONS} connections and one appender that commits what is queued, as in the \
                 product; a command is decided on the state that is kept for a second, else the \
                 stream is read"
            ),
        }
    }

    async fn prepare(&self, url: &str) -> anyhow::Result<()> {
        let pool = pool(url, 1).await?;
        migrations::MIGRATOR.run(&pool).await.context("the schema of Steward")?;
        pool.close().await;
        Ok(())
    }

    async fn measure(&self, workload: &str, url: &str, load: Load) -> anyhow::Result<Sample> {
        let database = Database::connect(url, DbRole::Api, CONNECTIONS).await?;
        let pool = database.pool().clone();
        let keys = KeyRing::new(database.clone(), deployment_key()?);
        let signals = Signals::local();
        let store = EventStore::start(database, keys, signals.clone());
        let open = Open::<T> { store, tenants: self.tenants, text: PhantomData };
        let sample = match workload {
            "append" => drive::append(load, Arc::new(open)).await,
            "load" => drive::read(load, Arc::new(open)).await,
            "subscription" => {
                let system = Database::connect(url, DbRole::System, 2).await?;
                let keys = KeyRing::new(system.clone(), deployment_key()?);
                let (reader, awaited) = (LogReader::new(system, keys), Awaited::default());
                tokio::select! {
                    sample = subscription::run(load, &open, &awaited) => sample,
                    ended = follow(reader, signals, awaited.clone()) => {
                        anyhow::bail!("the reader ended: {ended:?}")
                    }
                }
            }
            other => anyhow::bail!("no workload {other}"),
        };
        pool.close().await;
        sample
    }

    fn knows(&self, workload: &str) -> bool {
        matches!(workload, "append" | "load" | "subscription")
    }
}
