//! Events that a projection could not apply, and the later ones of their streams.
//!
//! One poison event must not stop a projection, nor may the rest of its stream be
//! applied without it. So it is parked, every later event of its stream is parked
//! behind it, and they are retried in order. Parking holds no text of the event. One that
//! can never be applied is discarded: left out of that projection for good.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use domain::TenantId;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::RecordedEvent;
use crate::store::stream_id;

/// A stream, by its aggregate's type and its stored id.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, sqlx::FromRow)]
pub struct ParkedStream {
    /// Wire name of the aggregate's type.
    pub aggregate_type: String,
    /// `<tenant>/<id>`.
    pub aggregate_id: String,
}

impl ParkedStream {
    /// The stream of an event.
    pub fn of(event: &RecordedEvent) -> Self {
        Self {
            aggregate_type: event.aggregate_type.clone(),
            aggregate_id: stream_id(event.tenant, event.id),
        }
    }
}

/// An event that is parked, for people.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DeadLetter {
    /// The projection that could not apply it.
    pub consumer: String,
    /// The generation of its tables.
    pub generation: i32,
    /// Where the event is in the log.
    pub position: i64,
    /// Whose it is.
    pub tenant_id: Uuid,
    /// Wire name of the aggregate's type.
    pub aggregate_type: String,
    /// `<tenant>/<id>`.
    pub aggregate_id: String,
    /// Wire name of the event.
    pub event_type: String,
    /// Why it could not be applied, without its text.
    pub reason: String,
    /// How often it was tried.
    pub attempts: i32,
    /// When it was parked.
    pub parked_at: DateTime<Utc>,
    /// Whether it is the one that stopped its stream; the others wait behind it.
    pub first: bool,
    /// How many wait behind it.
    pub behind: i64,
}

impl DeadLetter {
    /// Its stream.
    pub fn stream(&self) -> ParkedStream {
        ParkedStream {
            aggregate_type: self.aggregate_type.clone(),
            aggregate_id: self.aggregate_id.clone(),
        }
    }
}

/// An event that was left out of a projection for good.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Discarded {
    /// The projection.
    pub consumer: String,
    /// Where the event is in the log.
    pub position: i64,
    /// Whose it is.
    pub tenant_id: Uuid,
    /// Wire name of the aggregate's type.
    pub aggregate_type: String,
    /// `<tenant>/<id>`.
    pub aggregate_id: String,
    /// Wire name of the event.
    pub event_type: String,
    /// Why it could not be applied.
    pub trouble: String,
    /// Why it was discarded.
    pub reason: String,
    /// By whom.
    pub discarded_by: String,
    /// When.
    pub discarded_at: DateTime<Utc>,
}

/// What stands in the way of a stretch of the log.
#[derive(Debug, Default)]
pub struct Standing {
    /// The streams whose events must be parked behind an earlier one.
    pub parked: HashSet<ParkedStream>,
    /// The positions that are left out.
    pub discarded: HashSet<u64>,
}

/// The streams that are parked, and what is left out from `first` to `last`.
pub async fn standing(
    connection: &mut PgConnection,
    consumer: &str,
    generation: u32,
    (first, last): (u64, u64),
) -> Result<Standing, sqlx::Error> {
    type Row = (Option<String>, Option<String>, Option<i64>);
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT DISTINCT aggregate_type, aggregate_id, NULL::bigint FROM dead_letters \
         WHERE consumer = $1 AND generation = $2 \
         UNION ALL \
         SELECT NULL, NULL, position FROM discarded_events \
         WHERE consumer = $1 AND position BETWEEN $3 AND $4",
    )
    .bind(consumer)
    .bind(generation as i32)
    .bind(first as i64)
    .bind(last as i64)
    .fetch_all(connection)
    .await?;
    let mut standing = Standing::default();
    for row in rows {
        match row {
            (Some(aggregate_type), Some(aggregate_id), _) => {
                standing.parked.insert(ParkedStream { aggregate_type, aggregate_id });
            }
            (_, _, Some(position)) => {
                standing.discarded.insert(position.unsigned_abs());
            }
            _ => {}
        }
    }
    Ok(standing)
}

/// Leaves a parked event out of its projection for good, and removes its letters.
pub async fn discard(
    transaction: &mut PgConnection,
    letter: &DeadLetter,
    reason: &str,
    by: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO discarded_events (consumer, position, tenant_id, aggregate_type, aggregate_id, \
           event_type, trouble, reason, discarded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(&letter.consumer)
    .bind(letter.position)
    .bind(letter.tenant_id)
    .bind(&letter.aggregate_type)
    .bind(&letter.aggregate_id)
    .bind(&letter.event_type)
    .bind(&letter.reason)
    .bind(reason)
    .bind(by)
    .execute(&mut *transaction)
    .await?;
    sqlx::query("DELETE FROM dead_letters WHERE consumer = $1 AND position = $2")
        .bind(&letter.consumer)
        .bind(letter.position)
        .execute(transaction)
        .await?;
    Ok(())
}

/// What was discarded, oldest event first. The connection's role decides whose.
pub async fn discarded(
    connection: &mut PgConnection,
    consumer: Option<&str>,
    limit: u32,
) -> Result<Vec<Discarded>, sqlx::Error> {
    sqlx::query_as(
        "SELECT * FROM discarded_events WHERE $1::text IS NULL OR consumer = $1 \
         ORDER BY position, consumer LIMIT $2",
    )
    .bind(consumer)
    .bind(i64::from(limit))
    .fetch_all(connection)
    .await
}

/// Parks an event in the transaction that moves the checkpoint past it. Parking it
/// again counts as another try.
pub async fn park(
    transaction: &mut PgConnection,
    consumer: &str,
    generation: u32,
    event: &RecordedEvent,
    reason: &str,
) -> Result<(), sqlx::Error> {
    let stream = ParkedStream::of(event);
    sqlx::query(
        "INSERT INTO dead_letters AS d \
           (consumer, generation, position, tenant_id, aggregate_type, aggregate_id, event_type, reason) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
         ON CONFLICT (consumer, generation, position) \
           DO UPDATE SET reason = excluded.reason, attempts = d.attempts + 1",
    )
    .bind(consumer)
    .bind(generation as i32)
    .bind(event.position as i64)
    .bind(event.tenant.0)
    .bind(stream.aggregate_type)
    .bind(stream.aggregate_id)
    .bind(&event.event_type)
    .bind(reason)
    .execute(transaction)
    .await?;
    Ok(())
}

/// The streams whose events must be parked behind an earlier one.
pub async fn parked_streams(
    connection: &mut PgConnection,
    consumer: &str,
    generation: u32,
) -> Result<HashSet<ParkedStream>, sqlx::Error> {
    let rows: Vec<ParkedStream> = sqlx::query_as(
        "SELECT DISTINCT aggregate_type, aggregate_id FROM dead_letters \
         WHERE consumer = $1 AND generation = $2",
    )
    .bind(consumer)
    .bind(generation as i32)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().collect())
}

/// The parked positions of a stream, in order.
pub async fn of_stream(
    connection: &mut PgConnection,
    consumer: &str,
    generation: u32,
    stream: &ParkedStream,
) -> Result<Vec<u64>, sqlx::Error> {
    let positions: Vec<i64> = sqlx::query_scalar(
        "SELECT position FROM dead_letters \
         WHERE consumer = $1 AND generation = $2 AND aggregate_type = $3 AND aggregate_id = $4 \
         ORDER BY position",
    )
    .bind(consumer)
    .bind(generation as i32)
    .bind(&stream.aggregate_type)
    .bind(&stream.aggregate_id)
    .fetch_all(connection)
    .await?;
    Ok(positions.into_iter().map(i64::unsigned_abs).collect())
}

/// Removes a letter whose event was applied in this transaction.
pub async fn settle(
    transaction: &mut PgConnection,
    consumer: &str,
    generation: u32,
    position: u64,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "DELETE FROM dead_letters WHERE consumer = $1 AND generation = $2 AND position = $3",
    )
    .bind(consumer)
    .bind(generation as i32)
    .bind(position as i64)
    .execute(transaction)
    .await?;
    Ok(())
}

/// How often the event at a position was tried.
pub type Tried = (i64, i32);

/// Removes the letters of these streams (stored ids), whose events are folded again in this
/// transaction; how often each was tried.
pub async fn take(
    transaction: &mut PgConnection,
    consumer: &str,
    generation: u32,
    streams: &[String],
) -> Result<Vec<Tried>, sqlx::Error> {
    sqlx::query_as(
        "DELETE FROM dead_letters WHERE consumer = $1 AND generation = $2 AND aggregate_id = ANY($3) \
         RETURNING position, attempts",
    )
    .bind(consumer)
    .bind(generation as i32)
    .bind(streams)
    .fetch_all(transaction)
    .await
}

/// Counts earlier tries of events that were parked again after [`take`].
pub async fn count_in(
    transaction: &mut PgConnection,
    consumer: &str,
    generation: u32,
    tried: &[Tried],
) -> Result<(), sqlx::Error> {
    let (positions, attempts): (Vec<i64>, Vec<i32>) = tried.iter().copied().unzip();
    sqlx::query(
        "UPDATE dead_letters d SET attempts = d.attempts + t.attempts \
         FROM unnest($3::bigint[], $4::int[]) AS t (position, attempts) \
         WHERE d.consumer = $1 AND d.generation = $2 AND d.position = t.position",
    )
    .bind(consumer)
    .bind(generation as i32)
    .bind(positions)
    .bind(attempts)
    .execute(transaction)
    .await?;
    Ok(())
}

/// Which letters are looked for; what is not set does not narrow.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// Of this projection.
    pub consumer: Option<&'a str>,
    /// Of this tenant.
    pub tenant: Option<TenantId>,
    /// Of the event at this position.
    pub position: Option<u64>,
    /// Only those that stopped their streams.
    pub first: bool,
}

/// The letters of live generations, oldest first. The connection's role decides whose.
pub async fn list(
    connection: &mut PgConnection,
    wanted: Wanted<'_>,
    limit: u32,
) -> Result<Vec<DeadLetter>, sqlx::Error> {
    sqlx::query_as(
        "SELECT * FROM (SELECT d.*, \
           row_number() OVER stream = 1 AS first, \
           count(*) OVER (PARTITION BY d.consumer, d.generation, d.aggregate_type, d.aggregate_id) \
             - row_number() OVER stream AS behind \
           FROM dead_letters d JOIN projection_generations g \
             ON g.projection = d.consumer AND g.generation = d.generation \
           WHERE ($1::text IS NULL OR d.consumer = $1) AND ($2::uuid IS NULL OR d.tenant_id = $2) \
           WINDOW stream AS (PARTITION BY d.consumer, d.generation, d.aggregate_type, d.aggregate_id \
                             ORDER BY d.position)) AS letters \
         WHERE ($3::bigint IS NULL OR position = $3) AND (first OR NOT $4) \
         ORDER BY position, consumer LIMIT $5",
    )
    .bind(wanted.consumer)
    .bind(wanted.tenant.map(|tenant| tenant.0))
    .bind(wanted.position.map(|position| position as i64))
    .bind(wanted.first)
    .bind(i64::from(limit))
    .fetch_all(connection)
    .await
}
