//! Shapes of requests and answers about businesses.

use std::collections::BTreeMap;

use domain::Role;
use domain::tenant::Policy;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A business to be, with its owner.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Registration {
    pub(super) tenant: NewTenant,
    pub(super) owner: NewOwner,
}

/// A business to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTenant {
    #[schema(max_length = 200)]
    pub(super) name: String,
    /// IANA name, such as `Europe/Rome`.
    pub(super) time_zone: String,
    /// BCP 47, such as `en` or `it-IT`.
    pub(super) locale: String,
    /// What it does and is, in a sentence or two.
    #[schema(max_length = 500)]
    pub(super) description: Option<String>,
}

/// Its owner.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewOwner {
    #[schema(max_length = 200)]
    pub(super) name: String,
    pub(super) email: String,
    /// Eight characters or more; for an address that has an account, its password.
    #[schema(value_type = String, format = Password, min_length = 8)]
    pub(super) password: SecretString,
}

/// A business was registered.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Registered {
    tenant_id: Uuid,
    /// The owner.
    member_id: Uuid,
    position: u64,
}

/// What the steward may do by itself, per kind of action.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Policies {
    /// For everybody. Deny wins over what a role may.
    #[schema(value_type = BTreeMap<String, PolicyName>)]
    pub(super) policies: BTreeMap<String, Policy>,
    /// Per role, where it differs for members of that role.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, BTreeMap<String, PolicyName>>)]
    pub(super) by_role: ByRole,
}

/// Policies per role and kind of action.
pub(super) type ByRole = BTreeMap<Role, BTreeMap<String, Policy>>;

/// What happens when the steward wants to act.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case", as = Policy)]
#[expect(dead_code, reason = "describes domain::tenant::Policy, which knows nothing of OpenAPI")]
pub(crate) enum PolicyName {
    /// It acts.
    Allow,
    /// It asks the member first.
    Ask,
    /// It does not.
    Deny,
}
