//! Shapes of tasks.

use chrono::{DateTime, Utc};
use domain::MemberId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::queries::TaskRow;
use crate::error::{ApiError, kinds};
use crate::features::Person;
use crate::page::list;

/// Something to be done.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Task {
    id: Uuid,
    /// Null once erased.
    #[schema(required)]
    title: Option<String>,
    #[schema(required)]
    notes: Option<String>,
    status: TaskStatus,
    /// Who is to do it; null: nobody in particular.
    #[schema(required)]
    assignee: Option<Person>,
    created_by: Person,
    #[schema(required)]
    due_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    /// When it was done or given up; null while it is open.
    #[schema(required)]
    completed_at: Option<DateTime<Utc>>,
    #[schema(required)]
    completed_by: Option<Person>,
    /// The action of the steward that created it.
    #[schema(required)]
    action_id: Option<Uuid>,
}

list! {
    /// A page of tasks, the newest first.
    TaskList of Task
}

/// How far a task is.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TaskStatus {
    /// To be done.
    Open,
    /// Done.
    Done,
    /// Not wanted any more.
    Cancelled,
}

impl TaskStatus {
    /// As the read model has it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }
}

/// Which tasks.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TaskQuery {
    /// Only those that this member is to do: `me`, `nobody`, or a member's id.
    assignee: Option<String>,
    /// Only those in this state.
    pub(super) status: Option<TaskStatus>,
    /// Only those due before this.
    pub(super) due_before: Option<DateTime<Utc>>,
    /// The most items: 1 to 200, otherwise 50.
    pub(super) limit: Option<u32>,
    /// `next_cursor` of the page before.
    pub(super) cursor: Option<String>,
}

/// Whose tasks.
#[derive(Debug, Clone, Copy)]
pub(super) enum Whose {
    Everybodys,
    Nobodys,
    Of(Uuid),
}

impl TaskQuery {
    /// Whose tasks `me` asks for.
    pub(super) fn whose(&self, me: MemberId) -> Result<Whose, ApiError> {
        Ok(match self.assignee.as_deref() {
            None => Whose::Everybodys,
            Some("me") => Whose::Of(me.0),
            Some("nobody") => Whose::Nobodys,
            Some(id) => Whose::Of(id.parse().map_err(|_| {
                ApiError::because(
                    kinds::INVALID,
                    "In the query string: assignee must be me, nobody, or a member's id.",
                )
            })?),
        })
    }
}

/// A task to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTask {
    /// What is to be done, in a line.
    #[schema(max_length = 200)]
    pub(super) title: String,
    #[schema(max_length = 4000)]
    pub(super) notes: Option<String>,
    /// Who is to do it; nobody in particular without it.
    pub(super) assignee_id: Option<Uuid>,
    pub(super) due_at: Option<DateTime<Utc>>,
}

/// Who is to do a task.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Assignment {
    /// Null: nobody in particular.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required)]
    pub(super) assignee_id: Option<Uuid>,
}

/// By when a task is to be done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Deadline {
    /// Null: by no time in particular.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required)]
    pub(super) due_at: Option<DateTime<Utc>>,
}

/// A task was created.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct TaskCreated {
    task_id: Uuid,
    position: u64,
}

impl From<TaskRow> for Task {
    fn from(row: TaskRow) -> Self {
        let person = |id: Option<Uuid>, name| id.map(|id| Person { id, name });
        Self {
            id: row.task_id,
            title: row.title,
            notes: row.notes,
            status: match row.status.as_str() {
                "done" => TaskStatus::Done,
                "cancelled" => TaskStatus::Cancelled,
                _ => TaskStatus::Open,
            },
            assignee: person(row.assignee_id, row.assignee_name),
            created_by: Person { id: row.created_by, name: row.creator_name },
            due_at: row.due_at,
            created_at: row.created_at,
            completed_at: row.completed_at,
            completed_by: person(row.completed_by, row.completer_name),
            action_id: row.action_id,
        }
    }
}
