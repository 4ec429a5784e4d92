//! Reads of turns.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::MemberId;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::phase::Newest;

#[derive(Debug, sqlx::FromRow)]
pub(super) struct TurnRow {
    pub(super) turn_id: Uuid,
    pub(super) conversation_id: Uuid,
    pub(super) message_id: Uuid,
    pub(super) member_id: Uuid,
    pub(super) attempt: i32,
    pub(super) status: Option<String>,
    pub(super) failure: Option<String>,
    pub(super) started_at: Option<DateTime<Utc>>,
    pub(super) ended_at: Option<DateTime<Utc>>,
    #[sqlx(flatten)]
    pub(super) newest: Newest,
}

/// A turn of a member; one that has not begun is known from the message it will answer.
pub(super) async fn turn(
    db: &mut PgConnection,
    id: Uuid,
    member: MemberId,
) -> Result<Option<TurnRow>, sqlx::Error> {
    let newest = Newest::OF_TURN;
    sqlx::query_as(&format!(
        "SELECT t.turn_id, t.conversation_id, t.message_id, t.member_id, t.attempt, t.status, t.failure, \
                t.started_at, t.ended_at, s.* \
         FROM turns t LEFT JOIN LATERAL ({newest}) s ON true \
         WHERE t.turn_id = $1 AND t.member_id = $2 \
         UNION ALL \
         SELECT m.turn_id, m.conversation_id, m.message_id, m.member_id, 1, NULL, NULL, NULL, NULL, \
                NULL, NULL, NULL, NULL, NULL, NULL \
         FROM messages m WHERE m.turn_id = $1 AND m.member_id = $2 AND m.role = 'member' \
           AND NOT EXISTS (SELECT FROM turns t WHERE t.tenant_id = m.tenant_id AND t.turn_id = m.turn_id) \
         LIMIT 1",
    ))
    .bind(id)
    .bind(member.0)
    .fetch_optional(db)
    .await
}

#[derive(Debug, sqlx::FromRow)]
pub(super) struct StepRow {
    pub(super) sequence: i64,
    pub(super) event_type: String,
    pub(super) data: Value,
    pub(super) occurred_at: DateTime<Utc>,
    pub(super) position: i64,
}

/// Every event of a turn.
pub(super) async fn steps(db: &mut PgConnection, id: Uuid) -> Result<Vec<StepRow>, sqlx::Error> {
    sqlx::query_as(
        "SELECT sequence, event_type, data, occurred_at, position FROM turn_steps \
         WHERE turn_id = $1 ORDER BY sequence",
    )
    .bind(id)
    .fetch_all(db)
    .await
}

/// Title and text of passages.
pub(super) async fn passages(
    db: &mut PgConnection,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, (String, String)>, sqlx::Error> {
    let rows: Vec<(Uuid, String, String)> =
        sqlx::query_as("SELECT chunk_id, title, text FROM chunks WHERE chunk_id = ANY ($1)")
            .bind(ids)
            .fetch_all(db)
            .await?;
    Ok(rows.into_iter().map(|(id, title, text)| (id, (title, text))).collect())
}

#[derive(Debug, sqlx::FromRow)]
pub(super) struct ShiftRow {
    pub(super) shift_id: Uuid,
    pub(super) member_id: Uuid,
    pub(super) name: Option<String>,
    pub(super) role: String,
    pub(super) starts_at: DateTime<Utc>,
    pub(super) ends_at: DateTime<Utc>,
}

/// Shifts by id, as they are now.
pub(super) async fn shifts(
    db: &mut PgConnection,
    ids: &[Uuid],
) -> Result<Vec<ShiftRow>, sqlx::Error> {
    sqlx::query_as(
        "SELECT s.shift_id, s.member_id, m.name, s.role, s.starts_at, s.ends_at FROM shifts s \
         LEFT JOIN members m ON m.tenant_id = s.tenant_id AND m.member_id = s.member_id \
         WHERE s.shift_id = ANY ($1) ORDER BY s.starts_at, s.shift_id",
    )
    .bind(ids)
    .fetch_all(db)
    .await
}
