//! Commands to a notice, and why they can be refused.

use super::events::{
    EscalationEnded, NotificationAcknowledged, NotificationDelivered, NotificationEscalated,
    NotificationIssued, NotificationRead, NotificationReleased, NotificationSnoozed,
    NotificationWithdrawn,
};
use crate::{DomainError, ErrorClass};

/// What can be asked of a notice. Each carries what the event will state.
#[derive(Debug, Clone, PartialEq)]
pub enum NotificationCommand {
    /// Tell someone something.
    IssueNotification(NotificationIssued),
    /// Record that it was put before the recipient.
    RecordDelivery(NotificationDelivered),
    /// The recipient saw it.
    MarkRead(NotificationRead),
    /// The recipient will see to it.
    Acknowledge(NotificationAcknowledged),
    /// The sender takes it back.
    WithdrawNotification(NotificationWithdrawn),
    /// The moment came until which it was held back.
    Release(NotificationReleased),
    /// The recipient wants to see it again later.
    Snooze(NotificationSnoozed),
    /// Nobody acknowledged it in time: tell somebody else.
    Escalate(NotificationEscalated),
    /// Nobody acknowledged it in time, and nobody else is told.
    EndEscalation(EscalationEnded),
}

/// Why a command to a notice is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotificationError {
    /// There is none, or it is somebody else's.
    #[error("there is no such notification")]
    Unknown,
    /// Its recipient said that they will see to it.
    #[error("this notification was acknowledged already")]
    Acknowledged,
    /// Nobody waits for an answer to it.
    #[error("this notification waits for no answer, so it goes to nobody else")]
    NoAnswerWanted,
}

impl DomainError for NotificationError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::Unknown => ErrorClass::Missing,
            Self::Acknowledged | Self::NoAnswerWanted => ErrorClass::Conflict,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "notification-not-found",
            Self::Acknowledged => "notification-acknowledged",
            Self::NoAnswerWanted => "no-answer-wanted",
        }
    }
}
