//! Streams for `cqrs-es`: loaded by `postgres-es`, opened here, appended by our appender.

use cqrs_es::Aggregate;
use cqrs_es::persist::{
    PersistedEventRepository, PersistenceError, ReplayStream, SerializedEvent, SerializedSnapshot,
};
use domain::TenantId;
use postgres_es::PostgresEventRepository;
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use super::appender::{NewEvent, StreamCheck, Unit, Verdict};
use super::{EventStore, StoreError, plan};
use crate::sealing::{self, Opener};

/// The streams of one tenant. It names the tenant in each id it passes on, and refuses
/// ids of another.
#[derive(Debug)]
pub struct SealedEventRepository {
    store: EventStore,
    tenant: TenantId,
}

type StoredRow = (i64, String, String, Json<Value>, Json<Value>);

impl SealedEventRepository {
    pub(super) fn new(store: EventStore, tenant: TenantId) -> Self {
        Self { store, tenant }
    }

    fn check(&self, aggregate_id: &str) -> Result<(), PersistenceError> {
        let own = aggregate_id
            .strip_prefix(&self.tenant.to_string())
            .is_some_and(|rest| rest.starts_with('/'));
        if own {
            return Ok(());
        }
        Err(PersistenceError::UnknownError("a stream of another tenant was named".into()))
    }

    async fn open(
        &self,
        mut events: Vec<SerializedEvent>,
    ) -> Result<Vec<SerializedEvent>, StoreError> {
        let mut wanted: Vec<_> = events
            .iter()
            .flat_map(|event| sealing::abouts(&event.payload))
            .map(|member| (self.tenant, member))
            .collect();
        wanted.sort_unstable();
        wanted.dedup();
        if wanted.is_empty() {
            return Ok(events);
        }
        let mut opener = Opener::new(self.store.keys.existing(&wanted).await?, false);
        for event in &mut events {
            let id = event_id(&event.metadata)?;
            opener.open(&mut event.payload, self.tenant, id).map_err(StoreError::corrupt)?;
        }
        Ok(events)
    }

    /// The stored events after one. That of postgres-es writes the sequence into the
    /// statement's text, so that each one would be prepared anew.
    async fn since(
        &self,
        aggregate_type: &str,
        id: &str,
        last_sequence: usize,
    ) -> Result<Vec<SerializedEvent>, StoreError> {
        let mut connection = self.store.database.acquire(self.tenant).await?;
        let rows: Vec<StoredRow> = sqlx::query_as(
            "SELECT sequence, event_type, event_version, payload, metadata FROM events \
             WHERE aggregate_type = $1 AND aggregate_id = $2 AND sequence > $3 ORDER BY sequence",
        )
        .bind(aggregate_type)
        .bind(id)
        .bind(i64::try_from(last_sequence).map_err(StoreError::corrupt)?)
        .fetch_all(&mut *connection)
        .await?;
        rows.into_iter().map(|row| stored(aggregate_type, id, row)).collect()
    }

    /// The last stored events, at most `count`, oldest first and opened.
    pub(super) async fn last<A: Aggregate>(
        &self,
        id: &str,
        count: u32,
    ) -> Result<Vec<SerializedEvent>, StoreError> {
        let mut connection = self.store.database.acquire(self.tenant).await?;
        let rows: Vec<StoredRow> = sqlx::query_as(
            "SELECT sequence, event_type, event_version, payload, metadata FROM events \
             WHERE aggregate_type = $1 AND aggregate_id = $2 ORDER BY sequence DESC LIMIT $3",
        )
        .bind(A::TYPE)
        .bind(id)
        .bind(i64::from(count))
        .fetch_all(&mut *connection)
        .await?;
        drop(connection);
        let events: Result<Vec<_>, StoreError> =
            rows.into_iter().rev().map(|row| stored(A::TYPE, id, row)).collect();
        self.open(events?).await
    }

    fn inner(&self) -> PostgresEventRepository {
        PostgresEventRepository::new(self.store.database.pool().clone())
    }
}

impl PersistedEventRepository for SealedEventRepository {
    async fn get_events<A: Aggregate>(
        &self,
        id: &str,
    ) -> Result<Vec<SerializedEvent>, PersistenceError> {
        self.check(id)?;
        let events =
            self.store.database.scoped(self.tenant, self.inner().get_events::<A>(id)).await?;
        self.open(events).await.map_err(persistence)
    }

    async fn get_last_events<A: Aggregate>(
        &self,
        id: &str,
        last_sequence: usize,
    ) -> Result<Vec<SerializedEvent>, PersistenceError> {
        self.check(id)?;
        if last_sequence == 0 {
            return self.get_events::<A>(id).await;
        }
        let events = self.since(A::TYPE, id, last_sequence).await.map_err(persistence)?;
        self.open(events).await.map_err(persistence)
    }

    /// Always none: the snapshots of cqrs-es 0.5 apply events twice (docs/adr/0002).
    async fn get_snapshot<A: Aggregate>(
        &self,
        _: &str,
    ) -> Result<Option<SerializedSnapshot>, PersistenceError> {
        Ok(None)
    }

    async fn persist<A: Aggregate>(
        &self,
        events: &[SerializedEvent],
        _snapshot: Option<(String, Value, usize)>,
    ) -> Result<(), PersistenceError> {
        let Some(first) = events.first() else { return Ok(()) };
        self.check(&first.aggregate_id)?;
        let mut unit = Unit {
            tenant: self.tenant,
            command_id: Uuid::now_v7(),
            fingerprint: Vec::new(),
            result: Value::Null.to_string(),
            streams: vec![StreamCheck {
                aggregate_type: first.aggregate_type.clone(),
                aggregate_id: first.aggregate_id.clone(),
                expected: (first.sequence as u64).saturating_sub(1),
            }],
            events: Vec::new(),
        };
        let mut payloads = Vec::with_capacity(events.len());
        for event in events {
            if let Some(pointer) = sealing::find_unstorable(&event.payload) {
                return Err(persistence(StoreError::Unstorable { pointer }));
            }
            unit.events.push(NewEvent {
                event_id: event_id(&event.metadata).map_err(persistence)?,
                aggregate_type: event.aggregate_type.clone(),
                aggregate_id: event.aggregate_id.clone(),
                sequence: event.sequence as u64,
                event_type: event.event_type.clone(),
                event_version: event.event_version.clone(),
                payload: String::new(),
                metadata: event.metadata.to_string(),
            });
            payloads.push(event.payload.clone());
        }
        plan::seal(&self.store, self.tenant, &mut unit.events, payloads)
            .await
            .map_err(persistence)?;
        match self.store.appender.append(unit).await.map_err(persistence)? {
            Verdict::Appended { .. } | Verdict::Duplicate { .. } => Ok(()),
            Verdict::Reused | Verdict::Conflict { .. } => {
                Err(PersistenceError::OptimisticLockError)
            }
        }
    }

    async fn stream_events<A: Aggregate>(
        &self,
        id: &str,
    ) -> Result<ReplayStream, PersistenceError> {
        replay(self.get_events::<A>(id).await?).await
    }

    /// Refused: postgres-es hides read errors here, and the log's reader is the way to
    /// see all events.
    async fn stream_all_events<A: Aggregate>(&self) -> Result<ReplayStream, PersistenceError> {
        Err(PersistenceError::UnknownError("read all events through eventing::LogReader".into()))
    }
}

fn stored(aggregate_type: &str, id: &str, row: StoredRow) -> Result<SerializedEvent, StoreError> {
    let (sequence, event_type, event_version, payload, metadata) = row;
    Ok(SerializedEvent {
        aggregate_id: id.to_owned(),
        sequence: usize::try_from(sequence).map_err(StoreError::corrupt)?,
        aggregate_type: aggregate_type.to_owned(),
        event_type,
        event_version,
        payload: payload.0,
        metadata: metadata.0,
    })
}

async fn replay(events: Vec<SerializedEvent>) -> Result<ReplayStream, PersistenceError> {
    let (mut feed, stream) = ReplayStream::new(events.len().max(1));
    for event in events {
        feed.push(Ok(event)).await?;
    }
    Ok(stream)
}

fn persistence(error: StoreError) -> PersistenceError {
    match error {
        StoreError::Conflict { .. } => PersistenceError::OptimisticLockError,
        other => PersistenceError::UnknownError(Box::new(other)),
    }
}

fn event_id(metadata: &Value) -> Result<Uuid, StoreError> {
    metadata
        .get("event_id")
        .and_then(Value::as_str)
        .and_then(|text| Uuid::parse_str(text).ok())
        .ok_or_else(|| StoreError::Corrupt("an event's metadata lacks event_id".to_owned()))
}
