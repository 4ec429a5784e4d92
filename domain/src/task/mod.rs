//! Something to be done by somebody, perhaps by some time. One stream each.

mod commands;
mod events;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
pub use commands::{TaskCommand, TaskError};
pub use events::*;
use serde::{Deserialize, Serialize};

use crate::aggregate::aggregate;
use crate::{MemberId, Role};

/// What decisions about a task need to know.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub struct Task {
    phase: Phase,
    creator: Option<MemberId>,
    assignee: Option<MemberId>,
    due_at: Option<DateTime<Utc>>,
}

/// How far a task is.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Phase {
    /// There is none.
    #[default]
    Unknown,
    /// Something is left to be done.
    Open,
    /// Nothing is.
    Completed,
}

aggregate!(Task, "Task", TaskCommand, TaskEvent, TaskError);

impl Task {
    /// Whether `member` may know of it: owners and managers of all, others of what they
    /// created, what they are to do, and what nobody in particular is to do.
    pub fn is_seen_by(&self, member: MemberId, role: Role) -> bool {
        self.phase != Phase::Unknown
            && (role.manages()
                || self.assignee.is_none_or(|assignee| assignee == member)
                || self.creator == Some(member))
    }

    /// Who is to do it, if somebody in particular is.
    pub fn assignee(&self) -> Option<MemberId> {
        self.assignee
    }

    /// Whether something is left to be done.
    pub fn is_open(&self) -> bool {
        self.phase == Phase::Open
    }

    fn decide(&self, command: TaskCommand) -> Result<Vec<TaskEvent>, TaskError> {
        match command {
            TaskCommand::CreateTask(event) => {
                Ok(if self.phase == Phase::Unknown { vec![event.into()] } else { vec![] })
            }
            TaskCommand::AssignTask(event, role) => {
                self.seen(event.assigned_by, role)?;
                if self.assignee == event.assignee {
                    return Ok(vec![]);
                }
                if self.is_open() { Ok(vec![event.into()]) } else { Err(TaskError::Completed) }
            }
            TaskCommand::RescheduleTask(event, role) => {
                self.seen(event.rescheduled_by, role)?;
                if self.due_at == event.due_at {
                    return Ok(vec![]);
                }
                if self.is_open() { Ok(vec![event.into()]) } else { Err(TaskError::Completed) }
            }
            TaskCommand::CompleteTask(event, role) => {
                self.seen(event.completed_by, role)?;
                Ok(if self.is_open() { vec![event.into()] } else { vec![] })
            }
            TaskCommand::ReopenTask(event, role) => {
                self.seen(event.reopened_by, role)?;
                Ok(if self.is_open() { vec![] } else { vec![event.into()] })
            }
        }
    }

    /// To whom a task is not shown there is none: its existence is private.
    fn seen(&self, member: MemberId, role: Role) -> Result<(), TaskError> {
        if self.is_seen_by(member, role) { Ok(()) } else { Err(TaskError::Unknown) }
    }

    fn evolve(&mut self, event: TaskEvent) {
        match event {
            TaskEvent::TaskCreated(event) => {
                self.phase = Phase::Open;
                self.creator = Some(event.created_by);
                self.assignee = event.assignee;
                self.due_at = event.due_at;
            }
            TaskEvent::TaskAssigned(event) => self.assignee = event.assignee,
            TaskEvent::TaskRescheduled(event) => self.due_at = event.due_at,
            TaskEvent::TaskCompleted(_) => self.phase = Phase::Completed,
            TaskEvent::TaskReopened(_) => self.phase = Phase::Open,
        }
    }
}
