//! The words of receipts that all kinds share.

use domain::action::ActionEvent;

/// How far an action is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// About to be done.
    Requested,
    /// Waits for the member.
    Waiting,
    /// Done.
    Performed,
    /// Could not be done.
    Failed,
    /// The member did not want it.
    Rejected,
    /// Nobody decided in time.
    Expired,
    /// Taken back.
    Undone,
}

impl Status {
    /// Wire name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Waiting => "waiting",
            Self::Performed => "performed",
            Self::Failed => "failed",
            Self::Rejected => "rejected",
            Self::Expired => "expired",
            Self::Undone => "undone",
        }
    }

    /// Reads the wire name.
    pub fn parse(name: &str) -> Option<Self> {
        let all = [
            Self::Requested,
            Self::Waiting,
            Self::Performed,
            Self::Failed,
            Self::Rejected,
            Self::Expired,
            Self::Undone,
        ];
        all.into_iter().find(|status| status.as_str() == name)
    }

    /// What an event makes of an action; `None` leaves it as it is.
    pub fn after(event: &ActionEvent) -> Option<Self> {
        use domain::tenant::Policy;
        Some(match event {
            ActionEvent::ActionRequested(event) if event.decision == Policy::Allow => {
                Self::Requested
            }
            ActionEvent::ActionRequested(_) => Self::Waiting,
            ActionEvent::ActionApproved(_) => Self::Requested,
            ActionEvent::ActionPerformed(_) => Self::Performed,
            ActionEvent::ActionFailed(_) => Self::Failed,
            ActionEvent::ActionRejected(_) => Self::Rejected,
            ActionEvent::ActionExpired(_) => Self::Expired,
            ActionEvent::ActionUndone(_) => Self::Undone,
            ActionEvent::ActionRevised(_) => return None,
        })
    }
}

/// The language that receipts are written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    /// English, also for languages that have no receipts of their own.
    #[default]
    English,
    /// Spanish.
    Spanish,
}

impl Language {
    /// That of a BCP 47 locale.
    pub fn of(locale: &str) -> Self {
        if locale.split(['-', '_']).next() == Some("es") { Self::Spanish } else { Self::English }
    }
}
