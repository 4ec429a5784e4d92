//! Shapes of signing in.

use domain::Role;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Who signs in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Login {
    /// The account's address.
    pub(super) email: String,
    #[schema(value_type = String, format = Password)]
    pub(super) password: SecretString,
    /// Which business, for accounts with several.
    pub(super) tenant_id: Option<Uuid>,
}

/// A session: an access token, and a refresh token in a cookie.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Session {
    /// Send it as `Authorization: Bearer`.
    pub(super) access_token: String,
    /// `Bearer`.
    pub(super) token_type: &'static str,
    /// Seconds until it expires; refresh before.
    pub(super) expires_in: u64,
    pub(super) member: SessionMember,
    /// Of the log that `position` counts in.
    pub(super) log_id: Uuid,
    /// Whatever is read from now on shows everything up to here: with `log_id`, where a
    /// WebSocket begins that shall miss nothing since.
    pub(super) position: u64,
}

/// Who signed in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionMember {
    pub(super) id: Uuid,
    pub(super) tenant_id: Uuid,
    /// Null once erased.
    #[schema(required)]
    pub(super) name: Option<String>,
    #[schema(value_type = crate::features::RoleName)]
    pub(super) role: Role,
    /// The business's own word for it.
    pub(super) title: String,
}
