//! The log's envelopes, for owners and auditors: who caused what when, without a word.

use axum::Json as Answer;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::types::Json as Stored;
use std::collections::HashMap;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::auth::Reader;
use crate::error::ApiError;
use crate::extract::{Path, Query};
use crate::openapi::{ItemProblems, ListProblems, ReadParams, RoleProblem};
use crate::page::{PageQuery, list};
use crate::permission::Permission;
use crate::state::AppState;

/// An event without its payload.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Envelope {
    position: u64,
    event_id: Uuid,
    /// What happened, such as `MessageSent`.
    event: String,
    event_version: String,
    stream: Stream,
    /// Its place in the stream, from 1.
    sequence: u64,
    /// `member:<id>`, `steward` or `system:<part>`.
    actor: String,
    correlation_id: Uuid,
    causation_id: Uuid,
    command_id: Uuid,
    occurred_at: DateTime<Utc>,
    recorded_at: DateTime<Utc>,
}

/// A stream of the log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Stream {
    /// The aggregate's type, such as `Conversation`.
    #[serde(rename = "type")]
    kind: String,
    id: Uuid,
}

list! {
    /// A page of events, the oldest first.
    EventList of Envelope
}

#[derive(sqlx::FromRow)]
struct Row {
    position: i64,
    event_id: Uuid,
    event_type: String,
    event_version: String,
    aggregate_type: String,
    aggregate_id: String,
    sequence: i64,
    metadata: Stored<HashMap<String, String>>,
    recorded_at: DateTime<Utc>,
}

const COLUMNS: &str = "position, event_id, event_type, event_version, aggregate_type, aggregate_id, sequence, \
    metadata, recorded_at";

impl TryFrom<Row> for Envelope {
    type Error = ApiError;

    fn try_from(row: Row) -> Result<Self, ApiError> {
        let metadata = domain::Metadata::from_map(&row.metadata.0).map_err(ApiError::internal)?;
        let id = row.aggregate_id.rsplit('/').next().unwrap_or_default();
        Ok(Self {
            position: row.position.unsigned_abs(),
            event_id: row.event_id,
            event: row.event_type,
            event_version: row.event_version,
            stream: Stream {
                kind: row.aggregate_type,
                id: id.parse().map_err(ApiError::internal)?,
            },
            sequence: row.sequence.unsigned_abs(),
            actor: metadata.actor.to_string(),
            correlation_id: metadata.correlation_id,
            causation_id: metadata.causation_id,
            command_id: metadata.command_id,
            occurred_at: metadata.occurred_at,
            recorded_at: row.recorded_at,
        })
    }
}

/// The business's events, the oldest first.
#[utoipa::path(get, path = "/api/v1/events", tag = "audit", params(PageQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Envelopes", body = EventList), ListProblems, RoleProblem))]
pub(crate) async fn events(
    State(state): State<AppState>,
    reader: Reader,
    Query(query): Query<PageQuery>,
) -> Result<Answer<EventList>, ApiError> {
    reader.must(Permission::ReadLog)?;
    let page = query.of::<i64>("events")?;
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let mut rows: Vec<Row> = sqlx::query_as(&format!(
        "SELECT {COLUMNS} FROM events WHERE tenant_id = $1 AND position > $2 ORDER BY position LIMIT $3"
    ))
    .bind(reader.tenant.0)
    .bind(page.after.unwrap_or(0))
    .bind(page.rows())
    .fetch_all(&mut *connection)
    .await?;
    let next_cursor = page.cut("events", &mut rows, |row| row.position);
    Ok(Answer(EventList { items: envelopes(rows)?, next_cursor }))
}

/// One stream's events, the oldest first.
#[utoipa::path(get, path = "/api/v1/streams/{type}/{id}", tag = "audit",
    params(("type" = String, Path, description = "The aggregate's type, such as `Conversation`"), ("id" = Uuid, Path),
        PageQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Envelopes", body = EventList), ListProblems, ItemProblems, RoleProblem))]
pub(crate) async fn stream(
    State(state): State<AppState>,
    reader: Reader,
    Path((kind, id)): Path<(String, Uuid)>,
    Query(query): Query<PageQuery>,
) -> Result<Answer<EventList>, ApiError> {
    reader.must(Permission::ReadLog)?;
    let page = query.of::<i64>("stream")?;
    if !kind.bytes().all(|b| b.is_ascii_alphabetic()) {
        return Err(ApiError::no_such("stream"));
    }
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let mut rows: Vec<Row> = sqlx::query_as(&format!(
        "SELECT {COLUMNS} FROM events WHERE aggregate_type = $1 AND aggregate_id = $2 AND sequence > $3 \
         ORDER BY sequence LIMIT $4"
    ))
    .bind(kind)
    .bind(format!("{}/{id}", reader.tenant))
    .bind(page.after.unwrap_or(0))
    .bind(page.rows())
    .fetch_all(&mut *connection)
    .await?;
    // A cursor is given only where more follows, and nothing is ever taken away.
    if rows.is_empty() {
        return Err(ApiError::no_such("stream"));
    }
    let next_cursor = page.cut("stream", &mut rows, |row| row.sequence);
    Ok(Answer(EventList { items: envelopes(rows)?, next_cursor }))
}

fn envelopes(rows: Vec<Row>) -> Result<Vec<Envelope>, ApiError> {
    rows.into_iter().map(Envelope::try_from).collect()
}
