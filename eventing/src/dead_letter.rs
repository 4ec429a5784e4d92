//! Events that a projection could not apply, and the later ones of their streams.
//!
//! One poison event must not stop a projection, nor may the rest of its stream be
//! applied without it. So it is parked, every later event of its stream is parked
//! behind it, and they are retried in order. Parking holds no text of the event.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use domain::TenantId;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::store::stream_id;
use crate::{Database, RecordedEvent};

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

/// The letters of one tenant, oldest first. For any role.
pub async fn list_of(
    database: &Database,
    tenant: TenantId,
    limit: u32,
) -> Result<Vec<DeadLetter>, sqlx::Error> {
    let mut connection = database.acquire(tenant).await?;
    sqlx::query_as("SELECT * FROM dead_letters WHERE tenant_id = $1 ORDER BY position LIMIT $2")
        .bind(tenant.0)
        .bind(i64::from(limit))
        .fetch_all(&mut *connection)
        .await
}

/// The letters of all tenants, oldest first. For the system's role.
pub async fn list(database: &Database, limit: u32) -> Result<Vec<DeadLetter>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM dead_letters ORDER BY position, consumer LIMIT $1")
        .bind(i64::from(limit))
        .fetch_all(database.pool())
        .await
}
