//! Group commit: one appender per process commits whatever is queued in one round trip.

use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, Instant};

use domain::TenantId;
use serde_json::Value;
use sqlx::Postgres;
use sqlx::pool::PoolConnection;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;
use uuid::Uuid;

use super::{CommandRequest, StoreError, group};
use crate::{Database, Signals};

/// Units committed together at most; what is queued beyond goes into the next group.
const GROUP: usize = 128;
/// Units that may wait; beyond it, callers wait for room.
const QUEUE: usize = 4096;
/// How long a group is sent again when the connection is lost in mid-commit.
const UNKNOWN_FOR: Duration = Duration::from_secs(20);
/// What Postgres says when it has no room to write.
const DISK_FULL: &str = "53100";
/// How long the appender keeps its connection while nothing is queued.
const HOLD: Duration = Duration::from_secs(1);

/// An append: events of one or more streams, all or nothing.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    pub tenant: TenantId,
    pub command_id: Uuid,
    pub fingerprint: Vec<u8>,
    pub result: String,
    pub streams: Vec<StreamCheck>,
    pub events: Vec<NewEvent>,
}

impl Unit {
    pub(super) fn new(request: &CommandRequest) -> Self {
        Self {
            tenant: request.tenant,
            command_id: request.command_id,
            fingerprint: request.fingerprint.clone(),
            result: request.result.to_string(),
            streams: Vec::new(),
            events: Vec::new(),
        }
    }
}

/// A stream that a unit was decided on, and where it stood.
#[derive(Debug, Clone)]
pub(super) struct StreamCheck {
    pub aggregate_type: String,
    pub aggregate_id: String,
    pub expected: u64,
}

/// An event to append.
#[derive(Debug, Clone)]
pub(super) struct NewEvent {
    pub event_id: Uuid,
    pub aggregate_type: String,
    pub aggregate_id: String,
    pub sequence: u64,
    pub event_type: String,
    pub event_version: String,
    /// JSON, sealed; empty until then.
    pub payload: String,
    /// JSON.
    pub metadata: String,
}

/// What was decided about a unit.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Verdict {
    Appended { position: u64 },
    Duplicate { position: u64, result: Value },
    Reused,
    Conflict { stream: String },
}

struct Queued {
    unit: Unit,
    reply: oneshot::Sender<Result<Verdict, StoreError>>,
}

#[derive(Debug)]
pub(super) struct Appender {
    queue: mpsc::Sender<Queued>,
}

impl Appender {
    pub(super) fn start(database: Database, signals: Signals) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(work(database, signals, waiting));
        Self { queue }
    }

    /// Queues a unit and waits for its verdict.
    pub(super) async fn append(&self, unit: Unit) -> Result<Verdict, StoreError> {
        let (reply, verdict) = oneshot::channel();
        let stopped = || StoreError::Unavailable("the appender has stopped".to_owned());
        self.queue.send(Queued { unit, reply }).await.map_err(|_| stopped())?;
        verdict.await.map_err(|_| stopped())?
    }
}

/// Groups that follow each other closely overlap: whoever waits for one is told once the next
/// is on its way, so that they go on while the database works.
async fn work(database: Database, signals: Signals, mut waiting: mpsc::Receiver<Queued>) {
    let mut line = Line { database, connection: None };
    let mut group = Vec::with_capacity(GROUP);
    let mut decided = Decided::default();
    loop {
        if waiting.is_empty() {
            decided.tell();
        }
        let received = match timeout(HOLD, waiting.recv_many(&mut group, GROUP)).await {
            Ok(received) => received,
            Err(_) => {
                line.connection = None;
                waiting.recv_many(&mut group, GROUP).await
            }
        };
        if received == 0 {
            return;
        }
        metrics::histogram!("steward_append_group_units").record(group.len() as f64);
        let (units, replies): (Vec<_>, Vec<_>) =
            group.drain(..).map(|queued| (queued.unit, queued.reply)).unzip();
        let mut committing = pin!(commit(&mut line, &units));
        let sent = futures::poll!(&mut committing);
        decided.tell();
        let verdicts = match sent {
            Poll::Ready(verdicts) => verdicts,
            Poll::Pending => committing.await,
        };
        let head = verdicts.iter().filter_map(|verdict| match verdict {
            Ok(Verdict::Appended { position }) => Some(*position),
            _ => None,
        });
        if let Some(head) = head.max() {
            signals.committed(head);
        }
        decided = Decided { replies, verdicts };
    }
}

/// What became of a group whose callers wait to be told.
#[derive(Default)]
struct Decided {
    replies: Vec<oneshot::Sender<Result<Verdict, StoreError>>>,
    verdicts: Vec<Result<Verdict, StoreError>>,
}

impl Decided {
    fn tell(&mut self) {
        for (reply, verdict) in self.replies.drain(..).zip(self.verdicts.drain(..)) {
            // Nobody waits any more: the caller was cancelled, the verdict stands in `commands`.
            let _ = reply.send(verdict);
        }
    }
}

/// Commits a group. When the statement fails as a whole, each unit is tried alone, so
/// that one bad unit cannot fail its neighbours; when the database does not answer,
/// all of them are unavailable at once.
async fn commit(line: &mut Line, units: &[Unit]) -> Vec<Result<Verdict, StoreError>> {
    match send(line, units).await {
        Ok(verdicts) => verdicts.into_iter().map(Ok).collect(),
        Err(error) if units.len() > 1 && !fate_unknown(&error) => {
            let mut verdicts = Vec::with_capacity(units.len());
            for unit in units {
                let alone = send(line, std::slice::from_ref(unit)).await;
                verdicts.push(alone.map_err(StoreError::from).and_then(|mut one| {
                    one.pop().ok_or_else(|| StoreError::Corrupt("no verdict came back".to_owned()))
                }));
            }
            verdicts
        }
        Err(error) if fate_unknown(&error) => {
            let error = error.to_string();
            units.iter().map(|_| Err(StoreError::Unavailable(error.clone()))).collect()
        }
        Err(error) => vec![Err(error.into())],
    }
}

/// Sends a group until its fate is known: after a lost connection the same group goes
/// out again, and its command ids decide.
async fn send(line: &mut Line, units: &[Unit]) -> Result<Vec<Verdict>, sqlx::Error> {
    let started = Instant::now();
    let mut pause = Duration::from_millis(20);
    loop {
        match line.call(units).await {
            Ok(verdicts) if verdicts.len() == units.len() => return Ok(verdicts),
            Ok(_) => return Err(sqlx::Error::Decode("verdicts do not match units".into())),
            Err(error) if !fate_unknown(&error) || started.elapsed() > UNKNOWN_FOR => {
                return Err(error);
            }
            Err(error) => {
                tracing::warn!(%error, units = units.len(), "append interrupted; sending it again");
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(Duration::from_secs(1));
            }
        }
    }
}

/// Whether the statement may have been committed, or will succeed when sent again.
fn fate_unknown(error: &sqlx::Error) -> bool {
    match error {
        // Operator intervention, resources, serialisation: the server says "not now". A full
        // disk may stay full for long: who waits is told at once, and nothing was written.
        sqlx::Error::Database(error) => error.code().is_some_and(|code| {
            code != DISK_FULL
                && ["57", "53", "40", "08"].iter().any(|class| code.starts_with(class))
        }),
        sqlx::Error::Io(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::Tls(_) => true,
        _ => false,
    }
}

/// The appender's way to the database: one connection, kept from group to group, since each
/// checkout costs further round trips.
struct Line {
    database: Database,
    connection: Option<PoolConnection<Postgres>>,
}

impl Line {
    /// Sends a group once. After an error the next goes out on another connection.
    async fn call(&mut self, units: &[Unit]) -> Result<Vec<Verdict>, sqlx::Error> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.database.pool().acquire().await?,
        };
        let verdicts = group::append(&mut connection, units).await?;
        self.connection = Some(connection);
        Ok(verdicts)
    }
}
