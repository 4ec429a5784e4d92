//! What people ask the projectors to do: rows that one of them claims, works off and answers.
//!
//! The API writes no read model; it asks here. All of this needs the system's role. A request whose projector died is claimed
//! again by another one, so everything asked for must bear being begun twice.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::Database;

/// How long an ended request is kept.
const KEPT: &str = "30 days";

/// One request.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Request {
    /// Which.
    pub request_id: Uuid,
    /// The projection it is about.
    pub projection: String,
    /// What is to be done: `rebuild`, `verify`, `retry`, `discard`.
    pub kind: String,
    /// What else that needs.
    pub arguments: Value,
    /// Who asked.
    pub requested_by: String,
    /// When.
    pub requested_at: DateTime<Utc>,
    /// When a projector began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it was done.
    pub ended_at: Option<DateTime<Utc>>,
    /// Whether it came to nothing; the outcome says why.
    pub failed: bool,
    /// What came of it.
    pub outcome: Option<Value>,
}

const COLUMNS: &str = "request_id, projection, kind, arguments, requested_by, requested_at, \
                       started_at, ended_at, failed, outcome";

/// Asks; what was asked before under the same id is not asked again.
pub async fn ask(
    database: &Database,
    id: Uuid,
    projection: &str,
    kind: &str,
    arguments: Value,
    requested_by: &str,
) -> Result<Request, sqlx::Error> {
    sqlx::query_as(&format!(
        "INSERT INTO projection_requests AS r (request_id, projection, kind, arguments, requested_by) \
         VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (request_id) DO UPDATE SET kind = r.kind RETURNING {COLUMNS}"
    ))
    .bind(id)
    .bind(projection)
    .bind(kind)
    .bind(arguments)
    .bind(requested_by)
    .fetch_one(database.pool())
    .await
}

/// The latest requests, newest first.
pub async fn list(database: &Database, limit: u32) -> Result<Vec<Request>, sqlx::Error> {
    sqlx::query_as(&format!(
        "SELECT {COLUMNS} FROM projection_requests ORDER BY requested_at DESC, request_id LIMIT $1"
    ))
    .bind(i64::from(limit))
    .fetch_all(database.pool())
    .await
}

/// The last request about each projection.
pub async fn latest(database: &Database) -> Result<Vec<Request>, sqlx::Error> {
    sqlx::query_as(&format!(
        "SELECT DISTINCT ON (projection) {COLUMNS} FROM projection_requests \
         ORDER BY projection, requested_at DESC"
    ))
    .fetch_all(database.pool())
    .await
}

/// One request, if there is such a one.
pub async fn find(database: &Database, id: Uuid) -> Result<Option<Request>, sqlx::Error> {
    sqlx::query_as(&format!("SELECT {COLUMNS} FROM projection_requests WHERE request_id = $1"))
        .bind(id)
        .fetch_optional(database.pool())
        .await
}

/// Takes the oldest request that nobody works on, for `ttl`.
pub async fn claim(
    database: &Database,
    holder: Uuid,
    ttl: Duration,
) -> Result<Option<Request>, sqlx::Error> {
    sqlx::query_as(&format!(
        "UPDATE projection_requests SET holder = $1, expires_at = clock_timestamp() + $2, \
           started_at = coalesce(started_at, clock_timestamp()) \
         WHERE request_id = (SELECT request_id FROM projection_requests \
           WHERE ended_at IS NULL AND (holder IS NULL OR expires_at < clock_timestamp()) \
           ORDER BY requested_at LIMIT 1 FOR UPDATE SKIP LOCKED) \
         RETURNING {COLUMNS}"
    ))
    .bind(holder)
    .bind(ttl)
    .fetch_optional(database.pool())
    .await
}

/// Holds it longer; false if somebody else has it now.
pub async fn renew(
    database: &Database,
    id: Uuid,
    holder: Uuid,
    ttl: Duration,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "UPDATE projection_requests SET expires_at = clock_timestamp() + $3 \
         WHERE request_id = $1 AND holder = $2 AND ended_at IS NULL",
    )
    .bind(id)
    .bind(holder)
    .bind(ttl)
    .execute(database.pool())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives it back undone, so that another projector goes on with it at once.
pub async fn give_back(database: &Database, id: Uuid, holder: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE projection_requests SET holder = NULL, expires_at = NULL \
         WHERE request_id = $1 AND holder = $2 AND ended_at IS NULL",
    )
    .bind(id)
    .bind(holder)
    .execute(database.pool())
    .await?;
    Ok(())
}

/// Answers it, and forgets those that were answered long ago.
pub async fn answer(
    database: &Database,
    id: Uuid,
    outcome: Result<Value, String>,
) -> Result<(), sqlx::Error> {
    let failed = outcome.is_err();
    let outcome = outcome.unwrap_or_else(|error| serde_json::json!({ "error": error }));
    sqlx::query(
        "UPDATE projection_requests SET ended_at = clock_timestamp(), holder = NULL, \
           expires_at = NULL, failed = $2, outcome = $3 WHERE request_id = $1",
    )
    .bind(id)
    .bind(failed)
    .bind(outcome)
    .execute(database.pool())
    .await?;
    sqlx::query(
        "DELETE FROM projection_requests WHERE ended_at < clock_timestamp() - $1::interval",
    )
    .bind(KEPT)
    .execute(database.pool())
    .await?;
    Ok(())
}
