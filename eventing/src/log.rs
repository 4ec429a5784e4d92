//! Reading the log: all events in the order of their positions, without a hole.

use std::collections::HashSet;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use cqrs_es::persist::{EventUpcaster, SerializedEvent};
use domain::{Event, Metadata, TenantId, UnknownEvent};
use serde_json::Value;
use sqlx::postgres::PgRow;
use sqlx::{PgPool, Row as _};
use uuid::Uuid;

use crate::sealing::{self, KeyError, Keys, Opener, SealError};
use crate::{Database, KeyRing};

/// An event as it lies in the log, opened and in its current version.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedEvent {
    /// Its place in the log, from 1. (0 when it was loaded by stream.)
    pub position: u64,
    /// Its identity.
    pub event_id: Uuid,
    /// Whose it is.
    pub tenant: TenantId,
    /// Wire name of the aggregate's type.
    pub aggregate_type: String,
    /// The aggregate, without the tenant.
    pub id: Uuid,
    /// Its place in its stream, from 1.
    pub sequence: u64,
    /// Wire name.
    pub event_type: String,
    /// Version of its shape.
    pub event_version: String,
    /// When it was appended; never decreases with position.
    pub recorded_at: DateTime<Utc>,
    /// Who, why, when.
    pub metadata: Metadata,
    /// Its data; `null` when only the envelope was read.
    pub payload: Value,
}

impl RecordedEvent {
    /// The event itself.
    pub fn decode(&self) -> Result<Event, UnknownEvent> {
        Event::decode(&self.aggregate_type, &self.payload)
    }

    /// Its data.
    pub fn payload(&self) -> &Value {
        &self.payload
    }
}

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

/// An event as it lies in the log, not opened.
#[derive(Debug)]
pub struct SealedEvent {
    row: PgRow,
    position: u64,
    /// The last byte of its stream's id.
    last: u8,
}

impl SealedEvent {
    fn of(row: PgRow) -> Result<Self, sqlx::Error> {
        let position = row.try_get::<i64, _>(0)?.unsigned_abs();
        let stream: &str = row.try_get(4)?;
        let digits = stream.get(stream.len().saturating_sub(2)..);
        let last = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        Ok(Self { position, last: last.unwrap_or_default(), row })
    }

    /// Its place in the log.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Which part of all streams it belongs to, of so many, at least 1.
    pub fn lane(&self, of: u32) -> u32 {
        u32::from(self.last) % of.max(1)
    }
}

/// Why the log could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// A position is missing: the log is damaged. Never skip it.
    #[error("the log has a hole: expected position {expected}, found {found}")]
    Hole {
        /// The position that should have come.
        expected: u64,
        /// The one that came; one beyond the head when the log's end is missing.
        found: u64,
    },
    /// An event cannot be opened or parsed.
    #[error("the event at position {position} cannot be read: {reason}")]
    Unreadable {
        /// Which.
        position: u64,
        /// Why.
        reason: String,
    },
    /// An event was written by a newer build: this one is outdated.
    #[error("the event at position {position} is of a newer build: {newer}")]
    Newer {
        /// Which.
        position: u64,
        /// What is newer about it.
        newer: Newer,
    },
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// The keys could not be had.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// An event is of a version that this build has not heard of.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{event} has version {version} there")]
pub struct Newer {
    /// Its wire name.
    pub event: String,
    /// Its version.
    pub version: String,
}

/// Reads all tenants' events; needs a pool of [`crate::DbRole::System`].
#[derive(Debug, Clone)]
pub struct LogReader {
    database: Database,
    /// `None`: personal text is read as if it were erased.
    keys: Option<KeyRing>,
}

/// The columns of a [`Row`] but its payload.
macro_rules! envelope {
    () => {
        "position, event_id, tenant_id, aggregate_type, aggregate_id, sequence, event_type, \
         event_version, recorded_at, metadata::text AS metadata"
    };
}
pub(crate) use envelope;

#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Row {
    position: i64,
    event_id: Uuid,
    tenant_id: Uuid,
    aggregate_type: String,
    aggregate_id: String,
    sequence: i64,
    event_type: String,
    event_version: String,
    recorded_at: DateTime<Utc>,
    metadata: String,
    payload: Option<String>,
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
        let named = events
            .iter()
            .filter_map(|event| Some((event.row.try_get(2).ok()?, text(&event.row, 10).ok()?)));
        let known = keys_named(self.keys.as_ref(), named).await?;
        let stored = events.iter().map(|event| Stored::of(&event.row)?.event());
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

/// The keys of everybody whom these events' personal text is about.
pub(crate) async fn keys_for(keys: &KeyRing, events: &[RecordedEvent]) -> Result<Keys, KeyError> {
    let mut wanted = HashSet::new();
    for event in events {
        sealing::each_about(&event.payload, &mut |about| {
            wanted.extend(about.into_iter().map(|member| (event.tenant, member)));
        });
    }
    keys.existing(&wanted.into_iter().collect::<Vec<_>>()).await
}

/// The same for stored payloads and their tenants, as far as can be told without parsing.
async fn keys_named<'a>(
    keys: Option<&KeyRing>,
    payloads: impl Iterator<Item = (Uuid, &'a str)>,
) -> Result<Keys, KeyError> {
    let Some(keys) = keys else { return Ok(Keys::new()) };
    let mut wanted = HashSet::new();
    for (tenant, payload) in payloads {
        let members = sealing::named(payload);
        wanted.extend(members.map(|member| (TenantId(tenant), member)));
    }
    keys.existing(&wanted.into_iter().collect::<Vec<_>>()).await
}

/// Opens events one by one: each is small, and what is made of it stays near while it is
/// used. `known` are keys that are known already.
async fn open_each(
    keys: Option<&KeyRing>,
    known: Keys,
    events: impl Iterator<Item = Result<RecordedEvent, LogError>> + Send,
    give: &mut (dyn FnMut(RecordedEvent) + Send),
) -> Result<(), LogError> {
    let mut opener = Opener::new(known, keys.is_some());
    for event in events {
        let mut event = event?;
        let RecordedEvent { position, event_id, tenant, .. } = event;
        let mut opened = opener.open(&mut event.payload, tenant, event_id);
        if let (Some(keys), Err(SealError::Lacks(members))) = (keys, &opened) {
            let members: Vec<_> = members.iter().map(|member| (tenant, *member)).collect();
            opener.learn(keys.existing(&members).await?);
            opened = opener.open(&mut event.payload, tenant, event_id);
        }
        opened.map_err(|error| unreadable(position, error))?;
        event.upcast().map_err(|newer| LogError::Newer { position, newer })?;
        give(event);
    }
    Ok(())
}

/// The events of these rows, opened and in their current versions.
pub(crate) async fn opened(
    keys: Option<&KeyRing>,
    rows: Vec<Row>,
) -> Result<Vec<RecordedEvent>, LogError> {
    let named = rows.iter().filter_map(|row| Some((row.tenant_id, row.payload.as_deref()?)));
    let known = keys_named(keys, named).await?;
    let mut events = Vec::with_capacity(rows.len());
    let stored = rows.iter().map(Row::event);
    open_each(keys, known, stored, &mut |event| events.push(event)).await?;
    Ok(events)
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

fn unreadable(position: u64, reason: impl std::fmt::Display) -> LogError {
    LogError::Unreadable { position, reason: reason.to_string() }
}

impl Row {
    /// As it lies there.
    pub(crate) fn event(&self) -> Result<RecordedEvent, LogError> {
        Stored {
            position: self.position,
            event_id: self.event_id,
            tenant_id: self.tenant_id,
            aggregate_type: &self.aggregate_type,
            aggregate_id: &self.aggregate_id,
            sequence: self.sequence,
            event_type: &self.event_type,
            event_version: &self.event_version,
            recorded_at: self.recorded_at,
            metadata: &self.metadata,
            payload: self.payload.as_deref(),
        }
        .event()
    }
}

/// A [`Row`] that is not copied.
struct Stored<'r> {
    position: i64,
    event_id: Uuid,
    tenant_id: Uuid,
    aggregate_type: &'r str,
    aggregate_id: &'r str,
    sequence: i64,
    event_type: &'r str,
    event_version: &'r str,
    recorded_at: DateTime<Utc>,
    metadata: &'r str,
    payload: Option<&'r str>,
}

impl<'r> Stored<'r> {
    /// In the order of [`LogReader::sealed`].
    fn of(row: &'r PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            position: row.try_get(0)?,
            event_id: row.try_get(1)?,
            tenant_id: row.try_get(2)?,
            aggregate_type: row.try_get(3)?,
            aggregate_id: row.try_get(4)?,
            sequence: row.try_get(5)?,
            event_type: row.try_get(6)?,
            event_version: row.try_get(7)?,
            recorded_at: row.try_get(8)?,
            metadata: text(row, 9)?,
            payload: Some(text(row, 10)?),
        })
    }

    fn event(&self) -> Result<RecordedEvent, LogError> {
        let position = self.position.unsigned_abs();
        let bad = |reason: String| unreadable(position, reason);
        let payload = match self.payload {
            Some(text) => serde_json::from_str(text).map_err(|error| bad(error.to_string()))?,
            None => Value::Null,
        };
        let id = self.aggregate_id.rsplit('/').next().and_then(|id| Uuid::parse_str(id).ok());
        Ok(RecordedEvent {
            position,
            event_id: self.event_id,
            tenant: TenantId(self.tenant_id),
            id: id.ok_or_else(|| bad("its stream id is malformed".to_owned()))?,
            aggregate_type: self.aggregate_type.to_owned(),
            sequence: self.sequence.unsigned_abs(),
            event_type: self.event_type.to_owned(),
            event_version: self.event_version.to_owned(),
            recorded_at: self.recorded_at,
            metadata: Metadata::parse(self.metadata).map_err(bad)?,
            payload,
        })
    }
}

/// The text of a column of JSON, as it lies there.
fn text(row: &PgRow, column: usize) -> Result<&str, sqlx::Error> {
    row.try_get_raw(column)?.as_str().map_err(sqlx::Error::Decode)
}

static UPCASTERS: LazyLock<Vec<Box<dyn EventUpcaster>>> = LazyLock::new(domain::upcasters);

/// Brings a stored event to its current version. Always after opening: upcasters see text.
pub(crate) fn upcast(event: SerializedEvent) -> Result<SerializedEvent, Newer> {
    let event = UPCASTERS.iter().fold(event, |event, upcaster| {
        if upcaster.can_upcast(&event.event_type, &event.event_version) {
            upcaster.upcast(event)
        } else {
            event
        }
    });
    known(&event.event_type, &event.event_version)?;
    Ok(event)
}

/// Refuses a version that this build has not heard of.
fn known(event: &str, version: &str) -> Result<(), Newer> {
    if !domain::is_newer(event, version) {
        return Ok(());
    }
    Err(Newer { event: event.to_owned(), version: version.to_owned() })
}

impl RecordedEvent {
    fn upcast(&mut self) -> Result<(), Newer> {
        let concerned = UPCASTERS
            .iter()
            .any(|upcaster| upcaster.can_upcast(&self.event_type, &self.event_version));
        if !concerned {
            return known(&self.event_type, &self.event_version);
        }
        let upcast = upcast(SerializedEvent::new(
            self.id.to_string(),
            usize::try_from(self.sequence).unwrap_or(usize::MAX),
            self.aggregate_type.clone(),
            self.event_type.clone(),
            self.event_version.clone(),
            self.payload.take(),
            Value::Null,
        ))?;
        self.event_version = upcast.event_version;
        self.payload = upcast.payload;
        Ok(())
    }
}
