//! Who owns a business: there is always somebody.
//!
//! Roles are facts of members, a stream each; that one owner is left is a rule over all of
//! them. So every unit that makes an owner, or unmakes one, goes through the business's
//! stream too: of two at the same moment, one finds the stream changed and decides again.

use std::collections::BTreeSet;

use super::{OwnersChanged, Tenant, TenantError, TenantEvent};
use crate::MemberId;

/// Somebody becomes an owner, or is none from now on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnerChange {
    /// Who becomes one.
    pub add: Option<MemberId>,
    /// Who is none any more; nothing happens if they were none.
    pub remove: Option<MemberId>,
    /// Who the members' streams say they are. It counts only while this stream knows no
    /// better: a log may be older than this rule.
    pub known: Vec<MemberId>,
    /// Who decides it.
    pub changed_by: Option<MemberId>,
}

impl Tenant {
    /// Who owns it, as far as this stream knows.
    fn owners(&self, known: &[MemberId]) -> Result<BTreeSet<MemberId>, TenantError> {
        let registered = self.known()?;
        Ok(match &self.owners {
            Some(owners) => owners.clone(),
            None if known.is_empty() => [registered.owner].into(),
            None => known.iter().copied().collect(),
        })
    }

    pub(super) fn change_owners(
        &self,
        change: OwnerChange,
    ) -> Result<Vec<TenantEvent>, TenantError> {
        let before = self.owners(&change.known)?;
        let mut after = before.clone();
        if let Some(member) = change.remove {
            after.remove(&member);
        }
        after.extend(change.add);
        if after == before {
            return Ok(vec![]);
        }
        if after.is_empty() {
            return Err(TenantError::LastOwner);
        }
        let owners = after.into_iter().collect();
        Ok(vec![OwnersChanged { owners, changed_by: change.changed_by }.into()])
    }
}
