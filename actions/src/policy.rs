//! Whether an action may happen: the tenant's policy for the kind and the member's role,
//! and the taint of the turn.

use domain::Role;
use domain::tenant::Policy;

use crate::business::Policies;

/// Deny wins, then the role's own policy counts before the general one; a turn that read
/// untrusted text may only ask, whatever the policy for clean turns says.
pub fn decide(policies: &Policies, role: Role, kind: &str, tainted: bool) -> Policy {
    let general = policies.general.get(kind).copied();
    let own = policies.by_role.get(&role).and_then(|policies| policies.get(kind)).copied();
    if general == Some(Policy::Deny) || own == Some(Policy::Deny) {
        return Policy::Deny;
    }
    match own.or(general).unwrap_or(Policy::Allow) {
        Policy::Allow if tainted => Policy::Ask,
        decided => decided,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn deny_wins_the_role_counts_and_taint_asks() {
        let of = |pairs: &[(&str, Policy)]| -> BTreeMap<String, Policy> {
            pairs.iter().map(|(kind, policy)| ((*kind).to_owned(), *policy)).collect()
        };
        let policies = Policies {
            general: of(&[("a", Policy::Deny), ("b", Policy::Allow), ("c", Policy::Ask)]),
            by_role: BTreeMap::from([
                (Role::Manager, of(&[("a", Policy::Allow), ("c", Policy::Allow)])),
                (Role::Member, of(&[("b", Policy::Deny)])),
            ]),
        };
        for (role, kind, tainted, expected) in [
            (Role::Owner, "a", false, Policy::Deny),
            (Role::Manager, "a", false, Policy::Deny),
            (Role::Owner, "b", false, Policy::Allow),
            (Role::Owner, "b", true, Policy::Ask),
            (Role::Member, "b", false, Policy::Deny),
            (Role::Member, "c", false, Policy::Ask),
            (Role::Manager, "c", false, Policy::Allow),
            (Role::Manager, "c", true, Policy::Ask),
            (Role::Auditor, "unknown", false, Policy::Allow),
        ] {
            assert_eq!(decide(&policies, role, kind, tainted), expected, "{role:?} {kind}");
        }
    }
}
