//! Who may do what: the one table of it. `docs/permissions.md` is printed from it by a test.
//!
//! What everybody may do with what is theirs (talk to the steward, read their notices,
//! finish their tasks) needs no permission and is not here.

use domain::Role;

use crate::auth::CurrentMember;
use crate::error::{ApiError, kinds};

macro_rules! permissions {
    ($($name:ident: $roles:expr, $what:literal, $refusal:literal;)+) => {
        /// Something that not everybody may do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Permission {
            $(#[doc = $what] $name,)+
        }

        impl Permission {
            /// All there are.
            #[cfg(test)]
            const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Who has it.
            const fn roles(self) -> &'static [Role] {
                match self { $(Self::$name => $roles,)+ }
            }

            /// What it allows, for people.
            #[cfg(test)]
            const fn what(self) -> &'static str {
                match self { $(Self::$name => $what,)+ }
            }

            /// What others are told.
            const fn refusal(self) -> &'static str {
                match self { $(Self::$name => $refusal,)+ }
            }
        }
    };
}

const OWNERS: &[Role] = &[Role::Owner];
const MANAGERS: &[Role] = &[Role::Owner, Role::Manager];
const AUDITORS: &[Role] = &[Role::Owner, Role::Auditor];
const OPERATORS: &[Role] = &[Role::Operator];
const OVERSEERS: &[Role] = &[Role::Owner, Role::Auditor, Role::Operator];
const MENDERS: &[Role] = &[Role::Owner, Role::Operator];
const HOSTS: &[Role] = &[Role::Owner, Role::Manager, Role::Operator];

permissions! {
    ManageDocuments: MANAGERS, "Add, revise, remove and trust documents", "Only owners and managers may do this.";
    PlanShifts: MANAGERS, "Plan, change, cancel, swap and import shifts", "Only owners and managers change the roster; ask one of them.";
    RemindOthers: MANAGERS, "Remind somebody else", "Only owners and managers may do this.";
    SeeAllTasks: MANAGERS, "See, assign and finish tasks of others", "Only owners and managers may do this.";
    ReadUsage: MANAGERS, "Read what the steward has used", "Only owners and managers may do this.";
    ReadFeedback: MANAGERS, "Read how answers were received, and the questions that members passed on; say that one was dealt with", "Only owners and managers may do this.";
    ReadSettings: MANAGERS, "Read how the steward is set up, and its quota", "Only owners and managers may do this.";
    ConfigureBusiness: MANAGERS, "Change what the business says of itself; set up the steward, its policies, its quota and the rules for notices", "Only owners and managers may do this.";
    InviteMembers: HOSTS, "Invite people and withdraw invitations (see below for which roles)", "Only owners and managers invite people; ask one of them.";
    ChangeRoles: OWNERS, "Change what somebody may do", "Only owners change what people may do; ask one of them.";
    RemoveMembers: HOSTS, "Remove people (see below for which roles)", "Only owners and managers remove people; ask one of them.";
    EraseMembers: OWNERS, "Erase people for ever, and export what is known of one who has left", "Only owners erase people; ask one of them.";
    EndSessions: OWNERS, "Sign somebody else out everywhere", "Only owners sign others out; ask one of them.";
    ReadLog: AUDITORS, "Read the log's envelopes and the security trail", "Only owners and auditors may read the log.";
    VerifyLog: OVERSEERS, "See how far the log is sealed, verify it, and prove an event of one's own business", "Only owners, auditors and operators may do this.";
    WatchProjections: OVERSEERS, "See how far the read models are, and which of one's own events are parked", "Only owners, auditors and operators may do this.";
    RetryParked: MENDERS, "Have parked events tried again: owners those of their business", "Only owners and operators may do this.";
    DiscloseWords: AUDITORS, "Read another member's conversation: for a reason, for an hour, and the member is told", "Only owners and auditors may do this, for a reason.";
    OperateDeployment: OPERATORS, "List businesses, suspend them and let them go on, stop and rebuild read models, leave events out of them; never their words", "Only operators of the deployment may do this.";
}

impl Permission {
    /// Whether this role has it.
    pub(crate) fn allows(self, role: Role) -> bool {
        self.roles().contains(&role)
    }
}

/// Whether `role` may invite and remove people of the role `other`. Operators are only
/// in their own tenant, and nobody else is.
pub(crate) fn is_over(role: Role, other: Role) -> bool {
    match role {
        Role::Owner => other != Role::Operator,
        Role::Manager => other == Role::Member,
        Role::Operator => other == Role::Operator,
        Role::Member | Role::Auditor => false,
    }
}

impl CurrentMember {
    /// Whether they may do this.
    pub(crate) fn may(&self, permission: Permission) -> bool {
        permission.allows(self.role)
    }

    /// Refuses everybody who may not do this.
    pub(crate) fn must(&self, permission: Permission) -> Result<(), ApiError> {
        if self.may(permission) {
            return Ok(());
        }
        Err(ApiError::because(kinds::FORBIDDEN, permission.refusal()))
    }

    /// Refuses who may not invite or remove people of this role.
    pub(crate) fn must_be_over(&self, other: Role) -> Result<(), ApiError> {
        if is_over(self.role, other) {
            return Ok(());
        }
        let detail = format!("Your role does not allow this for the role {}.", other.as_str());
        Err(ApiError::because(kinds::FORBIDDEN, detail))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLES: [Role; 5] =
        [Role::Owner, Role::Manager, Role::Member, Role::Auditor, Role::Operator];
    const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/permissions.md");

    fn table<T>(first: &str, rows: impl Iterator<Item = (T, [bool; 5])>) -> String
    where
        T: std::fmt::Display,
    {
        let names = ROLES.map(Role::as_str).join(" | ");
        let mut text = format!("| {first} | {names} |\n|---|:-:|:-:|:-:|:-:|:-:|\n");
        for (name, may) in rows {
            let marks = may.map(|may| if may { "yes" } else { "" }).join(" | ");
            text.push_str(&format!("| {name} | {marks} |\n"));
        }
        text
    }

    fn page() -> String {
        let may = table(
            "May",
            Permission::ALL.iter().map(|p| (p.what(), ROLES.map(|role| p.allows(role)))),
        );
        let over = table(
            "Invites and removes",
            ROLES.iter().map(|role| (role.as_str(), ROLES.map(|other| is_over(*role, other)))),
        );
        format!(
            "# Who may do what\n\n\
             Printed from `api/src/permission.rs`, the one place where it is decided, by a test \
             (`UPDATE_DOCS=1` rewrites it).\n\n\
             A business calls its people what it likes (employee, resident): that is a title, and \
             decides nothing. What everybody may do with what is theirs is not listed: talking to \
             the steward, reading and acknowledging their notices, finishing their tasks, keeping \
             facts about themselves, writing into the logbook, leaving.\n\n\
             {may}\n\
             Whom they may invite, by the role that is given, and remove, by the role that there \
             is:\n\n\
             {over}\n\
             - There is always an owner. The last one can neither leave nor be removed nor get \
             another role, also when two try at the same moment: the business's stream knows its \
             owners.\n\
             - Operators run the deployment. They are a tenant of their own, made by `steward \
             operator invite`; the role exists nowhere else, and nothing of any business's words is \
             shown to them.\n\
             - Owners and auditors see envelopes: who did what when. Another member's words are \
             disclosed for a reason, for an hour, by an event in that conversation of which the \
             member is told.\n\
             - A member may pass a question of theirs on: then owners and managers read it, with \
             what the member said of the answer, and nothing else of the conversation; until the \
             member takes it back.\n\
             - What the steward may do by itself is the business's own policy, per kind of action \
             and role; it never exceeds what the asking member may do.\n"
        )
    }

    #[test]
    fn the_documentation_is_printed_from_the_table() {
        let page = page();
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(PAGE, &page).unwrap();
        }
        assert_eq!(
            std::fs::read_to_string(PAGE).unwrap_or_default(),
            page,
            "docs/permissions.md is out of date; UPDATE_DOCS=1 rewrites it"
        );
    }

    #[test]
    fn only_operators_touch_operators_and_they_touch_nobody_else() {
        for role in ROLES {
            assert_eq!(is_over(role, Role::Operator), role == Role::Operator, "{role:?}");
            assert!(!is_over(Role::Operator, role) || role == Role::Operator, "{role:?}");
        }
        for permission in Permission::ALL {
            let of_deployment = *permission == Permission::OperateDeployment;
            assert!(!of_deployment || permission.roles() == OPERATORS);
        }
    }
}
