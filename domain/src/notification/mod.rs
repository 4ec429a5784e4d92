//! A notice to one member: held back, delivered, seen, put off, acknowledged, or passed
//! on to somebody else when nobody acknowledges it.

mod commands;
mod events;
mod preferences;
mod rules;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
pub use commands::{NotificationCommand, NotificationError};
pub use events::*;
pub use preferences::{NotificationPreferences, Pushed};
pub use rules::{NotificationRules, QuietHours, Timing};
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

/// Whether it may go to somebody else.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Ladder {
    /// Nobody waits for an answer.
    #[default]
    None,
    /// Once its time is up.
    Open,
    /// It did, or it goes to nobody.
    Settled,
}

/// What decisions about a notice need to know.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notification {
    recipient: Option<MemberId>,
    sender: Option<MemberId>,
    withdrawn: bool,
    progress: Progress,
    /// Where it was delivered.
    channels: Vec<String>,
    /// Until when it is held back.
    held_until: Option<DateTime<Utc>>,
    ladder: Ladder,
}

aggregate!(Notification, "Notification", NotificationCommand, NotificationEvent, NotificationError);

impl Notification {
    /// Whether its recipient said that they will see to it.
    pub fn is_acknowledged(&self) -> bool {
        self.progress == Progress::Acknowledged
    }

    /// Whom it is for; none while it was not issued.
    pub fn recipient(&self) -> Option<MemberId> {
        self.recipient
    }

    /// Until when it is held back; none when it may be put before its recipient.
    pub fn held_until(&self) -> Option<DateTime<Utc>> {
        self.held_until
    }

    /// Whether it was issued, and its recipient has not seen it since it was put before them.
    pub fn wants_attention(&self) -> bool {
        self.recipient.is_some() && self.progress < Progress::Read && !self.withdrawn
    }

    /// Whether it goes to somebody else unless it is acknowledged.
    pub fn waits_for_answer(&self) -> bool {
        self.ladder == Ladder::Open && !self.is_acknowledged()
    }

    fn decide(
        &self,
        command: NotificationCommand,
    ) -> Result<Vec<NotificationEvent>, NotificationError> {
        if let NotificationCommand::IssueNotification(event) = command {
            return Ok(if self.recipient.is_some() { vec![] } else { vec![event.into()] });
        }
        self.recipient.ok_or(NotificationError::Unknown)?;
        match command {
            NotificationCommand::IssueNotification(_) => Ok(vec![]),
            NotificationCommand::RecordDelivery(event) => {
                let news =
                    self.progress < Progress::Read && !self.channels.contains(&event.channel);
                Ok(if news { vec![event.into()] } else { vec![] })
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
            NotificationCommand::Release(event) => {
                let due = self.held_until == Some(event.held_until);
                Ok(if due { vec![event.into()] } else { vec![] })
            }
            NotificationCommand::Snooze(event) => {
                self.only_for(event.member_id)?;
                self.unacknowledged()?;
                let again = self.held_until == Some(event.until);
                Ok(if again { vec![] } else { vec![event.into()] })
            }
            NotificationCommand::Escalate(event) => match self.ladder {
                // A notice in the same unit must not go out.
                Ladder::None => Err(NotificationError::NoAnswerWanted),
                Ladder::Open => self.unacknowledged().map(|()| vec![event.into()]),
                Ladder::Settled => Ok(vec![]),
            },
            NotificationCommand::EndEscalation(event) => {
                Ok(if self.waits_for_answer() { vec![event.into()] } else { vec![] })
            }
        }
    }

    fn advance(&self, to: Progress, event: NotificationEvent) -> Vec<NotificationEvent> {
        if self.progress < to { vec![event] } else { vec![] }
    }

    fn unacknowledged(&self) -> Result<(), NotificationError> {
        if self.is_acknowledged() { Err(NotificationError::Acknowledged) } else { Ok(()) }
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
                self.held_until = event.deliver_after;
                if event.acknowledge_by.is_some() {
                    self.ladder = Ladder::Open;
                }
                Progress::Issued
            }
            NotificationEvent::NotificationDelivered(event) => {
                self.channels.push(event.channel);
                Progress::Delivered
            }
            NotificationEvent::NotificationRead(_) => {
                self.held_until = None;
                Progress::Read
            }
            NotificationEvent::NotificationAcknowledged(_) => {
                self.held_until = None;
                Progress::Acknowledged
            }
            NotificationEvent::NotificationReleased(_) => {
                self.held_until = None;
                // Who put it off wants to be told of it again.
                if self.progress == Progress::Read {
                    self.progress = Progress::Issued;
                    self.channels.clear();
                }
                Progress::Issued
            }
            // Whoever puts it off has seen it.
            NotificationEvent::NotificationSnoozed(event) => {
                self.held_until = Some(event.until);
                Progress::Read
            }
            NotificationEvent::NotificationEscalated(_) | NotificationEvent::EscalationEnded(_) => {
                self.ladder = Ladder::Settled;
                Progress::Issued
            }
            // There is nothing left to show later, or to pass on.
            NotificationEvent::NotificationWithdrawn(_) => {
                self.withdrawn = true;
                self.held_until = None;
                self.ladder = Ladder::Settled;
                Progress::Issued
            }
        };
        self.progress = self.progress.max(reached);
    }
}
