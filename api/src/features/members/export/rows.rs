//! Which rows are a member's: what they made, what was made for them, what others were told.

use std::collections::BTreeMap;

use domain::MemberId;
use serde_json::Value;
use sqlx::PgConnection;

/// Whatever is a hash, or says nothing about the member, is left out.
const ROWS: &[(&str, &str)] = &[
    ("profile", "SELECT to_jsonb(t) FROM members t WHERE member_id = $1"),
    ("invitation", "SELECT to_jsonb(t) FROM invitations t WHERE member_id = $1"),
    ("sessions", "SELECT to_jsonb(t) FROM sessions t WHERE member_id = $1 ORDER BY created_at"),
    (
        "api_keys",
        "SELECT to_jsonb(t) - 'key_hash' FROM api_keys t WHERE member_id = $1 ORDER BY created_at",
    ),
    (
        "conversations",
        "SELECT to_jsonb(t) FROM conversations t WHERE member_id = $1 ORDER BY position",
    ),
    (
        "messages",
        "SELECT to_jsonb(t) FROM messages t JOIN conversations c USING (tenant_id, conversation_id) \
         WHERE c.member_id = $1 ORDER BY t.position",
    ),
    ("disclosures", "SELECT to_jsonb(t) FROM disclosures t WHERE member_id = $1 ORDER BY position"),
    ("facts", "SELECT to_jsonb(t) FROM facts t WHERE member_id = $1 ORDER BY position"),
    (
        "tasks",
        "SELECT to_jsonb(t) FROM tasks t WHERE $1 IN (created_by, assignee_id) ORDER BY position",
    ),
    (
        "reminders",
        "SELECT to_jsonb(t) FROM reminders t WHERE $1 IN (member_id, set_by) ORDER BY position",
    ),
    (
        "notifications",
        "SELECT to_jsonb(t) FROM notifications t WHERE $1 IN (recipient_id, sender_id) ORDER BY position",
    ),
    ("shifts", "SELECT to_jsonb(t) FROM shifts t WHERE member_id = $1 ORDER BY starts_at"),
    ("actions", "SELECT to_jsonb(t) FROM actions t WHERE member_id = $1 ORDER BY position"),
    ("logbook", "SELECT to_jsonb(t) FROM log_entries t WHERE logged_by = $1 ORDER BY position"),
    (
        "documents",
        "SELECT jsonb_build_object('document_id', document_id, 'title', title, 'updated_at', updated_at) \
         FROM documents WHERE added_by = $1 ORDER BY position",
    ),
    (
        "security_events",
        "SELECT to_jsonb(t) FROM security_events t WHERE member_id = $1 ORDER BY position",
    ),
];

/// All of them, by the kind of thing.
pub(super) async fn of(
    connection: &mut PgConnection,
    member: MemberId,
) -> Result<BTreeMap<&'static str, Vec<Value>>, sqlx::Error> {
    let mut all = BTreeMap::new();
    for (kind, sql) in ROWS {
        let rows: Vec<Value> =
            sqlx::query_scalar(sql).bind(member.0).fetch_all(&mut *connection).await?;
        all.insert(*kind, rows);
    }
    Ok(all)
}
