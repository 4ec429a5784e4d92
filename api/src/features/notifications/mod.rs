//! Notices to the member who asks.

use axum::Json as Answer;
use axum::extract::State;
use chrono::{DateTime, Utc};
use domain::NotificationId;
use domain::notification::{
    Notification as Aggregate, NotificationAcknowledged, NotificationCommand, NotificationRead,
};
use eventing::Step;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Done, Person};
use crate::auth::Reader;
use crate::command::Writer;
use crate::error::ApiError;
use crate::extract::{Path, Query};
use crate::openapi::{CommandParams, CommandProblems, ListProblems, ReadParams};
use crate::page::PageQuery;
use crate::state::AppState;

/// A notice to me.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Notification {
    id: Uuid,
    /// `notice` so far.
    kind: String,
    urgency: NoticeUrgency,
    /// Null once erased.
    #[schema(required)]
    text: Option<String>,
    /// On whose behalf.
    from: Person,
    /// Why me, rendered by code; null once erased.
    #[schema(required)]
    reason: Option<String>,
    status: NotificationStatus,
    action_id: Uuid,
    turn_id: Uuid,
    created_at: DateTime<Utc>,
    #[schema(required)]
    read_at: Option<DateTime<Utc>>,
    /// When whoever sent it took it back.
    #[schema(required)]
    withdrawn_at: Option<DateTime<Utc>>,
}

/// A page of notices, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NotificationList {
    items: Vec<Notification>,
    /// `cursor` of the next page; null on the last one.
    #[schema(required)]
    next_cursor: Option<String>,
    /// How many of all notices to me I have not read.
    unread: u64,
}

/// How soon a notice wants to be seen.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Urgency)]
pub(crate) enum NoticeUrgency {
    Normal,
    Urgent,
}

/// How far a notice has come.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NotificationStatus {
    Issued,
    Delivered,
    Read,
    Acknowledged,
}

#[derive(sqlx::FromRow)]
struct Row {
    notification_id: Uuid,
    sender_id: Uuid,
    sender_name: Option<String>,
    kind: String,
    urgency: String,
    text: Option<String>,
    reason: Option<String>,
    status: String,
    action_id: Uuid,
    turn_id: Uuid,
    issued_at: DateTime<Utc>,
    read_at: Option<DateTime<Utc>>,
    withdrawn_at: Option<DateTime<Utc>>,
    position: i64,
}

impl From<Row> for Notification {
    fn from(row: Row) -> Self {
        Self {
            id: row.notification_id,
            kind: row.kind,
            urgency: if row.urgency == "urgent" {
                NoticeUrgency::Urgent
            } else {
                NoticeUrgency::Normal
            },
            text: row.text,
            from: Person { id: row.sender_id, name: row.sender_name },
            reason: row.reason,
            status: match row.status.as_str() {
                "delivered" => NotificationStatus::Delivered,
                "read" => NotificationStatus::Read,
                "acknowledged" => NotificationStatus::Acknowledged,
                _ => NotificationStatus::Issued,
            },
            action_id: row.action_id,
            turn_id: row.turn_id,
            created_at: row.issued_at,
            read_at: row.read_at,
            withdrawn_at: row.withdrawn_at,
        }
    }
}

/// Notices to me, the newest first.
#[utoipa::path(get, path = "/api/v1/notifications", tag = "notifications", params(PageQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Notices to me", body = NotificationList), ListProblems))]
pub(crate) async fn list(
    State(state): State<AppState>,
    reader: Reader,
    Query(query): Query<PageQuery>,
) -> Result<Answer<NotificationList>, ApiError> {
    let page = query.of::<i64>("notifications")?;
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let mut rows: Vec<Row> = sqlx::query_as(
        "SELECT n.notification_id, n.sender_id, m.name AS sender_name, n.kind, n.urgency, n.text, n.reason, \
                n.status, n.action_id, n.turn_id, n.issued_at, n.read_at, \
                n.withdrawn_at, n.position \
         FROM notifications n \
         LEFT JOIN members m ON m.tenant_id = n.tenant_id AND m.member_id = n.sender_id \
         WHERE n.recipient_id = $1 AND ($2::bigint IS NULL OR n.position < $2) \
         ORDER BY n.position DESC LIMIT $3",
    )
    .bind(reader.id.0)
    .bind(page.after)
    .bind(page.rows())
    .fetch_all(&mut *connection)
    .await?;
    let unread: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM notifications WHERE recipient_id = $1 AND status IN ('issued', 'delivered') \
         AND withdrawn_at IS NULL",
    )
    .bind(reader.id.0)
    .fetch_one(&mut *connection)
    .await?;
    let next_cursor = page.cut("notifications", &mut rows, |row| row.position);
    let items = rows.into_iter().map(Notification::from).collect();
    Ok(Answer(NotificationList { items, next_cursor, unread: unread.unsigned_abs() }))
}

/// I have seen it.
#[utoipa::path(post, path = "/api/v1/notifications/{id}/read", tag = "notifications",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])),
    responses((status = 200, description = "Noted, or noted before", body = Done), CommandProblems))]
pub(crate) async fn read(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
) -> Result<Answer<Done>, ApiError> {
    let read = NotificationRead { member_id: writer.member.id };
    record(&state, &writer, id, NotificationCommand::MarkRead(read)).await
}

/// I will see to it.
#[utoipa::path(post, path = "/api/v1/notifications/{id}/acknowledge", tag = "notifications",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])),
    responses((status = 200, description = "Noted, or noted before", body = Done), CommandProblems))]
pub(crate) async fn acknowledge(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
) -> Result<Answer<Done>, ApiError> {
    let acknowledged = NotificationAcknowledged { member_id: writer.member.id };
    record(&state, &writer, id, NotificationCommand::Acknowledge(acknowledged)).await
}

async fn record(
    state: &AppState,
    writer: &Writer,
    id: Uuid,
    command: NotificationCommand,
) -> Result<Answer<Done>, ApiError> {
    let step = Step::new::<Aggregate>(NotificationId(id), command);
    Ok(Answer(writer.command(state, b"").run(state, json!({ "id": id }), vec![step]).await?))
}
