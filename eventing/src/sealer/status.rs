//! How far the log is sealed.

use audit::Head;
use chrono::{DateTime, Utc};
use sqlx::PgPool;
use uuid::Uuid;

use super::blocks;

/// How far the log is, and how far it is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The log's identity.
    pub log_id: Uuid,
    /// The position of its last event.
    pub position: u64,
    /// The newest head.
    pub sealed: Option<Head>,
    /// Events that no head covers: the window, in which a change is not seen.
    pub window: u64,
    /// When the oldest of them was appended.
    pub oldest_at: Option<DateTime<Utc>>,
}

/// Asks; `pool` acts as the system's role.
pub async fn status(pool: &PgPool) -> Result<Status, sqlx::Error> {
    let sealed = blocks::last(pool).await?;
    let through = sealed.as_ref().map_or(0, |head| head.size);
    // One statement: the head and the event are of the same moment.
    let (log_id, position, oldest_at): (Uuid, i64, Option<DateTime<Utc>>) = sqlx::query_as(
        "SELECT log_id, position, (SELECT recorded_at FROM events WHERE position = $1) FROM log_head",
    )
    .bind(through as i64 + 1)
    .fetch_one(pool)
    .await?;
    let position = position.unsigned_abs();
    let window = position.saturating_sub(through);
    Ok(Status { log_id, position, sealed, window, oldest_at })
}
