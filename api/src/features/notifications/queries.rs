//! Reads of notices.

use chrono::{DateTime, Utc};
use domain::MemberId;
use sqlx::PgConnection;
use uuid::Uuid;

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub(super) notification_id: Uuid,
    pub(super) sender_id: Uuid,
    pub(super) sender_name: Option<String>,
    pub(super) recipient_id: Uuid,
    pub(super) recipient_name: Option<String>,
    pub(super) kind: String,
    pub(super) urgency: String,
    pub(super) answer_wanted: bool,
    pub(super) text: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) status: String,
    pub(super) action_id: Option<Uuid>,
    pub(super) turn_id: Option<Uuid>,
    pub(super) rung: i32,
    pub(super) issued_at: DateTime<Utc>,
    pub(super) held_until: Option<DateTime<Utc>>,
    pub(super) acknowledge_by: Option<DateTime<Utc>>,
    pub(super) delivered_at: Option<DateTime<Utc>>,
    pub(super) read_at: Option<DateTime<Utc>>,
    pub(super) acknowledged_at: Option<DateTime<Utc>>,
    pub(super) escalated_at: Option<DateTime<Utc>>,
    pub(super) escalated_to: Option<Uuid>,
    pub(super) escalation_end: Option<String>,
    pub(super) withdrawn_at: Option<DateTime<Utc>>,
    pub(super) position: i64,
}

/// Every notice with the names of both sides.
const NOTICES: &str = "SELECT n.*, s.name AS sender_name, r.name AS recipient_name FROM notifications n \
    LEFT JOIN members s ON s.tenant_id = n.tenant_id AND s.member_id = n.sender_id \
    LEFT JOIN members r ON r.tenant_id = n.tenant_id AND r.member_id = n.recipient_id";

/// Whose notices a list is of.
#[derive(Debug, Clone, Copy)]
pub(super) enum Side {
    Recipient,
    Sender,
}

/// A member's notices, the newest first.
pub(super) async fn list(
    db: &mut PgConnection,
    side: Side,
    member: MemberId,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Row>, sqlx::Error> {
    let column = match side {
        Side::Recipient => "recipient_id",
        Side::Sender => "sender_id",
    };
    sqlx::query_as(&format!(
        "{NOTICES} WHERE n.{column} = $1 AND ($2::bigint IS NULL OR n.position < $2) \
         ORDER BY n.position DESC LIMIT $3"
    ))
    .bind(member.0)
    .bind(before)
    .bind(limit)
    .fetch_all(db)
    .await
}

/// A notice, for its recipient and its sender.
pub(super) async fn one(
    db: &mut PgConnection,
    member: MemberId,
    id: Uuid,
) -> Result<Option<Row>, sqlx::Error> {
    sqlx::query_as(&format!(
        "{NOTICES} WHERE n.notification_id = $1 AND $2 IN (n.recipient_id, n.sender_id)"
    ))
    .bind(id)
    .bind(member.0)
    .fetch_optional(db)
    .await
}

/// Which notices a member has not read.
pub(super) async fn unread(
    db: &mut PgConnection,
    member: MemberId,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT notification_id FROM notifications WHERE recipient_id = $1 \
         AND status IN ('issued', 'delivered') AND withdrawn_at IS NULL ORDER BY position",
    )
    .bind(member.0)
    .fetch_all(db)
    .await
}
