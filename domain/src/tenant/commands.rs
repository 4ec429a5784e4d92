//! Commands to a business, and why they can be refused.

use super::events::{
    AgentConfigured, NotificationRulesChanged, PolicyChanged, ProfileChanged, QuotaSet,
    TenantRegistered, TenantResumed, TenantSuspended,
};
use super::owners::OwnerChange;
use crate::{DomainError, ErrorClass};

/// What can be asked of a business. Each carries what the event will state.
#[derive(Debug, Clone, PartialEq)]
pub enum TenantCommand {
    /// Register it with its owner.
    RegisterTenant(TenantRegistered),
    /// Change its name, zone, language or description.
    ChangeProfile(ProfileChanged),
    /// Change its steward's persona, rules or model.
    ConfigureAgent(AgentConfigured),
    /// Decide what its steward may do by itself.
    ChangePolicy(PolicyChanged),
    /// Decide how its people are told.
    ChangeNotificationRules(NotificationRulesChanged),
    /// Decide how much its steward may use in a month.
    SetQuota(QuotaSet),
    /// Somebody becomes an owner, or is none any more; leads to `OwnersChanged`.
    ChangeOwners(OwnerChange),
    /// Stop it.
    SuspendTenant(TenantSuspended),
    /// Let it go on.
    ResumeTenant(TenantResumed),
}

/// Why a command to a business is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TenantError {
    /// Another owner registered it.
    #[error("this business is registered already")]
    AlreadyRegistered,
    /// There is no such business.
    #[error("this business is not registered")]
    NotRegistered,
    /// Without an owner nobody could ever change anything again.
    #[error(
        "a business needs an owner, and this is its last one; make somebody else an owner first"
    )]
    LastOwner,
}

impl DomainError for TenantError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::AlreadyRegistered | Self::LastOwner => ErrorClass::Conflict,
            Self::NotRegistered => ErrorClass::Missing,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::AlreadyRegistered => "tenant-already-registered",
            Self::NotRegistered => "tenant-not-found",
            Self::LastOwner => "last-owner",
        }
    }
}
