//! Shapes of invitations.

use chrono::{DateTime, Utc};
use domain::{Name, Position, Role};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::auth::accounts::normal_email;
use crate::error::ApiError;
use crate::features::{Person, RoleName};
use crate::page::list;

/// Whom to invite.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewInvitation {
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// The link is mailed there, and good for nobody else; without one it is good for
    /// whoever has it.
    email: Option<String>,
    /// `owner`, `manager`, `member` or `auditor`.
    #[schema(value_type = RoleName)]
    role: String,
    /// The business's own word for it: `employee`, `kitchen`.
    #[schema(min_length = 1, max_length = 80)]
    title: String,
}

/// The same, parsed.
pub(super) struct Wanted {
    pub(super) name: Name,
    pub(super) email: Option<String>,
    pub(super) role: Role,
    pub(super) title: String,
}

impl NewInvitation {
    pub(super) fn parse(self) -> Result<Wanted, ApiError> {
        let email = self.email.map(|email| normal_email(&email).ok_or_else(no_address));
        Ok(Wanted {
            name: Name::parse(&self.name)?,
            email: email.transpose()?,
            role: Role::parse(&self.role)?,
            title: title(&self.title)?,
        })
    }
}

pub(super) fn no_address() -> ApiError {
    ApiError::field("/email", "must be an e-mail address")
}

/// The business's own word for what somebody does.
pub(crate) fn title(raw: &str) -> Result<String, ApiError> {
    let title = Position::parse(raw).map_err(|error| ApiError::field("/title", error.problem))?;
    Ok(title.into_string())
}

/// What is stored of an invitation's result.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Recorded {
    pub(super) member_id: Uuid,
    pub(super) position: u64,
}

/// Somebody may join.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Invited {
    /// The member that they become.
    pub(super) member_id: Uuid,
    pub(super) position: u64,
    #[serde(flatten)]
    pub(super) link: Link,
}

/// The link by which somebody joins: shown now and never again.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Link {
    /// What opens the invitation, once.
    pub(super) token: String,
    /// The page that does it; the token stands after the `#`.
    pub(super) url: String,
    pub(super) expires_at: DateTime<Utc>,
}

/// An invitation that nobody has used.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Invitation {
    pub(super) member_id: Uuid,
    /// Null once erased.
    #[schema(required)]
    pub(super) name: Option<String>,
    /// The address that it is for; null for whoever has the link.
    #[schema(required)]
    pub(super) email: Option<String>,
    #[schema(value_type = RoleName)]
    pub(super) role: Role,
    pub(super) title: String,
    /// Null: the deployment, with its own command.
    #[schema(required)]
    pub(super) invited_by: Option<Person>,
    pub(super) created_at: DateTime<Utc>,
    /// When its link stops being good, or did; a new one can be made.
    pub(super) expires_at: DateTime<Utc>,
}

list! {
    /// A page of invitations, the oldest first.
    InvitationList of Invitation
}

/// A link that somebody has.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Shown {
    #[schema(value_type = String)]
    pub(super) token: SecretString,
}

/// What an invitation offers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Offer {
    pub(super) tenant: OfferedBy,
    /// As who invites knows it.
    #[schema(required)]
    pub(super) name: Option<String>,
    #[schema(value_type = RoleName)]
    pub(super) role: Role,
    pub(super) title: String,
    /// The address that it is for; null for any.
    #[schema(required)]
    pub(super) email: Option<String>,
    pub(super) expires_at: DateTime<Utc>,
}

/// The business that invites.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OfferedBy {
    pub(super) id: Uuid,
    pub(super) name: String,
}

/// Joining.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Acceptance {
    #[schema(value_type = String)]
    pub(super) token: SecretString,
    /// To sign in with; may be left out where the invitation is for one.
    pub(super) email: Option<String>,
    /// Otherwise as who invites knows it.
    #[schema(max_length = 200)]
    pub(super) name: Option<String>,
    /// A new one; for an address that has an account, its password.
    #[schema(value_type = String, format = Password)]
    pub(super) password: SecretString,
}
