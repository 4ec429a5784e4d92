//! A notice to one member.

mod commands;
mod events;
#[cfg(test)]
mod tests;

pub use commands::{NotificationCommand, NotificationError};
pub use events::*;
use serde::{Deserialize, Serialize};

use crate::MemberId;
use crate::aggregate::aggregate;

/// How far a notice has come; every step implies the ones before.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Progress {
    #[default]
    Issued,
    Delivered,
    Read,
    Acknowledged,
}

/// What decisions about a notice need to know.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notification {
    recipient: Option<MemberId>,
    sender: Option<MemberId>,
    withdrawn: bool,
    progress: Progress,
}

aggregate!(Notification, "Notification", NotificationCommand, NotificationEvent, NotificationError);

impl Notification {
    fn decide(
        &self,
        command: NotificationCommand,
    ) -> Result<Vec<NotificationEvent>, NotificationError> {
        match command {
            NotificationCommand::IssueNotification(event) => {
                Ok(if self.recipient.is_some() { vec![] } else { vec![event.into()] })
            }
            NotificationCommand::RecordDelivery(event) => {
                self.recipient.ok_or(NotificationError::Unknown)?;
                Ok(self.advance(Progress::Delivered, event.into()))
            }
            NotificationCommand::MarkRead(event) => {
                self.only_for(event.member_id)?;
                Ok(self.advance(Progress::Read, event.into()))
            }
            NotificationCommand::Acknowledge(event) => {
                self.only_for(event.member_id)?;
                Ok(self.advance(Progress::Acknowledged, event.into()))
            }
            NotificationCommand::WithdrawNotification(event) => {
                if self.sender != Some(event.withdrawn_by) {
                    return Err(NotificationError::Unknown);
                }
                Ok(if self.withdrawn { vec![] } else { vec![event.into()] })
            }
        }
    }

    fn advance(&self, to: Progress, event: NotificationEvent) -> Vec<NotificationEvent> {
        if self.progress < to { vec![event] } else { vec![] }
    }

    /// A notice to somebody else is as good as none: its existence is private.
    fn only_for(&self, member: MemberId) -> Result<(), NotificationError> {
        if self.recipient == Some(member) { Ok(()) } else { Err(NotificationError::Unknown) }
    }

    fn evolve(&mut self, event: NotificationEvent) {
        let reached = match event {
            NotificationEvent::NotificationIssued(event) => {
                self.recipient = Some(event.recipient);
                self.sender = Some(event.sender);
                Progress::Issued
            }
            NotificationEvent::NotificationDelivered(_) => Progress::Delivered,
            NotificationEvent::NotificationRead(_) => Progress::Read,
            NotificationEvent::NotificationAcknowledged(_) => Progress::Acknowledged,
            NotificationEvent::NotificationWithdrawn(_) => {
                self.withdrawn = true;
                return;
            }
        };
        self.progress = self.progress.max(reached);
    }
}
