//! Commands to a member, and why they can be refused.

use super::events::{
    InvitationWithdrawn, MemberErased, MemberExported, MemberInvited, MemberJoined, MemberRemoved,
    NotificationPreferencesChanged, RoleChanged,
};
use crate::{DomainError, ErrorClass};

/// What can be asked of a member. Each carries what the event will state.
#[derive(Debug, Clone, PartialEq)]
pub enum MemberCommand {
    /// Let somebody join.
    InviteMember(MemberInvited),
    /// Do not let them join any more.
    WithdrawInvitation(InvitationWithdrawn),
    /// Join the business; who was invited joins as what they were invited for.
    JoinTenant(MemberJoined),
    /// Change what they may do.
    ChangeRole(RoleChanged),
    /// Remove them.
    RemoveMember(MemberRemoved),
    /// Make unreadable what is known about them; who is still here, or invited, is not
    /// any more.
    EraseMember(MemberErased),
    /// Note that what is known about them is given out.
    ExportMember(MemberExported),
    /// Be told of notices in another way.
    ChangeNotificationPreferences(NotificationPreferencesChanged),
}

/// Why a command to a member is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MemberError {
    /// There is no such member.
    #[error("there is no such member")]
    Unknown,
    /// The invitation is not good any more.
    #[error("this invitation was withdrawn")]
    Withdrawn,
    /// The invitation was used.
    #[error("who was invited has joined already; remove them instead")]
    Joined,
    /// The member is no longer here.
    #[error("this member was removed")]
    Removed,
    /// The member was erased, for ever.
    #[error("this member was erased")]
    Erased,
}

impl DomainError for MemberError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::Unknown => ErrorClass::Missing,
            Self::Withdrawn | Self::Joined | Self::Removed | Self::Erased => ErrorClass::Conflict,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "member-not-found",
            Self::Withdrawn => "invitation-withdrawn",
            Self::Joined => "invitation-used",
            Self::Removed => "member-removed",
            Self::Erased => "member-erased",
        }
    }
}
