//! The sealer: closes blocks of the log by signed heads (docs/audit.md), outside the way of
//! commands. It reads what is committed; nobody waits for it.
//!
//! - [`blocks`]: what is sealed; [`tree`]: parts of the tree, and proofs from them
//! - [`verify`](mod@verify): the log against its heads; [`status`](mod@status): how far it is

pub mod blocks;
pub mod publications;
pub mod status;
pub mod tree;
pub mod verify;

use std::time::Duration;

use audit::{Frontier, Hash, Head, Line, SealKey};
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use self::tree::TreeError;
use crate::export::{self, columns};
use crate::{Database, Signals};

/// The lock that one sealer at a time holds while it closes a block.
const LOCK: i64 = 0x5EA1_5EA1;
/// How often it looks for events that are old enough.
const TICK: Duration = Duration::from_secs(1);

/// When a block is closed: whichever comes first. What is not sealed yet is the window, in
/// which a change of the log is not seen.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// With this many events.
    pub events: u32,
    /// When its first event is this old.
    pub age: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { events: 1000, age: Duration::from_secs(10) }
    }
}

/// Why no block could be closed.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// Events that were sealed are gone.
    #[error(
        "the log ends at position {head}, but it was sealed up to {sealed}: its end was removed; \
         run `steward audit verify`"
    )]
    Cut {
        /// The end of the last block.
        sealed: u64,
        /// The end of the log.
        head: u64,
    },
    /// A position is missing.
    #[error("position {position} is missing, so nothing from there on is sealed")]
    Hole {
        /// Which.
        position: u64,
    },
    /// The stored tree is damaged.
    #[error(transparent)]
    Tree(#[from] TreeError),
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Closes blocks. Several may run; one closes a block at a time.
#[derive(Debug)]
pub struct Sealer {
    database: Database,
    key: SealKey,
    pace: Pace,
    /// The tree at the end of the head with this hash.
    tree: Option<(Hash, Frontier)>,
}

impl Sealer {
    /// A sealer on the system role's pool.
    pub fn new(database: Database, key: SealKey, pace: Pace) -> Self {
        Self { database, key, pace, tree: None }
    }

    /// Runs until `shutdown`. Postgres may come and go meanwhile.
    pub async fn run(mut self, signals: Signals, shutdown: CancellationToken) {
        let mut told = String::new();
        while !shutdown.is_cancelled() {
            let sealed = match self.seal().await {
                Ok(Some(head)) => {
                    told.clear();
                    metrics::gauge!("steward_sealed_position").set(head.size as f64);
                    tracing::debug!(block = head.block, position = head.size, "sealed");
                    // More may be due already.
                    continue;
                }
                Ok(None) => self.size(),
                Err(error) => {
                    metrics::counter!("steward_seal_failures_total").increment(1);
                    // It may last: that is one line, not one per second.
                    let reason = error.to_string();
                    if told != reason {
                        tracing::error!(%error, "the log is not sealed; trying again until it is");
                        told = reason;
                    }
                    None
                }
            };
            let enough = sealed.map_or(u64::MAX, |size| size + u64::from(self.pace.events) - 1);
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = signals.head_beyond(enough, TICK) => {}
            }
        }
    }

    /// Closes one block, if one is due.
    pub async fn seal(&mut self) -> Result<Option<Head>, SealError> {
        let mut transaction = self.database.begin().await?;
        let alone: bool = sqlx::query_scalar("SELECT pg_try_advisory_xact_lock($1)")
            .bind(LOCK)
            .fetch_one(&mut *transaction)
            .await?;
        if !alone {
            return Ok(None);
        }
        let last = blocks::last(&mut *transaction).await?;
        let sealed = last.as_ref().map_or(0, |last| last.size);
        let frontier = match self.tree.take() {
            Some((of, frontier)) if Some(of) == last.as_ref().map(Head::hash) => frontier,
            _ => tree::frontier(&mut transaction, last.as_ref()).await?,
        };
        let end = End::read(&mut transaction, sealed).await?;
        if !end.is_due(self.pace, sealed)? {
            self.tree = last.map(|last| (last.hash(), frontier));
            return Ok(None);
        }
        let lines = self.read(&mut transaction, sealed, end.position).await?;
        let (head, frontier) =
            self.close(&mut transaction, &end, last.as_ref(), frontier, &lines).await?;
        transaction.commit().await?;
        self.tree = Some((head.hash(), frontier));
        Ok(Some(head))
    }

    /// The end of the last block that this sealer has seen.
    fn size(&self) -> Option<u64> {
        self.tree.as_ref().map(|(_, frontier)| frontier.size())
    }

    async fn read(
        &self,
        connection: &mut PgConnection,
        after: u64,
        through: u64,
    ) -> Result<Vec<Line>, SealError> {
        let rows: Vec<export::Row> = sqlx::query_as(concat!(
            "SELECT ",
            columns!(),
            " FROM events WHERE position > $1 AND position <= $2 ORDER BY position LIMIT $3"
        ))
        .bind(after as i64)
        .bind(through as i64)
        .bind(i64::from(self.pace.events))
        .fetch_all(connection)
        .await?;
        let lines: Vec<Line> = rows.into_iter().map(Line::from).collect();
        let wanted = (through - after).min(u64::from(self.pace.events));
        for position in after + 1..=after + wanted {
            let place = usize::try_from(position - after - 1).ok();
            let line = place.and_then(|place| lines.get(place));
            if line.is_none_or(|line| line.position != position) {
                return Err(SealError::Hole { position });
            }
        }
        Ok(lines)
    }

    async fn close(
        &self,
        connection: &mut PgConnection,
        end: &End,
        last: Option<&Head>,
        mut frontier: Frontier,
        lines: &[Line],
    ) -> Result<(Head, Frontier), SealError> {
        let leaves: Vec<Hash> = lines.iter().map(Line::hash).collect();
        let mut nodes = Vec::new();
        for leaf in &leaves {
            frontier.push_noting(*leaf, |node, hash| {
                if node.level >= tree::LOWEST {
                    nodes.push((node, hash));
                }
            });
        }
        let tree = (frontier.size(), frontier.root());
        let head = Head::sign(&self.key, end.log_id, tree, last, end.now);
        tree::insert(connection, &nodes).await?;
        blocks::insert(connection, &head, &leaves).await?;
        Ok((head, frontier))
    }
}

/// Where the log ends, and how old what is not sealed yet is.
#[derive(sqlx::FromRow)]
struct End {
    log_id: Uuid,
    #[sqlx(try_from = "i64")]
    position: u64,
    now: DateTime<Utc>,
    oldest: Option<DateTime<Utc>>,
}

impl End {
    async fn read(connection: &mut PgConnection, sealed: u64) -> Result<Self, sqlx::Error> {
        sqlx::query_as(
            "SELECT log_id, position, clock_timestamp() AS now, \
               (SELECT recorded_at FROM events WHERE position = $1) AS oldest FROM log_head",
        )
        .bind(sealed as i64 + 1)
        .fetch_one(connection)
        .await
    }

    /// Whether a block after `sealed` is due.
    fn is_due(&self, pace: Pace, sealed: u64) -> Result<bool, SealError> {
        if self.position < sealed {
            return Err(SealError::Cut { sealed, head: self.position });
        }
        if self.position == sealed {
            return Ok(false);
        }
        let Some(oldest) = self.oldest else {
            return Err(SealError::Hole { position: sealed + 1 });
        };
        let old = (self.now - oldest).to_std().is_ok_and(|age| age >= pace.age);
        Ok(old || self.position - sealed >= u64::from(pace.events))
    }
}
