//! Commands to a notice, and why they can be refused.

use super::events::{
    NotificationAcknowledged, NotificationDelivered, NotificationIssued, NotificationRead,
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
}

/// Why a command to a notice is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotificationError {
    /// There is none, or it is somebody else's.
    #[error("there is no such notification")]
    Unknown,
}

impl DomainError for NotificationError {
    fn class(&self) -> ErrorClass {
        ErrorClass::Missing
    }

    fn code(&self) -> &'static str {
        "notification-not-found"
    }
}
