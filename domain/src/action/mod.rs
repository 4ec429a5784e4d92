//! Something the steward does for a member: requested, perhaps approved, performed,
//! perhaps undone.

mod commands;
mod events;
mod preview;
mod records;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
pub use commands::{ActionCommand, ActionError};
pub use events::*;
pub use preview::*;
pub use records::*;
use serde::{Deserialize, Serialize};

use crate::MemberId;
use crate::aggregate::aggregate;
use crate::tenant::Policy;

/// What decisions about an action need to know.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub enum Action {
    /// None yet.
    #[default]
    Unknown,
    /// Asked for; waits until it is decided on.
    Waiting {
        /// For whom.
        member: MemberId,
        /// What is previewed.
        tag: String,
        /// Until when.
        expires_at: Option<DateTime<Utc>>,
    },
    /// Done.
    Performed {
        /// For whom.
        member: MemberId,
    },
    /// Done, and taken back.
    Undone,
    /// Will not be done.
    Closed,
}

aggregate!(Action, "Action", ActionCommand, ActionEvent, ActionError);

impl Action {
    /// Until when it waits for a decision; none when it does not wait, or for ever.
    pub fn waits_until(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Waiting { expires_at, .. } => *expires_at,
            _ => None,
        }
    }

    fn decide(&self, command: ActionCommand) -> Result<Vec<ActionEvent>, ActionError> {
        match command {
            ActionCommand::RequestAction(event) => match self {
                Self::Unknown if event.decision == Policy::Deny => Err(ActionError::Denied),
                Self::Unknown => Ok(vec![event.into()]),
                _ => Ok(vec![]),
            },
            ActionCommand::RequestAndPerform(requested, performed) => match self {
                Self::Unknown if requested.decision != Policy::Allow => Err(ActionError::Waiting),
                Self::Unknown => Ok(vec![requested.into(), performed.into()]),
                _ => Ok(vec![]),
            },
            ActionCommand::ApproveAndPerform(approved, performed) => {
                self.decided_by(approved.approved_by, Some(&approved.tag))?;
                Ok(vec![approved.into(), performed.into()])
            }
            ActionCommand::ReviseAction(event) => {
                let tag = self.decided_by(event.revised_by, None)?;
                Ok(if *tag == event.tag { vec![] } else { vec![event.into()] })
            }
            ActionCommand::RejectAction(event) => {
                self.decided_by(event.rejected_by, None)?;
                Ok(vec![event.into()])
            }
            ActionCommand::FailAction(event) => match self {
                Self::Unknown => Err(ActionError::Unknown),
                Self::Waiting { .. } => Ok(vec![event.into()]),
                _ => Ok(vec![]),
            },
            ActionCommand::ExpireAction(event) => match self {
                Self::Unknown => Err(ActionError::Unknown),
                Self::Waiting { expires_at: Some(until), .. } if *until <= event.expired_at => {
                    Ok(vec![event.into()])
                }
                _ => Ok(vec![]),
            },
            ActionCommand::UndoAction(event) => match self {
                Self::Performed { member } if *member == event.undone_by => Ok(vec![event.into()]),
                Self::Undone => Ok(vec![]),
                Self::Unknown | Self::Performed { .. } => Err(ActionError::Unknown),
                Self::Waiting { .. } | Self::Closed => Err(ActionError::NotPerformed),
            },
        }
    }

    /// The tag of what waits for `member` to decide; it must be `expected`, if given.
    fn decided_by(
        &self,
        member: MemberId,
        expected: Option<&String>,
    ) -> Result<&String, ActionError> {
        match self {
            Self::Unknown => Err(ActionError::Unknown),
            Self::Waiting { member: asked, tag, .. } => {
                if *asked != member {
                    Err(ActionError::Unknown)
                } else if expected.is_some_and(|expected| expected != tag) {
                    Err(ActionError::PreviewChanged)
                } else {
                    Ok(tag)
                }
            }
            Self::Performed { .. } | Self::Undone | Self::Closed => Err(ActionError::Settled),
        }
    }

    fn evolve(&mut self, event: ActionEvent) {
        match event {
            ActionEvent::ActionRequested(event) => {
                *self = Self::Waiting {
                    member: event.member_id,
                    tag: event.tag,
                    expires_at: event.expires_at,
                };
            }
            ActionEvent::ActionRevised(event) => {
                if let Self::Waiting { tag, .. } = self {
                    *tag = event.tag;
                }
            }
            ActionEvent::ActionApproved(_) => {}
            ActionEvent::ActionPerformed(_) => {
                if let Self::Waiting { member, .. } = self {
                    *self = Self::Performed { member: *member };
                }
            }
            ActionEvent::ActionUndone(_) => *self = Self::Undone,
            ActionEvent::ActionRejected(_)
            | ActionEvent::ActionFailed(_)
            | ActionEvent::ActionExpired(_) => *self = Self::Closed,
        }
    }
}
