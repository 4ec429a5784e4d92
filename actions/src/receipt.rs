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

/// What a kind's receipts say in one language; `Created`, `create` and `Cancelled`.
pub(crate) struct Words {
    /// Begins the sentence about what was done.
    pub done: &'static str,
    /// The infinitive.
    pub to: &'static str,
    /// Begins the sentence about what was taken back.
    pub undone: &'static str,
}

impl Words {
    /// The sentence about `what`, which names the thing without a full stop.
    pub(crate) fn sentence(&self, status: Status, language: Language, what: &str) -> String {
        let Self { done, to, undone } = self;
        let what = what.trim_end_matches('.');
        match (status, language) {
            (Status::Performed, _) => format!("{done} {what}."),
            (Status::Undone, _) => format!("{undone} {what}."),
            (Status::Waiting, Language::English) => {
                format!("Waits for your approval to {to} {what}.")
            }
            (Status::Waiting, Language::Spanish) => {
                format!("Espera tu aprobación para {to} {what}.")
            }
            (Status::Requested, Language::English) => format!("About to {to} {what}."),
            (Status::Requested, Language::Spanish) => format!("A punto de {to} {what}."),
            (Status::Failed, Language::English) => format!("Could not {to} {what}."),
            (Status::Failed, Language::Spanish) => format!("No se pudo {to} {what}."),
            (Status::Rejected, Language::English) => {
                format!("Did not {to} {what}, as you decided.")
            }
            (Status::Rejected, Language::Spanish) => {
                format!("No se hizo, como decidiste: {to} {what}.")
            }
            (Status::Expired, Language::English) => {
                format!("Did not {to} {what}, since nobody approved it in time.")
            }
            (Status::Expired, Language::Spanish) => {
                format!("No se hizo, pues nadie lo aprobó a tiempo: {to} {what}.")
            }
        }
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
        Self::known(locale).unwrap_or_default()
    }

    /// That of a BCP 47 locale, if it has receipts of its own.
    pub fn known(locale: &str) -> Option<Self> {
        match locale.split(['-', '_']).next() {
            Some("en") => Some(Self::English),
            Some("es") => Some(Self::Spanish),
            _ => None,
        }
    }
}
