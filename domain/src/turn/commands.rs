//! Commands to a turn, and why they can be refused.

use super::events::{
    ContextRetrieved, ModelAttemptFailed, ModelResponded, ToolAnswered, TurnCancelled,
    TurnCompleted, TurnFailed, TurnStarted,
};
use crate::{DomainError, ErrorClass};

/// What can be asked of a turn. Each carries what the event will state.
#[derive(Debug, Clone, PartialEq)]
pub enum TurnCommand {
    /// Take up the message.
    BeginTurn(TurnStarted),
    /// Record what was read.
    RecordContext(ContextRetrieved),
    /// Record what the model answered.
    RecordModelResponse(ModelResponded),
    /// Record that a model call failed.
    RecordAttemptFailure(ModelAttemptFailed),
    /// Record what a tool answered.
    RecordToolResult(ToolAnswered),
    /// End with a reply.
    CompleteTurn(TurnCompleted),
    /// End without one.
    FailTurn(TurnFailed),
    /// Stop, even before it has begun: then it begins and stops at once.
    CancelTurn(TurnStarted, TurnCancelled),
}

/// Why a command to a turn is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TurnError {
    /// It has not begun, or it is somebody else's.
    #[error("there is no such turn")]
    Unknown,
    /// It has ended.
    #[error("this turn has ended")]
    Ended,
    /// Somebody else has taken this step already, or it is not due yet.
    #[error("this step of the turn is not due")]
    OutOfStep,
}

impl DomainError for TurnError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::Unknown => ErrorClass::Missing,
            Self::Ended | Self::OutOfStep => ErrorClass::Conflict,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "turn-not-found",
            Self::Ended => "turn-ended",
            Self::OutOfStep => "turn-out-of-step",
        }
    }
}
