//! Reading the log: all events in the order of their positions, without a hole.

mod error;
mod event;
mod open;
mod row;
mod version;

use sqlx::PgPool;
use uuid::Uuid;

pub use self::error::{LogError, Newer};
pub use self::event::RecordedEvent;
pub(crate) use self::open::{keys_for, opened};
use self::open::{keys_named, open_each};
pub use self::row::SealedEvent;
pub(crate) use self::row::{Row, envelope};
pub(crate) use self::version::upcast;
use crate::{Database, KeyRing};

/// Where the log ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Identity of this log: another one after every restore.
    pub log_id: Uuid,
    /// Position of the last event; 0 when there is none.
    pub position: u64,
}

/// A stretch of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// The events of the wanted types.
    pub events: Vec<RecordedEvent>,
    /// The last position that was read, wanted or not.
    pub through: u64,
}

/// Reads all tenants' events; needs a pool of [`crate::DbRole::System`].
#[derive(Debug, Clone)]
pub struct LogReader {
    database: Database,
    /// `None`: personal text is read as if it were erased.
    keys: Option<KeyRing>,
}

impl LogReader {
    /// A reader on the system role's pool.
    pub fn new(database: Database, keys: KeyRing) -> Self {
        Self { database, keys: Some(keys) }
    }

    /// A reader that has no key: personal text is to it what is erased to others.
    pub fn without_words(database: Database) -> Self {
        Self { database, keys: None }
    }

    /// Where the log ends now.
    pub async fn head(&self) -> Result<Head, LogError> {
        head(&self.database).await
    }

    /// The events of the aggregate types `only` after position `after`, over at most
    /// `limit` positions. Payloads of other types are neither read nor opened.
    pub async fn read(&self, after: u64, limit: u32, only: &[&str]) -> Result<Batch, LogError> {
        let (rows, through) = self.rows(after, limit, only).await?;
        let wanted = rows.into_iter().filter(|row| row.payload.is_some()).collect();
        Ok(Batch { events: opened(self.keys.as_ref(), wanted).await?, through })
    }

    /// The events of the aggregate types `only` between the positions `after` and `through`,
    /// as they lie there. `through` must not be beyond the head.
    pub async fn sealed(
        &self,
        after: u64,
        through: u64,
        only: &[&str],
    ) -> Result<Vec<SealedEvent>, LogError> {
        let rows = sqlx::query(
            "SELECT position, event_id, tenant_id, aggregate_type, aggregate_id, sequence, \
               event_type, event_version, recorded_at, metadata, payload FROM events \
             WHERE position > $1 AND position <= $2 AND aggregate_type = ANY($3) \
             ORDER BY position",
        )
        .bind(after as i64)
        .bind(through as i64)
        .bind(only)
        .fetch_all(self.database.pool())
        .await?;
        if rows.len() as u64 != through - after {
            self.check_whole(after, through).await?;
        }
        Ok(rows.into_iter().map(SealedEvent::of).collect::<Result<_, _>>()?)
    }

    /// Makes sure that no position between the two is missing.
    async fn check_whole(&self, after: u64, through: u64) -> Result<(), LogError> {
        let found: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM events WHERE position > $1 AND position <= $2",
        )
        .bind(after as i64)
        .bind(through as i64)
        .fetch_one(self.database.pool())
        .await?;
        if found.unsigned_abs() == through - after {
            return Ok(());
        }
        // Tells where.
        let length = u32::try_from(through - after).unwrap_or(u32::MAX);
        self.rows(after, length, &[]).await?;
        Err(LogError::Hole { expected: through, found: after + found.unsigned_abs() })
    }

    /// Opens events, brings each to its current version and gives it away, in order.
    pub async fn open(
        &self,
        events: Vec<SealedEvent>,
        give: &mut (dyn FnMut(RecordedEvent) + Send),
    ) -> Result<(), LogError> {
        let named = events.iter().filter_map(SealedEvent::named);
        let known = keys_named(self.keys.as_ref(), named).await?;
        let stored = events.iter().map(SealedEvent::event);
        open_each(self.keys.as_ref(), known, stored, give).await
    }

    /// The same without any payload: who may see what can be told from envelopes.
    pub async fn envelopes(&self, after: u64, limit: u32) -> Result<Batch, LogError> {
        let (rows, through) = self.rows(after, limit, &[]).await?;
        let events = rows.iter().map(Row::event).collect::<Result<_, _>>()?;
        Ok(Batch { events, through })
    }

    /// The envelopes after `after` that every read model has, over at most `limit` positions.
    pub async fn projected(&self, after: u64, limit: u32) -> Result<Batch, LogError> {
        let rows: Vec<Row> = sqlx::query_as(concat!(
            "SELECT ",
            envelope!(),
            ", NULL AS payload FROM events WHERE position > $1 AND position <= ( \
               SELECT min(coalesce(c.position, 0)) FROM projection_generations g \
               LEFT JOIN checkpoints c USING (projection, generation)) \
             ORDER BY position LIMIT $2"
        ))
        .bind(after as i64)
        .bind(i64::from(limit))
        .fetch_all(self.database.pool())
        .await?;
        let through = dense(&rows, after)?;
        let events = rows.iter().map(Row::event).collect::<Result<_, _>>()?;
        Ok(Batch { events, through })
    }

    /// The positions up to `through` of the events of these streams (stored ids) that are of
    /// the aggregate types `only`, in order.
    pub async fn positions_of(
        &self,
        only: &[&str],
        streams: &[String],
        through: u64,
    ) -> Result<Vec<u64>, LogError> {
        let mut positions: Vec<i64> = sqlx::query_scalar(
            "SELECT position FROM events \
             WHERE aggregate_type = ANY($1) AND aggregate_id = ANY($2) AND position <= $3",
        )
        .bind(only)
        .bind(streams)
        .bind(i64::try_from(through).unwrap_or(i64::MAX))
        .fetch_all(self.database.pool())
        .await?;
        positions.sort_unstable();
        Ok(positions.into_iter().map(i64::unsigned_abs).collect())
    }

    /// The events at these positions, opened and in their current versions, in order.
    pub async fn at(&self, positions: &[u64]) -> Result<Vec<RecordedEvent>, LogError> {
        let rows: Vec<Row> = sqlx::query_as(concat!(
            "SELECT ",
            envelope!(),
            ", payload::text AS payload FROM events WHERE position = ANY($1) ORDER BY position"
        ))
        .bind(positions.iter().map(|&position| position as i64).collect::<Vec<_>>())
        .fetch_all(self.database.pool())
        .await?;
        let mut found = rows.iter().map(|row| row.position.unsigned_abs());
        for &expected in positions {
            match found.next() {
                Some(position) if position == expected => {}
                other => return Err(LogError::Hole { expected, found: other.unwrap_or_default() }),
            }
        }
        opened(self.keys.as_ref(), rows).await
    }

    async fn rows(
        &self,
        after: u64,
        limit: u32,
        only: &[&str],
    ) -> Result<(Vec<Row>, u64), LogError> {
        let rows: Vec<Row> = sqlx::query_as(concat!(
            "SELECT ",
            envelope!(),
            ", CASE WHEN aggregate_type = ANY($3) THEN payload::text END AS payload \
                 FROM events WHERE position > $1 ORDER BY position LIMIT $2"
        ))
        .bind(after as i64)
        .bind(i64::from(limit))
        .bind(only)
        .fetch_all(self.database.pool())
        .await?;
        let through = dense(&rows, after)?;
        if rows.is_empty() && limit > 0 {
            self.check_end(after).await?;
        }
        Ok((rows, through))
    }

    /// Events may be missing at the log's end too. One statement sees the head and its
    /// events as of the same moment. (In an order, as a mere EXISTS is planned by how many
    /// events there usually are behind a position, and reads the whole log to find none.)
    async fn check_end(&self, after: u64) -> Result<(), LogError> {
        let head: Option<i64> = sqlx::query_scalar(
            "SELECT position FROM log_head WHERE position > $1 AND \
             (SELECT e.position FROM events e WHERE e.position > $1 ORDER BY e.position LIMIT 1) IS NULL",
        )
        .bind(after as i64)
        .fetch_optional(self.database.pool())
        .await?;
        match head {
            None => Ok(()),
            Some(head) => {
                Err(LogError::Hole { expected: after + 1, found: head.unsigned_abs() + 1 })
            }
        }
    }
}

/// The position of the last row, if none is missing since `after`.
fn dense(rows: &[Row], after: u64) -> Result<u64, LogError> {
    rows.iter().map(|row| row.position.unsigned_abs()).try_fold(after, |through, found| {
        let expected = through + 1;
        if found == expected { Ok(found) } else { Err(LogError::Hole { expected, found }) }
    })
}

/// Where the log ends now, for any role.
pub async fn head(database: &Database) -> Result<Head, LogError> {
    Ok(head_of(database.pool()).await?)
}

/// The same on a pool.
pub(crate) async fn head_of(pool: &PgPool) -> Result<Head, sqlx::Error> {
    let (log_id, position): (Uuid, i64) =
        sqlx::query_as("SELECT log_id, position FROM log_head").fetch_one(pool).await?;
    Ok(Head { log_id, position: position.unsigned_abs() })
}
