//! Commands to an action, and why they can be refused.

use super::events::{
    ActionApproved, ActionExpired, ActionFailed, ActionPerformed, ActionRejected, ActionRequested,
    ActionRevised, ActionUndone,
};
use crate::{DomainError, ErrorClass};

/// What can be asked of an action. Each carries what the event will state.
#[derive(Debug, Clone, PartialEq)]
pub enum ActionCommand {
    /// Ask for it; it waits for approval unless policy allows it.
    RequestAction(ActionRequested),
    /// Ask for it and do it at once, as policy allows.
    RequestAndPerform(ActionRequested, ActionPerformed),
    /// Agree to its preview, which is then done.
    ApproveAndPerform(ActionApproved, ActionPerformed),
    /// Put another preview in the place of the one that waits.
    ReviseAction(ActionRevised),
    /// Refuse it.
    RejectAction(ActionRejected),
    /// Record that it cannot be done.
    FailAction(ActionFailed),
    /// Stop waiting for a decision.
    ExpireAction(ActionExpired),
    /// Take it back.
    UndoAction(ActionUndone),
}

/// Why a command to an action is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActionError {
    /// There is none, or it is somebody else's.
    #[error("there is no such action")]
    Unknown,
    /// The tenant's policy denies this kind of action.
    #[error("the policy of this business denies this action")]
    Denied,
    /// It needs approval first.
    #[error("this action waits for approval")]
    Waiting,
    /// It was performed, rejected or failed before.
    #[error("this action is settled already")]
    Settled,
    /// There is nothing to take back.
    #[error("this action was not performed, so there is nothing to undo")]
    NotPerformed,
    /// The approval names another preview than the current one.
    #[error("the preview has changed; look at the current one and approve that")]
    PreviewChanged,
}

impl DomainError for ActionError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::Unknown => ErrorClass::Missing,
            Self::Denied => ErrorClass::Forbidden,
            Self::Waiting | Self::Settled | Self::NotPerformed | Self::PreviewChanged => {
                ErrorClass::Conflict
            }
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "action-not-found",
            Self::Denied => "action-denied",
            Self::Waiting => "action-waiting",
            Self::Settled => "action-settled",
            Self::NotPerformed => "action-not-performed",
            Self::PreviewChanged => "preview-changed",
        }
    }
}
