//! A person of a business.

mod commands;
mod events;
#[cfg(test)]
mod tests;

pub use commands::{MemberCommand, MemberError};
pub use events::*;
use serde::{Deserialize, Serialize};

use crate::Role;
use crate::aggregate::aggregate;
use crate::notification::NotificationPreferences;

/// What decisions about a member need to know.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub enum Member {
    /// Nobody yet.
    #[default]
    Unknown,
    /// May join.
    Invited {
        /// What they may do then.
        role: Role,
        /// The business's own word for it.
        title: String,
    },
    /// Might have joined.
    Withdrawn,
    /// Works or lives here.
    Active {
        /// What they may do.
        role: Role,
        /// The business's own word for it.
        title: String,
        /// How they want to be told of notices.
        preferences: NotificationPreferences,
    },
    /// Was removed.
    Removed,
    /// Is known by an id alone, for ever.
    Erased,
}

aggregate!(Member, "Member", MemberCommand, MemberEvent, MemberError);

impl Member {
    /// How they want to be told of notices: of everything, while they have not said.
    pub fn notification_preferences(&self) -> NotificationPreferences {
        match self {
            Self::Active { preferences, .. } => preferences.clone(),
            _ => NotificationPreferences::default(),
        }
    }

    fn decide(&self, command: MemberCommand) -> Result<Vec<MemberEvent>, MemberError> {
        match (self, command) {
            (Self::Unknown, MemberCommand::InviteMember(event)) => Ok(vec![event.into()]),
            (Self::Invited { .. }, MemberCommand::InviteMember(_)) => Ok(vec![]),
            (Self::Unknown, MemberCommand::JoinTenant(event)) => Ok(vec![event.into()]),
            (Self::Invited { role, title }, MemberCommand::JoinTenant(event)) => {
                let (role, title) = (*role, title.clone());
                Ok(vec![MemberJoined { role, title, ..event }.into()])
            }
            (Self::Active { .. }, MemberCommand::JoinTenant(_)) => Ok(vec![]),
            (Self::Invited { .. }, MemberCommand::WithdrawInvitation(event)) => {
                Ok(vec![event.into()])
            }
            (Self::Withdrawn, MemberCommand::WithdrawInvitation(_)) => Ok(vec![]),
            (
                Self::Active { .. },
                MemberCommand::InviteMember(_) | MemberCommand::WithdrawInvitation(_),
            ) => Err(MemberError::Joined),
            (Self::Active { role, title, .. }, MemberCommand::ChangeRole(event)) => {
                let same = *role == event.role && *title == event.title;
                Ok(if same { vec![] } else { vec![event.into()] })
            }
            (Self::Active { .. }, MemberCommand::RemoveMember(event)) => Ok(vec![event.into()]),
            (Self::Removed, MemberCommand::RemoveMember(_)) => Ok(vec![]),
            (
                Self::Active { preferences, .. },
                MemberCommand::ChangeNotificationPreferences(event),
            ) => {
                let same = *preferences == event.preferences;
                Ok(if same { vec![] } else { vec![event.into()] })
            }
            (_, MemberCommand::EraseMember(event)) => self.erase(event),
            (Self::Erased, MemberCommand::RemoveMember(_)) => Ok(vec![]),
            (
                Self::Invited { .. } | Self::Withdrawn | Self::Active { .. } | Self::Removed,
                MemberCommand::ExportMember(event),
            ) => Ok(vec![event.into()]),
            (Self::Unknown | Self::Invited { .. }, _) => Err(MemberError::Unknown),
            (Self::Withdrawn, _) => Err(MemberError::Withdrawn),
            (Self::Removed, _) => Err(MemberError::Removed),
            (Self::Erased, _) => Err(MemberError::Erased),
        }
    }

    /// Who is here is removed first, and who is invited is not any more.
    fn erase(&self, event: MemberErased) -> Result<Vec<MemberEvent>, MemberError> {
        let by = event.erased_by;
        match self {
            Self::Unknown => Err(MemberError::Unknown),
            Self::Erased => Ok(vec![]),
            Self::Invited { .. } => {
                Ok(vec![InvitationWithdrawn { withdrawn_by: by }.into(), event.into()])
            }
            Self::Active { .. } => Ok(vec![MemberRemoved { removed_by: by }.into(), event.into()]),
            Self::Withdrawn | Self::Removed => Ok(vec![event.into()]),
        }
    }

    fn evolve(&mut self, event: MemberEvent) {
        match event {
            MemberEvent::MemberInvited(event) => {
                *self = Self::Invited { role: event.role, title: event.title };
            }
            MemberEvent::InvitationWithdrawn(_) => *self = Self::Withdrawn,
            MemberEvent::MemberJoined(event) => {
                let preferences = NotificationPreferences::default();
                *self = Self::Active { role: event.role, title: event.title, preferences };
            }
            MemberEvent::RoleChanged(event) => {
                let preferences = self.notification_preferences();
                *self = Self::Active { role: event.role, title: event.title, preferences };
            }
            MemberEvent::NotificationPreferencesChanged(event) => {
                if let Self::Active { preferences, .. } = self {
                    *preferences = event.preferences;
                }
            }
            MemberEvent::MemberRemoved(_) => *self = Self::Removed,
            MemberEvent::MemberErased(_) => *self = Self::Erased,
            MemberEvent::MemberExported(_) => {}
        }
    }
}
