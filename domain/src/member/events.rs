//! Events of a member.

use serde::{Deserialize, Serialize};

use crate::aggregate::domain_events;
use crate::{MemberId, Personal, Role};

domain_events! {
    /// What can happen to a member.
    pub enum MemberEvent {
        MemberJoined = "1",
        RoleChanged = "1",
        MemberRemoved = "1",
    }
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
