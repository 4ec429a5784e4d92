//! Whether an action may happen: the tenant's policy, and the taint of the turn.

use std::collections::BTreeMap;

use domain::tenant::Policy;

/// Deny wins; a turn that read untrusted text may only ask, whatever the policy for
/// clean turns says.
pub(crate) fn decide(policies: &BTreeMap<String, Policy>, kind: &str, tainted: bool) -> Policy {
    match policies.get(kind).copied().unwrap_or(Policy::Allow) {
        Policy::Deny => Policy::Deny,
        Policy::Ask => Policy::Ask,
        Policy::Allow if tainted => Policy::Ask,
        Policy::Allow => Policy::Allow,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deny_wins_and_taint_asks() {
        let policies =
            BTreeMap::from([("a".to_owned(), Policy::Deny), ("b".to_owned(), Policy::Allow)]);
        assert_eq!(decide(&policies, "a", false), Policy::Deny);
        assert_eq!(decide(&policies, "a", true), Policy::Deny);
        assert_eq!(decide(&policies, "b", false), Policy::Allow);
        assert_eq!(decide(&policies, "b", true), Policy::Ask);
        assert_eq!(decide(&policies, "unknown", false), Policy::Allow);
    }
}
