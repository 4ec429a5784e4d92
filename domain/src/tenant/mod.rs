//! A business: its profile, its steward's settings, its policies.

mod commands;
mod events;
mod owners;
mod quota;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

pub use commands::{TenantCommand, TenantError};
pub use events::*;
pub use owners::OwnerChange;
pub use quota::{QuotaState, Used};
use serde::{Deserialize, Serialize};

use crate::MemberId;
use crate::aggregate::aggregate;
use crate::notification::NotificationRules;

/// What decisions about a business need to know.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tenant {
    registered: Option<TenantRegistered>,
    agent: Option<AgentConfigured>,
    policies: Option<PolicyChanged>,
    rules: Option<NotificationRulesChanged>,
    quota: Option<QuotaSet>,
    /// None until somebody became one, or stopped being one, in a unit with this stream.
    owners: Option<BTreeSet<MemberId>>,
    suspended: bool,
}

aggregate!(Tenant, "Tenant", TenantCommand, TenantEvent, TenantError);

impl Tenant {
    fn decide(&self, command: TenantCommand) -> Result<Vec<TenantEvent>, TenantError> {
        match command {
            TenantCommand::RegisterTenant(event) => match &self.registered {
                None => Ok(vec![event.into()]),
                Some(known) if known.owner == event.owner => Ok(vec![]),
                Some(_) => Err(TenantError::AlreadyRegistered),
            },
            TenantCommand::ChangeProfile(event) => {
                let known = self.known()?;
                let same = known.name == event.name
                    && known.time_zone == event.time_zone
                    && known.locale == event.locale
                    && known.description == event.description;
                Ok(if same { vec![] } else { vec![event.into()] })
            }
            TenantCommand::ConfigureAgent(event) => {
                self.known()?;
                Ok(if self.agent.as_ref() == Some(&event) { vec![] } else { vec![event.into()] })
            }
            TenantCommand::ChangePolicy(event) => {
                self.known()?;
                Ok(if self.policies.as_ref() == Some(&event) { vec![] } else { vec![event.into()] })
            }
            TenantCommand::ChangeNotificationRules(event) => {
                self.known()?;
                Ok(if self.notification_rules() == event.rules {
                    vec![]
                } else {
                    vec![event.into()]
                })
            }
            TenantCommand::SetQuota(event) => {
                self.known()?;
                Ok(if self.quota == Some(event) { vec![] } else { vec![event.into()] })
            }
            TenantCommand::ChangeOwners(change) => self.change_owners(change),
            TenantCommand::SuspendTenant(event) => {
                self.known()?;
                Ok(if self.suspended { vec![] } else { vec![event.into()] })
            }
            TenantCommand::ResumeTenant(event) => {
                self.known()?;
                Ok(if self.suspended { vec![event.into()] } else { vec![] })
            }
        }
    }

    /// The rules in force.
    pub fn notification_rules(&self) -> NotificationRules {
        self.rules.as_ref().map(|changed| changed.rules.clone()).unwrap_or_default()
    }

    fn known(&self) -> Result<&TenantRegistered, TenantError> {
        self.registered.as_ref().ok_or(TenantError::NotRegistered)
    }

    fn evolve(&mut self, event: TenantEvent) {
        match event {
            TenantEvent::TenantRegistered(event) => self.registered = Some(event),
            TenantEvent::ProfileChanged(event) => {
                if let Some(known) = &mut self.registered {
                    known.name = event.name;
                    known.time_zone = event.time_zone;
                    known.locale = event.locale;
                    known.description = event.description;
                }
            }
            TenantEvent::AgentConfigured(event) => self.agent = Some(event),
            TenantEvent::PolicyChanged(event) => self.policies = Some(event),
            TenantEvent::NotificationRulesChanged(event) => self.rules = Some(event),
            TenantEvent::QuotaSet(event) => self.quota = Some(event),
            TenantEvent::OwnersChanged(event) => {
                self.owners = Some(event.owners.into_iter().collect());
            }
            TenantEvent::TenantSuspended(_) => self.suspended = true,
            TenantEvent::TenantResumed(_) => self.suspended = false,
        }
    }
}
