//! Reads of tasks, as far as the member who asks may see them.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::dto::Whose;
use crate::auth::CurrentMember;
use crate::permission::Permission;

#[derive(Debug, sqlx::FromRow)]
pub(super) struct TaskRow {
    pub(super) task_id: Uuid,
    pub(super) title: Option<String>,
    pub(super) notes: Option<String>,
    pub(super) status: String,
    pub(super) assignee_id: Option<Uuid>,
    pub(super) assignee_name: Option<String>,
    pub(super) created_by: Uuid,
    pub(super) creator_name: Option<String>,
    pub(super) due_at: Option<DateTime<Utc>>,
    pub(super) created_at: DateTime<Utc>,
    pub(super) completed_at: Option<DateTime<Utc>>,
    pub(super) completed_by: Option<Uuid>,
    pub(super) completer_name: Option<String>,
    pub(super) action_id: Option<Uuid>,
    pub(super) position: i64,
}

/// Tasks with the names of people: those that `$1` may see, `$2` if they manage. The same
/// rule as `domain::task::Task::is_seen_by`.
const SEEN: &str = "SELECT t.task_id, t.title, t.notes, t.status, t.assignee_id, a.name AS assignee_name, \
        t.created_by, c.name AS creator_name, t.due_at, t.created_at, t.completed_at, t.completed_by, \
        d.name AS completer_name, t.action_id, t.position \
    FROM tasks t \
    LEFT JOIN members a ON a.tenant_id = t.tenant_id AND a.member_id = t.assignee_id \
    LEFT JOIN members c ON c.tenant_id = t.tenant_id AND c.member_id = t.created_by \
    LEFT JOIN members d ON d.tenant_id = t.tenant_id AND d.member_id = t.completed_by \
    WHERE ($2 OR t.assignee_id IS NULL OR t.assignee_id = $1 OR t.created_by = $1)";

/// Which tasks, besides what the member may see.
#[derive(Debug)]
pub(super) struct Filter {
    pub(super) whose: Whose,
    pub(super) status: Option<&'static str>,
    pub(super) due_before: Option<DateTime<Utc>>,
}

/// Tasks, the newest first.
pub(super) async fn list(
    db: &mut PgConnection,
    reader: &CurrentMember,
    filter: Filter,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<TaskRow>, sqlx::Error> {
    let (assignee, unassigned) = match filter.whose {
        Whose::Everybodys => (None, false),
        Whose::Nobodys => (None, true),
        Whose::Of(id) => (Some(id), false),
    };
    sqlx::query_as(&format!(
        "{SEEN} AND ($3::uuid IS NULL OR t.assignee_id = $3) AND (NOT $4 OR t.assignee_id IS NULL) \
           AND ($5::text IS NULL OR t.status = $5) AND ($6::timestamptz IS NULL OR t.due_at < $6) \
           AND ($7::bigint IS NULL OR t.position < $7) \
         ORDER BY t.position DESC LIMIT $8"
    ))
    .bind(reader.id.0)
    .bind(reader.may(Permission::SeeAllTasks))
    .bind(assignee)
    .bind(unassigned)
    .bind(filter.status)
    .bind(filter.due_before)
    .bind(before)
    .bind(limit)
    .fetch_all(db)
    .await
}

/// One task.
pub(super) async fn one(
    db: &mut PgConnection,
    reader: &CurrentMember,
    id: Uuid,
) -> Result<Option<TaskRow>, sqlx::Error> {
    sqlx::query_as(&format!("{SEEN} AND t.task_id = $3"))
        .bind(reader.id.0)
        .bind(reader.may(Permission::SeeAllTasks))
        .bind(id)
        .fetch_optional(db)
        .await
}
