//! What these tests share: a log to write to, and read models to look at.

use std::collections::BTreeMap;

use chrono::Utc;
use domain::{Actor, MemberId, TenantId};
use eventing::dead_letter::{self, DeadLetter, Wanted};
use eventing::projections::{self, Projection};
use eventing::{
    CommandRequest, Database, DbRole, DeploymentKey, EventStore, KeyRing, Signals, Step, StoreError,
};
use projector::{Config, PROJECTIONS, Projector};
use serde_json::Value;
use test_support::TestDb;
use uuid::Uuid;

pub(crate) struct World {
    pub(crate) db: TestDb,
    pub(crate) system: Database,
    pub(crate) signals: Signals,
    pub(crate) tenant: TenantId,
    pub(crate) member: MemberId,
    key: DeploymentKey,
    store: EventStore,
}

impl World {
    pub(crate) async fn new() -> Self {
        let db = TestDb::new().await;
        let key = DeploymentKey::generate();
        let signals = Signals::local();
        let api = Database::connect(&db.url(), DbRole::Api, 4).await.unwrap();
        let store = EventStore::start(api.clone(), KeyRing::new(api, key.clone()), signals.clone());
        let system = Database::connect(&db.url(), DbRole::System, 20).await.unwrap();
        let (tenant, member) = (TenantId(Uuid::now_v7()), MemberId(Uuid::now_v7()));
        Self { db, system, signals, tenant, member, key, store }
    }

    pub(crate) fn config(&self) -> Config {
        let keys = KeyRing::new(self.system.clone(), self.key.clone());
        Config::new(self.system.clone(), keys, self.signals.clone())
    }

    pub(crate) fn projector(&self) -> Projector {
        Projector::new(self.config()).unwrap()
    }

    pub(crate) async fn project(&self) {
        self.projector().run_until_idle().await.unwrap();
    }

    /// Appends; the position, or the refusal.
    pub(crate) async fn try_append(&self, steps: Vec<Step>) -> Result<u64, StoreError> {
        let request = CommandRequest::new(self.tenant, Actor::Member(self.member), Utc::now());
        Ok(self.store.execute(request, steps).await?.position)
    }

    pub(crate) async fn append(&self, step: Step) -> u64 {
        self.try_append(vec![step]).await.unwrap()
    }

    /// All rows of a table in the order of its columns.
    pub(crate) async fn rows(&self, table: &str) -> Vec<Value> {
        let sql = format!("SELECT to_jsonb(t) FROM {table} t ORDER BY t::text");
        sqlx::query_scalar(&sql).fetch_all(self.db.admin_pool()).await.unwrap()
    }

    /// The only row of a table.
    pub(crate) async fn row(&self, table: &str) -> Value {
        let mut rows = self.rows(table).await;
        assert_eq!(rows.len(), 1, "{table}: {rows:#?}");
        rows.remove(0)
    }

    /// Every row of every read model.
    pub(crate) async fn dump(&self) -> BTreeMap<&'static str, Vec<Value>> {
        let mut all = BTreeMap::new();
        for table in PROJECTIONS.iter().flat_map(|projection| projection.tables) {
            all.insert(*table, self.rows(table).await);
        }
        all
    }

    pub(crate) async fn parked(&self) -> Vec<DeadLetter> {
        let mut connection = self.system.pool().acquire().await.unwrap();
        dead_letter::list(&mut connection, Wanted::default(), 1000).await.unwrap()
    }

    pub(crate) async fn status(&self, name: &str) -> Projection {
        let all = projections::list(&self.system, None).await.unwrap();
        all.into_iter().find(|status| status.name == name).unwrap()
    }

    /// Puts an event into the log that no build of ours writes.
    pub(crate) async fn inject(
        &self,
        aggregate: &str,
        id: Uuid,
        sequence: i64,
        kind: &str,
        payload: &str,
    ) {
        self.inject_version(aggregate, id, sequence, (kind, "1"), payload).await;
    }

    /// The same in a version of its own.
    pub(crate) async fn inject_version(
        &self,
        aggregate: &str,
        id: Uuid,
        sequence: i64,
        (kind, version): (&str, &str),
        payload: &str,
    ) {
        let mut tx = self.db.admin_pool().begin().await.unwrap();
        let metadata = serde_json::json!({
            "event_id": Uuid::new_v4(), "actor": "steward", "correlation_id": Uuid::nil(),
            "causation_id": Uuid::nil(), "command_id": Uuid::nil(), "occurred_at": "2026-11-23T20:41:00Z",
        });
        sqlx::query(
            "WITH head AS (UPDATE log_head SET position = position + 1 RETURNING position) \
             INSERT INTO events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, \
               metadata, position, event_id, command_id, recorded_at) \
             SELECT $1, $2, $3, $4, $7, $5::json, $6::json, position, gen_random_uuid(), gen_random_uuid(), now() \
             FROM head",
        )
        .bind(aggregate)
        .bind(format!("{}/{id}", self.tenant))
        .bind(sequence)
        .bind(kind)
        .bind(payload)
        .bind(metadata.to_string())
        .bind(version)
        .execute(&mut *tx)
        .await
        .unwrap();
        tx.commit().await.unwrap();
    }
}
