//! Reads of facts: a member's own, and nobody else's.

use chrono::{DateTime, Utc};
use domain::MemberId;
use sqlx::PgConnection;
use uuid::Uuid;

#[derive(Debug, sqlx::FromRow)]
pub(crate) struct FactRow {
    pub(crate) fact_id: Uuid,
    pub(crate) text: Option<String>,
    pub(super) topic: Option<String>,
    pub(super) sentence: Option<String>,
    pub(super) source: String,
    pub(super) conversation_id: Option<Uuid>,
    pub(super) message_id: Option<Uuid>,
    pub(super) version: i32,
    pub(super) valid_from: DateTime<Utc>,
    pub(super) learned_at: DateTime<Utc>,
    pub(super) position: i64,
    /// `current` or `forgotten`.
    pub(crate) status: String,
    /// Of the last event that changed it.
    pub(crate) updated_position: i64,
}

const OWN: &str = "SELECT fact_id, text, topic, sentence, source, conversation_id, message_id, version, \
        valid_from, learned_at, position, status, updated_position \
    FROM facts WHERE member_id = $1";

/// A member's facts, the newest first.
pub(super) async fn list(
    db: &mut PgConnection,
    member: MemberId,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<FactRow>, sqlx::Error> {
    sqlx::query_as(&format!(
        "{OWN} AND status = 'current' AND ($2::bigint IS NULL OR position < $2) ORDER BY position DESC LIMIT $3"
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
    sqlx::query_as(&format!("{OWN} AND status = 'current' AND fact_id = $2"))
        .bind(member.0)
        .bind(id)
        .fetch_optional(db)
        .await
}

/// Those of these that are the member's, in any order; forgotten ones without their words.
pub(crate) async fn shown(
    db: &mut PgConnection,
    member: MemberId,
    ids: &[Uuid],
) -> Result<Vec<FactRow>, sqlx::Error> {
    sqlx::query_as(&format!("{OWN} AND fact_id = ANY ($2)"))
        .bind(member.0)
        .bind(ids)
        .fetch_all(db)
        .await
}
