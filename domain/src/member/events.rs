//! Events of a member.

use serde::{Deserialize, Serialize};

use crate::aggregate::domain_events;
use crate::notification::NotificationPreferences;
use crate::{MemberId, Personal, Role};

domain_events! {
    /// What can happen to a member.
    pub enum MemberEvent {
        MemberInvited = "1",
        InvitationWithdrawn = "1",
        MemberJoined = "1",
        RoleChanged = "1",
        MemberRemoved = "1",
        MemberErased = "1",
        MemberExported = "1",
        NotificationPreferencesChanged = "1",
    }
}

/// Someone may join the business, by a link.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MemberInvited {
    /// The member that they become.
    pub member_id: MemberId,
    /// Their name, as who invites them knows it.
    pub name: Personal<String>,
    /// The address that they sign in with; any when absent.
    pub email: Option<Personal<String>>,
    /// What they may do then.
    pub role: Role,
    /// The business's own word for it.
    pub title: String,
    /// Who invites them; absent: the deployment, with its own command.
    pub invited_by: Option<MemberId>,
}

/// Someone may not join any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationWithdrawn {
    /// Who decided it.
    pub withdrawn_by: Option<MemberId>,
}

/// Someone joined the business.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MemberJoined {
    /// The member.
    pub member_id: MemberId,
    /// Their name.
    pub name: Personal<String>,
    /// What they may do.
    pub role: Role,
    /// The business's own word for it: `employee`, `resident`.
    pub title: String,
}

/// A member may do something else than before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoleChanged {
    /// What they may do now.
    pub role: Role,
    /// The business's own word for it.
    pub title: String,
    /// Who decided it.
    pub changed_by: Option<MemberId>,
}

/// A member left or was removed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MemberRemoved {
    /// Who decided it.
    pub removed_by: Option<MemberId>,
}

/// Everything personal about a member is to be unreadable for ever, here and in every copy.
/// It is also what asks for it: whoever carries it out goes by this event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberErased {
    /// Who decided it; absent: the deployment, with its own command.
    pub erased_by: Option<MemberId>,
}

/// Everything that is known about a member was given out, to themselves or for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberExported {
    /// Who asked for it; absent: the deployment, with its own command.
    pub exported_by: Option<MemberId>,
}

/// A member wants to be told of notices in another way than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationPreferencesChanged {
    /// The choice as a whole, which holds from now on.
    pub preferences: NotificationPreferences,
}
