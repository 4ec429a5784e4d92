//! One reaction of the steward to one message: context, model calls, tools, an end.

mod commands;
mod events;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

pub use commands::{TurnCommand, TurnError};
pub use events::*;
use serde::{Deserialize, Serialize};

use crate::MemberId;
use crate::aggregate::aggregate;

/// What decisions about a turn need to know.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub enum Turn {
    /// Not begun.
    #[default]
    Unknown,
    /// Under way.
    Running {
        /// Whose message it answers.
        member: MemberId,
        /// Whether its context is recorded.
        context: bool,
        /// How many model responses are recorded; the number of the next step.
        step: u32,
        /// Tool calls of the last response without a recorded answer.
        open_calls: BTreeSet<u32>,
    },
    /// Answered.
    Completed,
    /// Given up.
    Failed,
    /// Stopped by the member.
    Cancelled,
}

aggregate!(Turn, "Turn", TurnCommand, TurnEvent, TurnError);

impl Turn {
    /// Whether nothing more will happen to it.
    pub fn ended(&self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Cancelled)
    }

    fn decide(&self, command: TurnCommand) -> Result<Vec<TurnEvent>, TurnError> {
        match command {
            TurnCommand::BeginTurn(event) => {
                Ok(if *self == Self::Unknown { vec![event.into()] } else { vec![] })
            }
            TurnCommand::RecordContext(event) => {
                let (context, ..) = self.running()?;
                Ok(if context { vec![] } else { vec![event.into()] })
            }
            TurnCommand::RecordModelResponse(event) => {
                let (context, step, open_calls) = self.running()?;
                if !context || event.step != step || !open_calls.is_empty() {
                    return Err(TurnError::OutOfStep);
                }
                Ok(vec![event.into()])
            }
            TurnCommand::RecordAttemptFailure(event) => {
                let (_, step, _) = self.running()?;
                if event.step == step { Ok(vec![event.into()]) } else { Err(TurnError::OutOfStep) }
            }
            TurnCommand::RecordToolResult(event) => {
                let (_, step, open_calls) = self.running()?;
                if event.step.checked_add(1) != Some(step) || !open_calls.contains(&event.call) {
                    return Err(TurnError::OutOfStep);
                }
                Ok(vec![event.into()])
            }
            TurnCommand::CompleteTurn(event) => {
                if *self == Self::Completed {
                    return Ok(vec![]);
                }
                let (_, _, open_calls) = self.running()?;
                if open_calls.is_empty() {
                    Ok(vec![event.into()])
                } else {
                    Err(TurnError::OutOfStep)
                }
            }
            TurnCommand::FailTurn(event) => {
                if *self == Self::Failed {
                    return Ok(vec![]);
                }
                self.running()?;
                Ok(vec![event.into()])
            }
            TurnCommand::CancelTurn(begun, event) => match self {
                Self::Unknown if begun.member_id == event.cancelled_by => {
                    Ok(vec![begun.into(), event.into()])
                }
                Self::Running { member, .. } if *member == event.cancelled_by => {
                    Ok(vec![event.into()])
                }
                Self::Cancelled => Ok(vec![]),
                Self::Completed | Self::Failed => Err(TurnError::Ended),
                Self::Unknown | Self::Running { .. } => Err(TurnError::Unknown),
            },
        }
    }

    fn running(&self) -> Result<(bool, u32, &BTreeSet<u32>), TurnError> {
        match self {
            Self::Running { context, step, open_calls, .. } => Ok((*context, *step, open_calls)),
            Self::Unknown => Err(TurnError::Unknown),
            Self::Completed | Self::Failed | Self::Cancelled => Err(TurnError::Ended),
        }
    }

    fn evolve(&mut self, event: TurnEvent) {
        match (&mut *self, event) {
            (_, TurnEvent::TurnStarted(event)) => {
                *self = Self::Running {
                    member: event.member_id,
                    context: false,
                    step: 0,
                    open_calls: BTreeSet::new(),
                };
            }
            (Self::Running { context, .. }, TurnEvent::ContextRetrieved(_)) => *context = true,
            (Self::Running { step, open_calls, .. }, TurnEvent::ModelResponded(event)) => {
                *step = event.step.saturating_add(1);
                *open_calls = (0..event.calls).collect();
            }
            (Self::Running { open_calls, .. }, TurnEvent::ToolAnswered(event)) => {
                open_calls.remove(&event.call);
            }
            (_, TurnEvent::TurnCompleted(_)) => *self = Self::Completed,
            (_, TurnEvent::TurnFailed(_)) => *self = Self::Failed,
            (_, TurnEvent::TurnCancelled(_)) => *self = Self::Cancelled,
            _ => {}
        }
    }
}
