//! What is read of tasks: those that a member may see, as the read model has them.

use chrono::{DateTime, Utc};
use domain::{MemberId, Role, TaskId};
use sqlx::PgConnection;
use uuid::Uuid;

/// A task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownTask {
    /// The task.
    pub id: TaskId,
    /// What is to be done.
    pub title: String,
    /// Who wants it done.
    pub created_by: MemberId,
    /// Who is to do it.
    pub assignee: Option<MemberId>,
    /// By when.
    pub due_at: Option<DateTime<Utc>>,
    /// Whether something is left to be done.
    pub open: bool,
}

/// Whose tasks are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Those that the member is to do.
    Mine,
    /// All that the member may see.
    All,
}

#[derive(sqlx::FromRow)]
struct Row {
    task_id: Uuid,
    title: Option<String>,
    created_by: Uuid,
    assignee_id: Option<Uuid>,
    due_at: Option<DateTime<Utc>>,
    status: String,
}

impl From<Row> for KnownTask {
    fn from(row: Row) -> Self {
        Self {
            id: TaskId(row.task_id),
            title: row.title.unwrap_or_default(),
            created_by: MemberId(row.created_by),
            assignee: row.assignee_id.map(MemberId),
            due_at: row.due_at,
            open: row.status == "open",
        }
    }
}

/// As [`domain::task::Task::is_seen_by`], in SQL.
const SEEN: &str = "SELECT task_id, title, created_by, assignee_id, due_at, status FROM tasks \
    WHERE title IS NOT NULL AND ($2 OR created_by = $1 OR assignee_id IS NULL OR assignee_id = $1)";

/// A task that `member` may see.
pub async fn task(
    db: &mut PgConnection,
    member: MemberId,
    role: Role,
    id: TaskId,
) -> Result<Option<KnownTask>, sqlx::Error> {
    let row: Option<Row> = sqlx::query_as(&format!("{SEEN} AND task_id = $3"))
        .bind(member.0)
        .bind(role.manages())
        .bind(id.0)
        .fetch_optional(db)
        .await?;
    Ok(row.map(KnownTask::from))
}

/// Tasks that `member` may see, open or ended ones, the earliest due first.
pub async fn tasks(
    db: &mut PgConnection,
    member: MemberId,
    role: Role,
    whose: Whose,
    open: bool,
    most: i64,
) -> Result<Vec<KnownTask>, sqlx::Error> {
    let rows: Vec<Row> = sqlx::query_as(&format!(
        "{SEEN} AND (NOT $3 OR assignee_id = $1) AND (status = 'open') = $4 \
         ORDER BY due_at NULLS LAST, position DESC LIMIT $5"
    ))
    .bind(member.0)
    .bind(role.manages())
    .bind(whose == Whose::Mine)
    .bind(open)
    .bind(most)
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(KnownTask::from).collect())
}
