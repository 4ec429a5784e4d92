//! Looking things up in the log: envelopes by what they are about, single events without
//! the words in them. For people who look; whoever follows the log uses [`crate::log`].

use std::str::FromStr;

use chrono::{DateTime, Utc};
use domain::TenantId;
use sqlx::{PgConnection, Postgres, QueryBuilder};
use uuid::Uuid;

use crate::KeyRing;
use crate::log::{LogError, RecordedEvent, Row, envelope, keys_for};
use crate::sealing::withhold;

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

/// At most `limit` events without their payloads. The connection's role decides which there
/// are: of one tenant for the API, of all for the system.
pub async fn envelopes(
    connection: &mut PgConnection,
    filter: &Filter,
    order: Order,
    limit: u32,
) -> Result<Vec<RecordedEvent>, LogError> {
    let mut query = QueryBuilder::new(concat!("SELECT ", envelope!(), ", NULL AS payload"));
    found(connection, &mut query, filter, order, limit).await
}

/// At most `limit` events, each as it was written but without the words in it: where
/// personal text stood is `{"withheld": true, "about": [...]}`, or `{"erased": true, ...}`
/// once it cannot be read any more.
pub async fn events(
    connection: &mut PgConnection,
    keys: &KeyRing,
    filter: &Filter,
    order: Order,
    limit: u32,
) -> Result<Vec<RecordedEvent>, LogError> {
    let mut query =
        QueryBuilder::new(concat!("SELECT ", envelope!(), ", payload::text AS payload"));
    withheld(keys, found(connection, &mut query, filter, order, limit).await?).await
}

async fn found(
    connection: &mut PgConnection,
    query: &mut QueryBuilder<'_, Postgres>,
    filter: &Filter,
    order: Order,
    limit: u32,
) -> Result<Vec<RecordedEvent>, LogError> {
    query.push(" FROM events WHERE true");
    filter.narrow(query);
    query.push(match order {
        Order::OldestFirst => " ORDER BY position LIMIT ",
        Order::NewestFirst => " ORDER BY position DESC LIMIT ",
    });
    query.push_bind(i64::from(limit));
    let rows: Vec<Row> = query.build_query_as().fetch_all(connection).await?;
    rows.iter().map(Row::event).collect()
}

impl Filter {
    /// Adds its conditions to a query on `events` that has some already.
    pub(crate) fn narrow(&self, query: &mut QueryBuilder<'_, Postgres>) {
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

/// One event, as [`events`] gives it. `None` when this role sees no such event.
pub async fn event(
    connection: &mut PgConnection,
    keys: &KeyRing,
    which: Which,
) -> Result<Option<RecordedEvent>, LogError> {
    let mut query = QueryBuilder::new(concat!(
        "SELECT ",
        envelope!(),
        ", payload::text AS payload FROM events WHERE "
    ));
    match which {
        Which::At(position) => query.push("position = ").push_bind(signed(position)),
        Which::Called(id) => query.push("event_id = ").push_bind(id),
    };
    let row: Option<Row> = query.build_query_as().fetch_optional(connection).await?;
    let event = row.as_ref().map(Row::event).transpose()?;
    Ok(withheld(keys, event.into_iter().collect()).await?.pop())
}

async fn withheld(
    keys: &KeyRing,
    mut events: Vec<RecordedEvent>,
) -> Result<Vec<RecordedEvent>, LogError> {
    let keys = keys_for(keys, &events).await?;
    for event in &mut events {
        withhold(&mut event.payload, event.tenant, &keys);
    }
    Ok(events)
}

/// A point of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// After the event at this position.
    Position(u64),
    /// After what was recorded at this instant or before.
    Instant(DateTime<Utc>),
}

impl FromStr for At {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let position =
            text.parse().ok().filter(|at| i64::try_from(*at).is_ok()).map(Self::Position);
        let instant = || text.parse().ok().map(Self::Instant);
        position
            .or_else(instant)
            .ok_or("a position, such as 1024, or an instant, such as 2026-11-26T14:00:00Z")
    }
}

impl At {
    /// The last position that counts: of one tenant alone, or of the whole log for the
    /// system's role.
    pub async fn position(
        self,
        connection: &mut PgConnection,
        tenant: Option<TenantId>,
    ) -> Result<u64, sqlx::Error> {
        match self {
            Self::Position(position) => Ok(position),
            Self::Instant(instant) => position_at(connection, tenant, instant).await,
        }
    }
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
async fn position_at(
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
