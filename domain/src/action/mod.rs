//! Something the steward does for a member: requested, perhaps approved, performed.

mod commands;
mod events;
#[cfg(test)]
mod tests;

pub use commands::{ActionCommand, ActionError};
pub use events::*;
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
    /// Asked for; `cleared` once policy or approval lets it be performed.
    Requested {
        /// For whom.
        member: MemberId,
        /// What was previewed.
        tag: String,
        /// Whether it may be performed now.
        cleared: bool,
    },
    /// Done.
    Performed,
    /// Will not be done.
    Closed,
}

aggregate!(Action, "Action", ActionCommand, ActionEvent, ActionError);

impl Action {
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
            ActionCommand::ApproveAction(event) => match self {
                Self::Requested { member, tag, cleared } => {
                    if *member != event.approved_by {
                        Err(ActionError::Unknown)
                    } else if *tag != event.tag {
                        Err(ActionError::PreviewChanged)
                    } else {
                        Ok(if *cleared { vec![] } else { vec![event.into()] })
                    }
                }
                Self::Unknown => Err(ActionError::Unknown),
                Self::Performed | Self::Closed => Err(ActionError::Settled),
            },
            ActionCommand::RejectAction(event) => match self {
                Self::Requested { member, cleared, .. } => {
                    if *member != event.rejected_by {
                        return Err(ActionError::Unknown);
                    }
                    if *cleared { Err(ActionError::Settled) } else { Ok(vec![event.into()]) }
                }
                Self::Unknown => Err(ActionError::Unknown),
                Self::Performed | Self::Closed => Err(ActionError::Settled),
            },
            ActionCommand::PerformAction(event) => match self {
                Self::Requested { cleared: true, .. } => Ok(vec![event.into()]),
                Self::Requested { .. } => Err(ActionError::Waiting),
                Self::Performed => Ok(vec![]),
                Self::Unknown => Err(ActionError::Unknown),
                Self::Closed => Err(ActionError::Settled),
            },
            ActionCommand::FailAction(event) => match self {
                Self::Requested { .. } => Ok(vec![event.into()]),
                Self::Unknown => Err(ActionError::Unknown),
                Self::Performed | Self::Closed => Ok(vec![]),
            },
        }
    }

    fn evolve(&mut self, event: ActionEvent) {
        match event {
            ActionEvent::ActionRequested(event) => {
                *self = Self::Requested {
                    member: event.member_id,
                    tag: event.tag,
                    cleared: event.decision == Policy::Allow,
                };
            }
            ActionEvent::ActionApproved(_) => {
                if let Self::Requested { cleared, .. } = self {
                    *cleared = true;
                }
            }
            ActionEvent::ActionPerformed(_) => *self = Self::Performed,
            ActionEvent::ActionRejected(_) | ActionEvent::ActionFailed(_) => *self = Self::Closed,
        }
    }
}
