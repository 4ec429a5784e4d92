//! Events of a member's access.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::aggregate::domain_events;
use crate::{MemberId, Personal};

domain_events! {
    /// What can happen to a member's access.
    pub enum AccessEvent {
        SignedIn = "1",
        SignInsFailed = "1",
        SessionsEnded = "1",
        RefreshTokenReused = "1",
        PasswordChanged = "1",
        ApiKeyCreated = "1",
        ApiKeyRevoked = "1",
    }
}

/// Someone signed in as the member.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SignedIn {
    /// The session that began.
    pub session_id: Uuid,
    /// With what, as far as it says: `Firefox on Linux`.
    pub device: Personal<String>,
    /// Whether the account was signed in to with this device before.
    pub known_device: bool,
}

/// Passwords were guessed at. Recorded at each doubling of the number, so that guessing
/// does not fill the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInsFailed {
    /// Failures in a row, so far.
    pub attempts: u32,
}

/// Sessions of the member were ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionsEnded {
    /// Which.
    pub session_ids: Vec<Uuid>,
    /// Why.
    pub reason: EndReason,
    /// Who ended them, if a person did.
    pub ended_by: Option<MemberId>,
}

/// Why sessions were ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// The member signed out.
    SignedOut,
    /// Somebody ended them from elsewhere: the member in their list, or an owner.
    Revoked,
    /// The password was changed or reset.
    PasswordChanged,
    /// The member left or was removed.
    Removed,
}

impl EndReason {
    /// Wire name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::Revoked => "revoked",
            Self::PasswordChanged => "password_changed",
            Self::Removed => "removed",
        }
    }
}

/// A refresh token came back after it had been replaced, so two hold a copy of it. The
/// session ended for both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefreshTokenReused {
    /// The session.
    pub session_id: Uuid,
}

/// The password with which the member signs in is another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordChanged {
    /// By knowing the former one, or by a link that was mailed.
    pub by: PasswordProof,
}

/// What a new password was given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasswordProof {
    /// The former password.
    Password,
    /// A link mailed to the account's address.
    MailedLink,
}

/// The member made a key for a program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApiKeyCreated {
    /// The key.
    pub key_id: Uuid,
    /// What they call it.
    pub name: Personal<String>,
    /// What it may do: `tasks:read`.
    pub scopes: Vec<String>,
    /// Until when.
    pub expires_at: DateTime<Utc>,
}

/// A key of the member is good no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKeyRevoked {
    /// The key.
    pub key_id: Uuid,
    /// Who revoked it.
    pub revoked_by: MemberId,
}
