//! Commands to a task, and why they can be refused.

use super::events::{TaskAssigned, TaskCompleted, TaskCreated, TaskReopened, TaskRescheduled};
use crate::{DomainError, ErrorClass, Role};

/// What can be asked of a task. Each carries what the event will state, and all but the
/// first the role in which it is asked: who may not see a task may not change it.
#[derive(Debug, Clone, PartialEq)]
pub enum TaskCommand {
    /// Have something to be done.
    CreateTask(TaskCreated),
    /// Say who is to do it.
    AssignTask(TaskAssigned, Role),
    /// Say by when it is to be done.
    RescheduleTask(TaskRescheduled, Role),
    /// Say that nothing is left to be done.
    CompleteTask(TaskCompleted, Role),
    /// Say that it has to be done after all.
    ReopenTask(TaskReopened, Role),
}

/// Why a command to a task is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TaskError {
    /// There is none, or it is the affair of others.
    #[error("there is no such task")]
    Unknown,
    /// It is completed, so nobody can be given it, nor more time for it.
    #[error("this task is completed; reopen it first")]
    Completed,
}

impl DomainError for TaskError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::Unknown => ErrorClass::Missing,
            Self::Completed => ErrorClass::Conflict,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "task-not-found",
            Self::Completed => "task-completed",
        }
    }
}
