//! Shapes of notices.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::queries::Row;
use crate::features::Person;
use crate::page::list;

/// A notice: told by somebody, or by the steward on their behalf, to somebody else.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Notification {
    id: Uuid,
    /// `notice`, `question`, `reminder`, `task`, `approval` or `system`.
    kind: String,
    urgency: NoticeUrgency,
    /// Whether the recipient is to acknowledge it.
    answer_wanted: bool,
    /// Null once erased.
    #[schema(required)]
    text: Option<String>,
    /// On whose behalf.
    from: Person,
    /// Who is told.
    to: Person,
    /// Why the recipient, rendered by code; null once erased.
    #[schema(required)]
    reason: Option<String>,
    status: NotificationStatus,
    /// The action it is the effect of, if any.
    #[schema(required)]
    action_id: Option<Uuid>,
    #[schema(required)]
    turn_id: Option<Uuid>,
    created_at: DateTime<Utc>,
    /// Not to be put before the recipient until then: quiet hours, or put off.
    #[schema(required)]
    held_until: Option<DateTime<Utc>>,
    /// Then somebody else is told, unless it is acknowledged.
    #[schema(required)]
    acknowledge_by: Option<DateTime<Utc>>,
    #[schema(required)]
    read_at: Option<DateTime<Utc>>,
    /// When whoever sent it took it back.
    #[schema(required)]
    withdrawn_at: Option<DateTime<Utc>>,
}

/// A page of notices, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NotificationList {
    pub(super) items: Vec<Notification>,
    /// `cursor` of the next page; null on the last one.
    #[schema(required)]
    pub(super) next_cursor: Option<String>,
    /// How many of all notices to me I have not read.
    pub(super) unread: u64,
}

list! {
    /// A page of notices that went out on my behalf, the newest first.
    SentList of Trail
}

/// A notice, and how far it has come.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Trail {
    #[serde(flatten)]
    notification: Notification,
    /// How often it went to somebody else before.
    rung: u32,
    #[schema(required)]
    delivered_at: Option<DateTime<Utc>>,
    #[schema(required)]
    acknowledged_at: Option<DateTime<Utc>>,
    /// When it went on to somebody else, since nobody had acknowledged it.
    #[schema(required)]
    escalated_at: Option<DateTime<Utc>>,
    /// The notice that they got.
    #[schema(required)]
    escalated_to: Option<Uuid>,
    /// Why it went to nobody else: `acknowledged`, `nobody_left` or `erased`.
    #[schema(required)]
    escalation_end: Option<String>,
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

impl From<Row> for Notification {
    fn from(row: Row) -> Self {
        let urgent = row.urgency == "urgent";
        Self {
            id: row.notification_id,
            kind: row.kind,
            urgency: if urgent { NoticeUrgency::Urgent } else { NoticeUrgency::Normal },
            answer_wanted: row.answer_wanted,
            text: row.text,
            from: Person { id: row.sender_id, name: row.sender_name },
            to: Person { id: row.recipient_id, name: row.recipient_name },
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
            held_until: row.held_until,
            acknowledge_by: row.acknowledge_by,
            read_at: row.read_at,
            withdrawn_at: row.withdrawn_at,
        }
    }
}

impl From<Row> for Trail {
    fn from(row: Row) -> Self {
        Self {
            rung: row.rung.unsigned_abs(),
            delivered_at: row.delivered_at,
            acknowledged_at: row.acknowledged_at,
            escalated_at: row.escalated_at,
            escalated_to: row.escalated_to,
            escalation_end: row.escalation_end.clone(),
            notification: row.into(),
        }
    }
}
