//! Events of a business.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::aggregate::domain_events;
use crate::notification::NotificationRules;
use crate::{MemberId, Role, TenantId, TimeZone};

domain_events! {
    /// What can happen to a business.
    pub enum TenantEvent {
        TenantRegistered = "1",
        ProfileChanged = "1",
        AgentConfigured = "1",
        PolicyChanged = "1",
        NotificationRulesChanged = "1",
        QuotaSet = "1",
        OwnersChanged = "1",
        TenantSuspended = "1",
        TenantResumed = "1",
    }
}

/// A business came to Steward, with its owner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TenantRegistered {
    /// The business.
    pub tenant_id: TenantId,
    /// Its name.
    pub name: String,
    /// What it does, in a sentence.
    pub description: Option<String>,
    /// The zone its days and schedules are in.
    pub time_zone: TimeZone,
    /// BCP 47 language of its steward.
    pub locale: String,
    /// Its first owner.
    pub owner: MemberId,
}

/// The business changed what it says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProfileChanged {
    /// Its name.
    pub name: String,
    /// What it does, in a sentence.
    pub description: Option<String>,
    /// The zone its days and schedules are in.
    pub time_zone: TimeZone,
    /// BCP 47 language of its steward.
    pub locale: String,
}

/// The steward of the business got another character or other rules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AgentConfigured {
    /// How it presents itself.
    pub persona: String,
    /// Rules of the house that it follows.
    pub rules: Vec<String>,
    /// The model that answers; the deployment's default when absent.
    pub model: Option<String>,
    /// The model that answers when that one cannot; the deployment's default when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback_model: Option<String>,
    /// Sampling temperature, 0 to 2, for models that take one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "crate::finite::optional")]
    pub temperature: Option<f32>,
    /// The most tokens of one answer, thinking included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_output_tokens: Option<u32>,
}

/// What the steward may do by itself was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyChanged {
    /// Per kind of action, such as `notify_user`.
    pub policies: BTreeMap<String, Policy>,
    /// Per role, where it differs for members of that role.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub by_role: BTreeMap<Role, BTreeMap<String, Policy>>,
}

/// How long notices may go unanswered, and when to be quiet, was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationRulesChanged {
    /// The rules from now on.
    pub rules: NotificationRules,
}

/// How much the steward may use in a calendar month was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotaSet {
    /// In millionths of a US dollar; no limit when absent.
    pub monthly_cost_micro_usd: Option<u64>,
    /// Tokens read and written; no limit when absent.
    pub monthly_tokens: Option<u64>,
    /// The share of a limit from which it is warned, in percent.
    pub warn_percent: u8,
}

/// Somebody became an owner, or is none any more: in the unit in which they join, change
/// roles or go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnersChanged {
    /// All owners from now on: at least one, in the order of their ids.
    pub owners: Vec<MemberId>,
    /// Who decided it.
    pub changed_by: Option<MemberId>,
}

/// The deployment's operators stopped the business: nobody signs in, no turn begins, no
/// timer fires.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantSuspended {
    /// Why, in the operator's words: of the business, never of a person.
    pub reason: String,
    /// The operator who decided it.
    pub suspended_by: MemberId,
}

/// It goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantResumed {
    /// The operator who decided it.
    pub resumed_by: MemberId,
}

/// What happens when the steward wants to act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// It acts.
    Allow,
    /// It asks the member first.
    Ask,
    /// It does not.
    Deny,
}

impl Policy {
    /// Wire name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Ask => "ask",
            Self::Deny => "deny",
        }
    }
}
