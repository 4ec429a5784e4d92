//! Reads of facts: a member's own, and nobody else's.

use chrono::{DateTime, Utc};
use domain::MemberId;
use sqlx::PgConnection;
use uuid::Uuid;

#[derive(Debug, sqlx::FromRow)]
pub(super) struct FactRow {
    pub(super) fact_id: Uuid,
    pub(super) text: Option<String>,
    pub(super) topic: Option<String>,
    pub(super) sentence: Option<String>,
    pub(super) source: String,
    pub(super) conversation_id: Option<Uuid>,
    pub(super) message_id: Option<Uuid>,
    pub(super) version: i32,
    pub(super) valid_from: DateTime<Utc>,
    pub(super) learned_at: DateTime<Utc>,
    pub(super) position: i64,
}

const OWN: &str = "SELECT fact_id, text, topic, sentence, source, conversation_id, message_id, version, \
        valid_from, learned_at, position \
    FROM facts WHERE member_id = $1 AND status = 'current'";

/// A member's facts, the newest first.
pub(super) async fn list(
    db: &mut PgConnection,
    member: MemberId,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<FactRow>, sqlx::Error> {
    sqlx::query_as(&format!(
        "{OWN} AND ($2::bigint IS NULL OR position < $2) ORDER BY position DESC LIMIT $3"
    ))
    .bind(member.0)
    .bind(before)
    .bind(limit)
    .fetch_all(db)
    .await
}

/// One of a member's facts.
pub(super) async fn one(
    db: &mut PgConnection,
    member: MemberId,
    id: Uuid,
) -> Result<Option<FactRow>, sqlx::Error> {
    sqlx::query_as(&format!("{OWN} AND fact_id = $2"))
        .bind(member.0)
        .bind(id)
        .fetch_optional(db)
        .await
}
