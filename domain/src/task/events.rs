//! Events of a task.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::aggregate::domain_events;
use crate::{ActionId, MemberId, Personal, TaskId};

domain_events! {
    /// What can happen to a task.
    pub enum TaskEvent {
        TaskCreated = "1",
        TaskAssigned = "1",
        TaskRescheduled = "1",
        TaskCompleted = "1",
        TaskReopened = "1",
    }
}

/// There is something to be done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TaskCreated {
    /// The task.
    pub task_id: TaskId,
    /// Who wants it done.
    pub created_by: MemberId,
    /// Who is to do it; nobody in particular when absent.
    pub assignee: Option<MemberId>,
    /// What is to be done, in a line: about the creator and the assignee.
    pub title: Personal<String>,
    /// More about it.
    pub notes: Option<Personal<String>>,
    /// By when.
    pub due_at: Option<DateTime<Utc>>,
    /// The action it is the effect of; absent when somebody made it by hand.
    pub action_id: Option<ActionId>,
}

/// Somebody is to do it, or nobody in particular any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskAssigned {
    /// Who is to do it now; absent: nobody in particular.
    pub assignee: Option<MemberId>,
    /// Who decided that.
    pub assigned_by: MemberId,
    /// The action it is the effect of.
    pub action_id: Option<ActionId>,
}

/// It is to be done by another time, or by none in particular any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskRescheduled {
    /// By when now; absent: by no time in particular.
    pub due_at: Option<DateTime<Utc>>,
    /// Who decided that.
    pub rescheduled_by: MemberId,
    /// The action it is the effect of.
    pub action_id: Option<ActionId>,
}

/// Nothing is left to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskCompleted {
    /// Who says so.
    pub completed_by: MemberId,
    /// Whether it was done, or is not wanted any more.
    pub outcome: Outcome,
    /// The action it is the effect of.
    pub action_id: Option<ActionId>,
}

/// It has to be done after all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskReopened {
    /// Who says so.
    pub reopened_by: MemberId,
    /// The action it is the effect of.
    pub action_id: Option<ActionId>,
}

/// How a task ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was done.
    Done,
    /// It is not wanted any more: what undoing its creation leads to.
    Cancelled,
}

impl Outcome {
    /// Wire name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }
}
