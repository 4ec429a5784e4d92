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

/// What decisions about a member need to know.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub enum Member {
    /// Nobody yet.
    #[default]
    Unknown,
    /// Works or lives here.
    Active {
        /// What they may do.
        role: Role,
        /// The business's own word for it.
        title: String,
    },
    /// Was removed.
    Removed,
}

aggregate!(Member, "Member", MemberCommand, MemberEvent, MemberError);

impl Member {
    fn decide(&self, command: MemberCommand) -> Result<Vec<MemberEvent>, MemberError> {
        match (self, command) {
            (Self::Unknown, MemberCommand::JoinTenant(event)) => Ok(vec![event.into()]),
            (Self::Active { .. }, MemberCommand::JoinTenant(_)) => Ok(vec![]),
            (Self::Active { role, title }, MemberCommand::ChangeRole(event)) => {
                let same = *role == event.role && *title == event.title;
                Ok(if same { vec![] } else { vec![event.into()] })
            }
            (Self::Active { .. }, MemberCommand::RemoveMember(event)) => Ok(vec![event.into()]),
            (Self::Removed, MemberCommand::RemoveMember(_)) => Ok(vec![]),
            (Self::Unknown, _) => Err(MemberError::Unknown),
            (Self::Removed, _) => Err(MemberError::Removed),
        }
    }

    fn evolve(&mut self, event: MemberEvent) {
        match event {
            MemberEvent::MemberJoined(event) => {
                *self = Self::Active { role: event.role, title: event.title };
            }
            MemberEvent::RoleChanged(event) => {
                *self = Self::Active { role: event.role, title: event.title };
            }
            MemberEvent::MemberRemoved(_) => *self = Self::Removed,
        }
    }
}
