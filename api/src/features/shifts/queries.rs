//! Reads of shifts.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

#[derive(Debug, sqlx::FromRow)]
pub(super) struct ShiftRow {
    pub(super) shift_id: Uuid,
    pub(super) member_id: Uuid,
    pub(super) name: Option<String>,
    pub(super) role: String,
    pub(super) starts_at: DateTime<Utc>,
    pub(super) ends_at: DateTime<Utc>,
    pub(super) status: String,
    pub(super) version: i64,
}

const SHIFTS: &str = "SELECT s.shift_id, s.member_id, m.name, s.role, s.starts_at, s.ends_at, s.status, s.version \
     FROM shifts s LEFT JOIN members m ON m.tenant_id = s.tenant_id AND m.member_id = s.member_id";

/// Which planned shifts.
#[derive(Debug, Default)]
pub(super) struct Filter {
    /// Only those that end after this.
    pub(super) from: Option<DateTime<Utc>>,
    /// Only those that start before this.
    pub(super) to: Option<DateTime<Utc>>,
    /// Only those of this member.
    pub(super) member: Option<Uuid>,
}

/// Planned shifts by their start, those after a start and id.
pub(super) async fn list(
    db: &mut PgConnection,
    filter: &Filter,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<ShiftRow>, sqlx::Error> {
    let (after_start, after_id) = after.unzip();
    sqlx::query_as(&format!(
        "{SHIFTS} WHERE s.status = 'planned' AND ($1::timestamptz IS NULL OR s.ends_at > $1) \
           AND ($2::timestamptz IS NULL OR s.starts_at < $2) AND ($3::uuid IS NULL OR s.member_id = $3) \
           AND ($4::timestamptz IS NULL OR (s.starts_at, s.shift_id) > ($4, $5)) \
         ORDER BY s.starts_at, s.shift_id LIMIT $6"
    ))
    .bind(filter.from)
    .bind(filter.to)
    .bind(filter.member)
    .bind(after_start)
    .bind(after_id)
    .bind(limit)
    .fetch_all(db)
    .await
}

/// Planned shifts of a series of a calendar that end after `now`.
pub(super) async fn of_series(
    db: &mut PgConnection,
    series: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT shift_id FROM shifts WHERE series = $1 AND status = 'planned' AND ends_at > $2 \
         ORDER BY starts_at, shift_id",
    )
    .bind(series)
    .bind(now)
    .fetch_all(db)
    .await
}

/// One shift, cancelled ones too.
pub(super) async fn one(db: &mut PgConnection, id: Uuid) -> Result<Option<ShiftRow>, sqlx::Error> {
    sqlx::query_as(&format!("{SHIFTS} WHERE s.shift_id = $1")).bind(id).fetch_optional(db).await
}
