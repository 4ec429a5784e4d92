//! Looking things up in the log: envelopes by what they are about, single events without
//! the words in them. For people who look; whoever follows the log uses [`crate::log`].

use chrono::{DateTime, Utc};
use domain::{Metadata, TenantId};
use serde_json::Value;
use sqlx::postgres::PgRow;
use sqlx::types::Json;
use sqlx::{PgConnection, Postgres, QueryBuilder};
use std::collections::HashMap;
use uuid::Uuid;

use crate::sealing::{KeyError, KeyRing, abouts, withhold};

/// Which events are looked for; what is not set does not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this tenant.
    pub tenant: Option<TenantId>,
    /// Of this aggregate's streams, such as `Conversation`.
    pub aggregate: Option<String>,
    /// Of the streams with this id.
    pub stream: Option<Uuid>,
    /// Of one of these types, such as `MessageSent`; of all when empty.
    pub events: Vec<String>,
    /// Caused by `member:<id>`, `steward` or `system:<part>`.
    pub actor: Option<String>,
    /// Of this story.
    pub correlation: Option<Uuid>,
    /// Recorded at or after.
    pub since: Option<DateTime<Utc>>,
    /// Recorded before.
    pub until: Option<DateTime<Utc>>,
    /// Behind this position.
    pub after: Option<u64>,
    /// In front of this position.
    pub before: Option<u64>,
}

/// In which order events come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// As they happened.
    #[default]
    OldestFirst,
    /// The latest first.
    NewestFirst,
}

/// An event without its payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Its place in the log.
    pub position: u64,
    /// Whose it is.
    pub tenant: TenantId,
    /// Wire name of its aggregate's type.
    pub aggregate_type: String,
    /// The aggregate, without the tenant.
    pub id: Uuid,
    /// Its place in its stream.
    pub sequence: u64,
    /// Wire name.
    pub event_type: String,
    /// Version of its shape, as written.
    pub event_version: String,
    /// When it was appended.
    pub recorded_at: DateTime<Utc>,
    /// Who, why, when.
    pub metadata: Metadata,
}

/// Why nothing can be shown.
#[derive(Debug, thiserror::Error)]
pub enum BrowseError {
    /// An event's envelope is malformed.
    #[error("the event at position {position} cannot be read: {reason}")]
    Unreadable {
        /// Which.
        position: u64,
        /// Why.
        reason: String,
    },
    /// The keys could not be had.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

#[derive(sqlx::FromRow)]
struct Row {
    position: i64,
    tenant_id: Uuid,
    aggregate_type: String,
    aggregate_id: String,
    sequence: i64,
    event_type: String,
    event_version: String,
    recorded_at: DateTime<Utc>,
    metadata: Json<HashMap<String, String>>,
}

const COLUMNS: &str = "position, tenant_id, aggregate_type, aggregate_id, sequence, event_type, event_version, \
    recorded_at, metadata";

impl TryFrom<Row> for Envelope {
    type Error = BrowseError;

    fn try_from(row: Row) -> Result<Self, BrowseError> {
        let position = row.position.unsigned_abs();
        let bad = |reason: String| BrowseError::Unreadable { position, reason };
        let id = row.aggregate_id.rsplit('/').next().and_then(|id| Uuid::parse_str(id).ok());
        Ok(Self {
            position,
            tenant: TenantId(row.tenant_id),
            aggregate_type: row.aggregate_type,
            id: id.ok_or_else(|| bad("its stream id is malformed".to_owned()))?,
            sequence: row.sequence.unsigned_abs(),
            event_type: row.event_type,
            event_version: row.event_version,
            recorded_at: row.recorded_at,
            metadata: Metadata::from_map(&row.metadata.0).map_err(bad)?,
        })
    }
}

/// At most `limit` envelopes. The connection's role decides which rows there are: of one
/// tenant for the API, of all for the system.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    order: Order,
    limit: u32,
) -> Result<Vec<Envelope>, BrowseError> {
    let rows: Vec<Row> = find(connection, "NULL AS payload", filter, order, limit).await?;
    rows.into_iter().map(Envelope::try_from).collect()
}

async fn find<R>(
    connection: &mut PgConnection,
    payload: &str,
    filter: &Filter,
    order: Order,
    limit: u32,
) -> Result<Vec<R>, sqlx::Error>
where
    R: for<'r> sqlx::FromRow<'r, PgRow> + Send + Unpin,
{
    let mut query =
        QueryBuilder::new(format!("SELECT {COLUMNS}, {payload} FROM events WHERE true"));
    filter.narrow(&mut query);
    query.push(match order {
        Order::OldestFirst => " ORDER BY position LIMIT ",
        Order::NewestFirst => " ORDER BY position DESC LIMIT ",
    });
    query.push_bind(i64::from(limit));
    query.build_query_as().fetch_all(connection).await
}

impl Filter {
    fn narrow(&self, query: &mut QueryBuilder<'_, Postgres>) {
        if let Some(tenant) = self.tenant {
            query.push(" AND tenant_id = ").push_bind(tenant.0);
        }
        if let Some(aggregate) = &self.aggregate {
            query.push(" AND aggregate_type = ").push_bind(aggregate.clone());
        }
        match (self.stream, self.tenant) {
            // One stream's events are found by the primary key.
            (Some(stream), Some(tenant)) => {
                query.push(" AND aggregate_id = ").push_bind(format!("{tenant}/{stream}"));
            }
            (Some(stream), None) => {
                query.push(" AND right(aggregate_id, 36) = ").push_bind(stream.to_string());
            }
            (None, _) => {}
        }
        if !self.events.is_empty() {
            query.push(" AND event_type = ANY(").push_bind(self.events.clone()).push(")");
        }
        if let Some(actor) = &self.actor {
            query.push(" AND metadata->>'actor' = ").push_bind(actor.clone());
        }
        if let Some(correlation) = self.correlation {
            query.push(" AND metadata->>'correlation_id' = ").push_bind(correlation.to_string());
        }
        if let Some(since) = self.since {
            query.push(" AND recorded_at >= ").push_bind(since);
        }
        if let Some(until) = self.until {
            query.push(" AND recorded_at < ").push_bind(until);
        }
        if let Some(after) = self.after {
            query.push(" AND position > ").push_bind(signed(after));
        }
        if let Some(before) = self.before {
            query.push(" AND position < ").push_bind(signed(before));
        }
    }
}

/// Positions beyond what Postgres can count are beyond the log's end.
fn signed(position: u64) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}

/// Which event is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// By its place in the log.
    At(u64),
    /// By its identity.
    Called(Uuid),
}

/// An event with its payload as it was written, without the words in it: where personal
/// text stood is `{"withheld": true, "about": [...]}`, or `{"erased": true, ...}` once it
/// cannot be read any more.
pub type Withheld = (Envelope, Value);

/// One event. `None` when this role sees no such event.
pub async fn event(
    connection: &mut PgConnection,
    keys: &KeyRing,
    which: Which,
) -> Result<Option<Withheld>, BrowseError> {
    let mut query = QueryBuilder::new(format!("SELECT {COLUMNS}, payload FROM events WHERE "));
    match which {
        Which::At(position) => query.push("position = ").push_bind(signed(position)),
        Which::Called(id) => query.push("event_id = ").push_bind(id),
    };
    let row = query.build_query_as().fetch_optional(connection).await?;
    let rows: Vec<Full> = row.into_iter().collect();
    Ok(withheld(keys, rows).await?.pop())
}

/// At most `limit` events with their payloads.
pub async fn events(
    connection: &mut PgConnection,
    keys: &KeyRing,
    filter: &Filter,
    order: Order,
    limit: u32,
) -> Result<Vec<Withheld>, BrowseError> {
    let rows = find(connection, "payload", filter, order, limit).await?;
    withheld(keys, rows).await
}

#[derive(sqlx::FromRow)]
struct Full {
    #[sqlx(flatten)]
    row: Row,
    payload: Json<Value>,
}

async fn withheld(keys: &KeyRing, rows: Vec<Full>) -> Result<Vec<Withheld>, BrowseError> {
    let mut wanted: Vec<_> = rows
        .iter()
        .flat_map(|full| {
            let tenant = TenantId(full.row.tenant_id);
            abouts(&full.payload).into_iter().map(move |member| (tenant, member))
        })
        .collect();
    wanted.sort_unstable();
    wanted.dedup();
    let keys = keys.existing(&wanted).await?;
    rows.into_iter()
        .map(|Full { row, payload: Json(mut payload) }| {
            withhold(&mut payload, TenantId(row.tenant_id), &keys);
            Ok((row.try_into()?, payload))
        })
        .collect()
}

/// The tenant's last event at `through` or before: its position, and when it was recorded.
pub async fn last_of(
    connection: &mut PgConnection,
    tenant: TenantId,
    through: u64,
) -> Result<Option<(u64, DateTime<Utc>)>, sqlx::Error> {
    let last: Option<(i64, DateTime<Utc>)> = sqlx::query_as(
        "SELECT position, recorded_at FROM events WHERE tenant_id = $1 AND position <= $2 \
         ORDER BY position DESC LIMIT 1",
    )
    .bind(tenant.0)
    .bind(signed(through))
    .fetch_optional(connection)
    .await?;
    Ok(last.map(|(position, at)| (position.unsigned_abs(), at)))
}

/// The position of the last event that was recorded at `instant` or before; 0 when there
/// is none. Of one tenant alone, or of the whole log for the system's role.
pub async fn position_at(
    connection: &mut PgConnection,
    tenant: Option<TenantId>,
    instant: DateTime<Utc>,
) -> Result<u64, sqlx::Error> {
    let Some(tenant) = tenant else { return position_in_log(connection, instant).await };
    let position: Option<i64> = sqlx::query_scalar(
        "SELECT position FROM events WHERE tenant_id = $1 AND recorded_at <= $2 \
         ORDER BY position DESC LIMIT 1",
    )
    .bind(tenant.0)
    .bind(instant)
    .fetch_optional(connection)
    .await?;
    Ok(position.unwrap_or_default().unsigned_abs())
}

/// `recorded_at` never decreases with position, so halving finds it without an index.
async fn position_in_log(
    connection: &mut PgConnection,
    instant: DateTime<Utc>,
) -> Result<u64, sqlx::Error> {
    let mut high: i64 =
        sqlx::query_scalar("SELECT position FROM log_head").fetch_one(&mut *connection).await?;
    let mut low = 0;
    while low < high {
        let middle = low + (high - low + 1) / 2;
        let reached: bool =
            sqlx::query_scalar("SELECT recorded_at <= $2 FROM events WHERE position = $1")
                .bind(middle)
                .bind(instant)
                .fetch_one(&mut *connection)
                .await?;
        if reached { low = middle } else { high = middle - 1 }
    }
    Ok(low.unsigned_abs())
}
