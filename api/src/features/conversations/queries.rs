//! Reads of conversations and messages.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::MemberId;
use domain::conversation::Citation;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::dto::Order;
use crate::features::feedback::rule::UNANSWERED;
use crate::features::turns::Newest;

#[derive(Debug, sqlx::FromRow)]
pub(super) struct ConversationRow {
    pub(super) conversation_id: Uuid,
    pub(super) started_at: DateTime<Utc>,
    pub(super) title: Option<String>,
    pub(super) archived: bool,
    pub(super) first_text: Option<String>,
    pub(super) last_text: Option<String>,
    pub(super) last_at: Option<DateTime<Utc>>,
    pub(super) last_position: i64,
}

/// Which of a member's conversations.
#[derive(Debug, Clone, Copy)]
pub(super) enum Which {
    /// Those put away, or the others; before a position.
    Listed { archived: bool, before: Option<i64> },
    /// The one.
    One(Uuid),
}

/// A member's conversations, the last one spoken in first.
pub(super) async fn conversations(
    db: &mut PgConnection,
    member: MemberId,
    which: Which,
    limit: i64,
) -> Result<Vec<ConversationRow>, sqlx::Error> {
    let (archived, before, id) = match which {
        Which::Listed { archived, before } => (Some(archived), before, None),
        Which::One(id) => (None, None, Some(id)),
    };
    sqlx::query_as(
        "SELECT c.conversation_id, c.started_at, c.title, c.archived, first.text AS first_text, last.text AS last_text, \
                last.created_at AS last_at, coalesce(last.position, c.position) AS last_position \
         FROM conversations c \
         LEFT JOIN LATERAL (SELECT text, created_at, position FROM messages m \
                            WHERE m.tenant_id = c.tenant_id AND m.conversation_id = c.conversation_id \
                            ORDER BY position DESC LIMIT 1) last ON true \
         LEFT JOIN LATERAL (SELECT text FROM messages m \
                            WHERE m.tenant_id = c.tenant_id AND m.conversation_id = c.conversation_id \
                              AND m.role = 'member' \
                            ORDER BY position LIMIT 1) first ON true \
         WHERE c.member_id = $1 AND ($2::bigint IS NULL OR coalesce(last.position, c.position) < $2) \
           AND ($4::boolean IS NULL OR c.archived = $4) AND ($5::uuid IS NULL OR c.conversation_id = $5) \
         ORDER BY last_position DESC LIMIT $3",
    )
    .bind(member.0)
    .bind(before)
    .bind(limit)
    .bind(archived)
    .bind(id)
    .fetch_all(db)
    .await
}

/// Whether a conversation is this member's.
pub(super) async fn is_of(
    db: &mut PgConnection,
    id: Uuid,
    member: MemberId,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM conversations WHERE conversation_id = $1 AND member_id = $2)",
    )
    .bind(id)
    .bind(member.0)
    .fetch_one(db)
    .await
}

#[derive(Debug, sqlx::FromRow)]
pub(super) struct MessageRow {
    pub(super) message_id: Uuid,
    pub(super) member_id: Option<Uuid>,
    pub(super) author_name: Option<String>,
    pub(super) role: String,
    pub(super) text: Option<String>,
    pub(super) citations: Json<Vec<Citation>>,
    pub(super) actions: Vec<Uuid>,
    pub(super) withheld: i32,
    pub(super) turn_id: Uuid,
    pub(super) current_turn: Option<Uuid>,
    pub(super) turn_status: Option<String>,
    pub(super) model: Option<String>,
    pub(super) rating: Option<String>,
    pub(super) rating_reason: Option<String>,
    pub(super) passed_on: bool,
    pub(super) unanswered: bool,
    pub(super) in_reply_to: Option<Uuid>,
    #[sqlx(flatten)]
    pub(super) newest: Newest,
    pub(super) position: i64,
    pub(super) created_at: DateTime<Utc>,
}

/// The messages of a conversation behind a position, each of a member with its latest turn.
pub(super) async fn messages(
    db: &mut PgConnection,
    conversation: Uuid,
    order: Order,
    from: Option<i64>,
    limit: i64,
) -> Result<Vec<MessageRow>, sqlx::Error> {
    let newest = Newest::OF_TURN;
    let (behind, direction, edge) = match order {
        Order::Oldest => (">", "ASC", 0),
        Order::Newest => ("<", "DESC", i64::MAX),
    };
    sqlx::query_as(&format!(
        "SELECT m.message_id, m.member_id, p.name AS author_name, m.role, m.text, m.citations, m.actions, \
                m.withheld, m.turn_id, t.turn_id AS current_turn, t.status AS turn_status, m.model, m.rating, m.rating_reason, \
                m.passed_on_at IS NOT NULL AS passed_on, {UNANSWERED} AS unanswered, m.in_reply_to, m.position, m.created_at, \
                s.* \
         FROM messages m \
         LEFT JOIN members p ON p.tenant_id = m.tenant_id AND p.member_id = m.member_id \
         LEFT JOIN LATERAL (SELECT tenant_id, turn_id, status FROM turns t \
                            WHERE t.tenant_id = m.tenant_id AND t.message_id = m.message_id AND m.role = 'member' \
                            ORDER BY attempt DESC LIMIT 1) t ON true \
         LEFT JOIN LATERAL ({newest}) s ON true \
         WHERE m.conversation_id = $1 AND m.position {behind} $2 \
         ORDER BY m.position {direction} LIMIT $3",
    ))
    .bind(conversation)
    .bind(from.unwrap_or(edge))
    .bind(limit)
    .fetch_all(db)
    .await
}

/// What a version of a document was called, and whether it is still the one in use.
#[derive(Debug, Clone)]
pub(super) struct CitedVersion {
    pub(super) title: String,
    pub(super) current: bool,
}

/// By document and version.
pub(super) type Titles = HashMap<(Uuid, u32), CitedVersion>;

/// The versions of documents that messages cite.
pub(super) async fn titles(
    db: &mut PgConnection,
    rows: &[MessageRow],
) -> Result<Titles, sqlx::Error> {
    let mut documents: Vec<Uuid> = rows
        .iter()
        .flat_map(|row| row.citations.0.iter().map(|citation| citation.document_id.0))
        .collect();
    documents.sort_unstable();
    documents.dedup();
    if documents.is_empty() {
        return Ok(Titles::new());
    }
    let rows: Vec<(Uuid, i32, String, bool)> = sqlx::query_as(
        "SELECT v.document_id, v.version, v.title, \
                coalesce(d.version = v.version AND d.status = 'current', false) \
         FROM document_versions v LEFT JOIN documents d USING (tenant_id, document_id) \
         WHERE v.document_id = ANY ($1)",
    )
    .bind(documents)
    .fetch_all(db)
    .await?;
    let titles = rows.into_iter().map(|(document, version, title, current)| {
        ((document, version.unsigned_abs()), CitedVersion { title, current })
    });
    Ok(titles.collect())
}
