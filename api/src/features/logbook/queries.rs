//! Reads of the logbook.

use chrono::{DateTime, Utc};
use domain::Category;
use sqlx::PgConnection;
use uuid::Uuid;

use super::dto::LogbookQuery;

#[derive(Debug, sqlx::FromRow)]
pub(super) struct EntryRow {
    pub(super) entry_id: Uuid,
    pub(super) text: Option<String>,
    pub(super) category: Option<String>,
    pub(super) logged_by: Uuid,
    pub(super) author_name: Option<String>,
    pub(super) happened_at: DateTime<Utc>,
    pub(super) logged_at: DateTime<Utc>,
    pub(super) struck_at: Option<DateTime<Utc>>,
    pub(super) struck_by: Option<Uuid>,
    pub(super) striker_name: Option<String>,
    pub(super) action_id: Option<Uuid>,
}

/// Entries, what happened last first; `before` is the last one of the page before.
pub(super) async fn list(
    db: &mut PgConnection,
    query: &LogbookQuery,
    (author, category): (Option<Uuid>, Option<Category>),
    before: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<EntryRow>, sqlx::Error> {
    let (before_time, before_id) = before.unzip();
    sqlx::query_as(
        "SELECT e.entry_id, e.text, e.category, e.logged_by, a.name AS author_name, e.happened_at, e.logged_at, \
                e.struck_at, e.struck_by, s.name AS striker_name, e.action_id \
         FROM log_entries e \
         LEFT JOIN members a ON a.tenant_id = e.tenant_id AND a.member_id = e.logged_by \
         LEFT JOIN members s ON s.tenant_id = e.tenant_id AND s.member_id = e.struck_by \
         WHERE ($1::timestamptz IS NULL OR e.happened_at >= $1) \
           AND ($2::timestamptz IS NULL OR e.happened_at < $2) \
           AND ($3::text IS NULL OR lower(e.category) = lower($3)) \
           AND ($4::uuid IS NULL OR e.logged_by = $4) \
           AND ($5::boolean IS NULL OR (e.struck_at IS NOT NULL) = $5) \
           AND ($6::timestamptz IS NULL OR (e.happened_at, e.entry_id) < ($6, $7)) \
         ORDER BY e.happened_at DESC, e.entry_id DESC LIMIT $8",
    )
    .bind(query.from)
    .bind(query.to)
    .bind(category.map(Category::into_string))
    .bind(author)
    .bind(query.struck)
    .bind(before_time)
    .bind(before_id)
    .bind(limit)
    .fetch_all(db)
    .await
}
