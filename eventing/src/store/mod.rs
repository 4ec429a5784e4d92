//! Commands in, events out: load the streams, decide, append as one unit.

mod appender;
mod cache;
mod command;
mod error;
mod fold;
mod group;
mod plan;
mod repository;
mod turnstile;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use cqrs_es::persist::{PersistedEventRepository, SerializedEvent};
use domain::{Decider, TenantId};
use opentelemetry::KeyValue;
use rand::Rng;
use serde_json::Value;
use uuid::Uuid;

pub use self::command::{CommandRequest, EventIds, Outcome, Step};
pub use self::error::StoreError;
pub use self::repository::SealedEventRepository;
use crate::store::appender::{Appender, Verdict};
use crate::store::cache::StateCache;
use crate::store::plan::Reading;
use crate::store::turnstile::Turnstile;
use crate::trace::{self, FutureExt, SpanKind};
use crate::{Database, KeyRing, RecordedEvent, Signals};

/// How long a command is decided anew when its streams keep moving under it.
const RETRY_FOR: Duration = Duration::from_secs(10);

/// The event store of one process, for one database role. Clones share one appender.
#[derive(Clone, Debug)]
pub struct EventStore {
    database: Database,
    keys: KeyRing,
    appender: Arc<Appender>,
    states: Arc<StateCache>,
    turnstile: Arc<Turnstile>,
    outdated: Arc<AtomicBool>,
}

/// A stream, folded.
#[derive(Debug, Clone)]
pub struct Loaded<A> {
    /// The state after the last event.
    pub aggregate: A,
    /// The sequence of the last event; 0 when there is none.
    pub sequence: u64,
    /// The events, oldest first.
    pub events: Vec<RecordedEvent>,
}

impl EventStore {
    /// Starts the store's appender on the current runtime; it ends with the last clone.
    pub fn start(database: Database, keys: KeyRing, signals: Signals) -> Self {
        let appender = Arc::new(Appender::start(database.clone(), signals));
        Self {
            database,
            keys,
            appender,
            states: Arc::default(),
            turnstile: Arc::default(),
            outdated: Arc::default(),
        }
    }

    /// Carries out one command: all of `steps`, or none.
    ///
    /// Returns once its events are committed. A command id that was taken before gives
    /// the first result again, or [`StoreError::KeyReused`] for another request: the append
    /// decides that, and a look at what is known before a command is refused. When a
    /// stream moved meanwhile the command is decided again on what is there now, unless
    /// a step expects an exact sequence: then it is [`StoreError::Conflict`].
    pub async fn execute(
        &self,
        mut request: CommandRequest,
        steps: Vec<Step>,
    ) -> Result<Outcome, StoreError> {
        let parent = trace::current_or(request.traceparent.as_deref());
        let span = trace::begin("append", SpanKind::Internal, &parent, []);
        request.traceparent = trace::traceparent(&span);
        let command_id = request.command_id;
        let done = self.carry_out(request, steps).with_context(span.clone()).await;
        let mut attributes = vec![KeyValue::new("steward.command_id", command_id.to_string())];
        if let Ok(outcome) = &done {
            attributes.push(KeyValue::new("steward.position", outcome.position.cast_signed()));
            attributes.push(KeyValue::new("steward.repeated", outcome.repeated));
        }
        trace::end(&span, done.as_ref().err().map(StoreError::kind), attributes);
        done
    }

    async fn carry_out(
        &self,
        request: CommandRequest,
        steps: Vec<Step>,
    ) -> Result<Outcome, StoreError> {
        let started = Instant::now();
        let mut turn = Vec::new();
        let mut reading = Reading::Recent;
        loop {
            let planned = match plan::plan(self, &request, &steps, reading).await {
                Ok(planned) => planned,
                Err(refused) => {
                    // One that was carried out before may be refused on what it led to.
                    if let Some(known) = self.known(&request).await? {
                        return Ok(known);
                    }
                    // And what was known from a moment ago may be behind.
                    if reading == Reading::Log {
                        return Err(refused);
                    }
                    reading = Reading::Log;
                    continue;
                }
            };
            match self.appender.append(planned.unit).await? {
                Verdict::Appended { position } => {
                    planned.keep.into_iter().for_each(|keep| keep(&self.states));
                    return Ok(Outcome { position, result: request.result, repeated: false });
                }
                Verdict::Duplicate { position, result } => {
                    return Ok(Outcome { position, result, repeated: true });
                }
                Verdict::Reused => return Err(StoreError::KeyReused),
                Verdict::Conflict { stream } => {
                    metrics::counter!("steward_append_conflicts_total").increment(1);
                    let exact =
                        steps.iter().any(|step| step.expected().is_some() && step.is_of(&stream));
                    if exact || started.elapsed() > RETRY_FOR {
                        return Err(StoreError::Conflict { stream });
                    }
                    reading = Reading::Log;
                    if turn.is_empty() {
                        turn = self.turnstile.enter(steps.iter().map(Step::stream)).await;
                    } else {
                        pause().await;
                    }
                }
            }
        }
    }

    /// Loads a stream of one tenant and folds it.
    pub async fn load<A: Decider>(
        &self,
        tenant: TenantId,
        id: Uuid,
    ) -> Result<Loaded<A>, StoreError> {
        let repository = self.repository(tenant);
        let stored = repository.get_events::<A>(&stream_id(tenant, id)).await?;
        self.fold((A::default(), 0), tenant, id, stored)
    }

    /// The last events of a stream, at most `count`, oldest first: for what needs its end
    /// only. They are all of it when the first has sequence 1.
    pub async fn recent<A: Decider>(
        &self,
        tenant: TenantId,
        id: Uuid,
        count: u32,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        let stored = self.repository(tenant).last::<A>(&stream_id(tenant, id), count).await?;
        let events = stored.into_iter().map(|event| fold::recorded(tenant, id, event)).collect();
        self.noticed(events)
    }

    /// Whether it has met an event of a newer build: this process should make room for one.
    pub fn outdated(&self) -> bool {
        self.outdated.load(Ordering::Relaxed)
    }

    fn fold<A: Decider>(
        &self,
        known: (A, u64),
        tenant: TenantId,
        id: Uuid,
        stored: Vec<SerializedEvent>,
    ) -> Result<Loaded<A>, StoreError> {
        self.noticed(fold::fold(known, tenant, id, stored))
    }

    /// Remembers having met an event of a newer build.
    fn noticed<T>(&self, read: Result<T, StoreError>) -> Result<T, StoreError> {
        if matches!(read, Err(StoreError::Newer(_))) {
            self.outdated.store(true, Ordering::Relaxed);
        }
        read
    }

    /// The state of a stream and the sequence of its last event: the cached state, and
    /// the events since, unless it is from a moment ago and that will do.
    async fn state<A: Decider>(
        &self,
        tenant: TenantId,
        id: Uuid,
        reading: Reading,
    ) -> Result<(A, u64), StoreError> {
        if reading == Reading::Recent {
            self.keys.look().await?;
            if let Some(known) = self.states.recent::<A>(self.keys.epoch(), tenant, id) {
                return Ok(known);
            }
        }
        let epoch = self.keys.epoch();
        let known = self.states.get::<A>(epoch, tenant, id);
        let last = usize::try_from(known.1).map_err(StoreError::corrupt)?;
        let repository = self.repository(tenant);
        let since = repository.get_last_events::<A>(&stream_id(tenant, id), last).await?;
        let grown = !since.is_empty();
        let loaded = self.fold(known, tenant, id, since)?;
        if grown {
            self.states.put(epoch, (tenant, id), loaded.aggregate.clone(), loaded.sequence);
        }
        Ok((loaded.aggregate, loaded.sequence))
    }

    /// The keys of personal text.
    pub fn keys(&self) -> &KeyRing {
        &self.keys
    }

    /// The streams of one tenant, and of no other, for `cqrs-es`.
    pub fn repository(&self, tenant: TenantId) -> SealedEventRepository {
        SealedEventRepository::new(self.clone(), tenant)
    }

    /// The first result of a command that was taken before.
    async fn known(&self, request: &CommandRequest) -> Result<Option<Outcome>, StoreError> {
        let mut connection = self.database.acquire(request.tenant).await?;
        let row: Option<(Vec<u8>, i64, String)> = sqlx::query_as(
            "SELECT fingerprint, position, result::text FROM commands WHERE tenant_id = $1 AND command_id = $2",
        )
        .bind(request.tenant.0)
        .bind(request.command_id)
        .fetch_optional(&mut *connection)
        .await?;
        let Some((fingerprint, position, result)) = row else { return Ok(None) };
        if fingerprint != request.fingerprint {
            return Err(StoreError::KeyReused);
        }
        let result: Value = serde_json::from_str(&result).map_err(StoreError::corrupt)?;
        Ok(Some(Outcome { position: position.unsigned_abs(), result, repeated: true }))
    }
}

/// The stored id of a stream: the tenant is part of it.
pub(crate) fn stream_id(tenant: TenantId, id: Uuid) -> String {
    format!("{tenant}/{id}")
}

/// Lets another process, which was first on the same stream, finish: a few milliseconds.
async fn pause() {
    let micros = rand::rng().random_range(0..5_000);
    tokio::time::sleep(Duration::from_micros(micros)).await;
}
