//! Reads of actions.

use chrono::{DateTime, Utc};
use domain::action::Preview;
use domain::{ConversationId, MemberId};
use serde_json::Value;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

#[derive(Debug, sqlx::FromRow)]
pub(super) struct ActionRow {
    pub(super) action_id: Uuid,
    pub(super) turn_id: Uuid,
    pub(super) conversation_id: Uuid,
    pub(super) kind: String,
    pub(super) status: String,
    pub(super) member_id: Uuid,
    pub(super) arguments: Option<Json<Value>>,
    pub(super) preview: Option<Json<Preview>>,
    pub(super) tag: String,
    pub(super) tainted: bool,
    pub(super) failure: Option<String>,
    pub(super) requested_at: DateTime<Utc>,
    pub(super) performed_at: Option<DateTime<Utc>>,
    pub(super) expires_at: Option<DateTime<Utc>>,
    pub(super) locale: Option<String>,
    pub(super) position: i64,
}

const COLUMNS: &str = "action_id, turn_id, conversation_id, member_id, kind, status, arguments, preview, \
    tag, tainted, failure, requested_at, performed_at, expires_at, position, \
    (SELECT locale FROM tenants) AS locale";

/// A member's own actions among `ids`.
pub(super) async fn by_ids(
    db: &mut PgConnection,
    member: MemberId,
    ids: &[Uuid],
) -> Result<Vec<ActionRow>, sqlx::Error> {
    sqlx::query_as(&format!(
        "SELECT {COLUMNS} FROM actions WHERE action_id = ANY ($1) AND member_id = $2"
    ))
    .bind(ids)
    .bind(member.0)
    .fetch_all(db)
    .await
}

/// A member's actions, the newest first.
pub(super) async fn of_member(
    db: &mut PgConnection,
    member: MemberId,
    status: Option<&str>,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<ActionRow>, sqlx::Error> {
    sqlx::query_as(&format!(
        "SELECT {COLUMNS} FROM actions WHERE member_id = $1 AND ($2::bigint IS NULL OR position < $2) \
           AND ($4::text IS NULL OR status = $4) \
         ORDER BY position DESC LIMIT $3"
    ))
    .bind(member.0)
    .bind(before)
    .bind(limit)
    .bind(status)
    .fetch_all(db)
    .await
}

/// What a member wrote in a conversation, oldest first.
pub(super) async fn said(
    db: &mut PgConnection,
    conversation: ConversationId,
    member: MemberId,
) -> Result<Vec<(Uuid, String)>, sqlx::Error> {
    sqlx::query_as(
        "SELECT message_id, text FROM messages \
         WHERE conversation_id = $1 AND member_id = $2 AND text IS NOT NULL ORDER BY position",
    )
    .bind(conversation.0)
    .bind(member.0)
    .fetch_all(db)
    .await
}
