//! Streams as they were: the events of one stream, or of a tenant's streams of some kinds,
//! up to a position. The live read models are neither asked nor touched.

use cqrs_es::Aggregate;
use domain::memory::Memory;
use domain::{MemberId, TenantId};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::KeyRing;
use crate::log::{LogError, RecordedEvent, Row, envelope, opened};
use crate::sealing::{Keys, disclose, withhold};

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
    opened(Some(keys), rows).await
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
    opened(Some(keys), rows).await
}

/// The next events after position `after` that are about a member, caused by them, or of
/// their own streams: at most `limit`, in their current versions, oldest first. The words
/// about the member are open, those about others alone are left out.
pub async fn of_member(
    connection: &mut PgConnection,
    keys: &KeyRing,
    (tenant, member): (TenantId, MemberId),
    after: u64,
    limit: u32,
) -> Result<Vec<RecordedEvent>, LogError> {
    let rows: Vec<Row> = sqlx::query_as(concat!(
        "SELECT ",
        envelope!(),
        ", payload::text AS payload FROM events \
         WHERE tenant_id = $1 AND position > $2 \
           AND (payload::text ~ $3 OR aggregate_id = $4 OR metadata ->> 'actor' = $5) \
         ORDER BY position LIMIT $6"
    ))
    .bind(tenant.0)
    .bind(i64::try_from(after).unwrap_or(i64::MAX))
    .bind(format!(r#""about": *\[[^]]*{member}"#))
    .bind(format!("{tenant}/{member}"))
    .bind(format!("member:{member}"))
    .bind(i64::from(limit))
    .fetch_all(connection)
    .await?;
    let mut events = opened(Some(keys), rows).await?;
    events.iter_mut().for_each(|event| disclose(&mut event.payload, member));
    Ok(events)
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
