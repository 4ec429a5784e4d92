//! Streams as they were: the events of one stream, or of a tenant's streams of some kinds,
//! up to a position. The live read models are neither asked nor touched.

use cqrs_es::Aggregate;
use domain::TenantId;
use domain::memory::Memory;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::KeyRing;
use crate::log::{LogError, RecordedEvent, Row, envelope, opened};
use crate::sealing::{Keys, withhold};

/// The events of one stream up to `through`, opened and in their current versions, oldest
/// first. Empty when this role sees no such stream.
pub async fn stream(
    connection: &mut PgConnection,
    keys: &KeyRing,
    aggregate_type: &str,
    aggregate_id: &str,
    through: u64,
) -> Result<Vec<RecordedEvent>, LogError> {
    let rows: Vec<Row> = sqlx::query_as(concat!(
        "SELECT ",
        envelope!(),
        ", payload::text AS payload FROM events \
         WHERE aggregate_type = $1 AND aggregate_id = $2 AND position <= $3 ORDER BY sequence"
    ))
    .bind(aggregate_type)
    .bind(aggregate_id)
    .bind(i64::try_from(through).unwrap_or(i64::MAX))
    .fetch_all(connection)
    .await?;
    opened(keys, rows).await
}

/// The next events of a tenant's streams of the kinds `only`, after position `after` and up
/// to `through`: at most `limit`, opened and in their current versions, oldest first.
pub async fn of_tenant(
    connection: &mut PgConnection,
    keys: &KeyRing,
    tenant: TenantId,
    only: &[&str],
    after: u64,
    through: u64,
    limit: u32,
) -> Result<Vec<RecordedEvent>, LogError> {
    let rows: Vec<Row> = sqlx::query_as(concat!(
        "SELECT ",
        envelope!(),
        ", payload::text AS payload FROM events \
         WHERE tenant_id = $1 AND aggregate_type = ANY($2) AND position > $3 AND position <= $4 \
         ORDER BY position LIMIT $5"
    ))
    .bind(tenant.0)
    .bind(only)
    .bind(i64::try_from(after).unwrap_or(i64::MAX))
    .bind(i64::try_from(through).unwrap_or(i64::MAX))
    .bind(i64::from(limit))
    .fetch_all(connection)
    .await?;
    opened(keys, rows).await
}

/// The state of an aggregate after these events of its stream, without the words in it.
pub fn state(
    aggregate_type: &str,
    events: Vec<RecordedEvent>,
) -> Result<Value, domain::UnknownEvent> {
    let tenant = events.first().map(|event| event.tenant).unwrap_or(TenantId(Uuid::nil()));
    let payloads = events.into_iter().map(|event| event.payload);
    let mut state = domain::fold(aggregate_type, payloads)?;
    withhold(&mut state, tenant, &Keys::new());
    if aggregate_type == Memory::TYPE {
        domain::memory::withhold_digests(&mut state);
    }
    Ok(state)
}
