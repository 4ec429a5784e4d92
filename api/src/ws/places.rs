//! Who is connected, and what each of them is handed.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use domain::{MemberId, TenantId};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::audience::Seen;

/// Batches that may wait for one connection; a slower one catches up by itself.
const QUEUE: usize = 64;
/// Connections of one member.
const MOST_PER_MEMBER: usize = 20;

/// What the hub hands to a connection: the events it may see, up to a position.
pub(super) struct Batch {
    pub(super) events: Vec<Arc<Seen>>,
    pub(super) through: u64,
}

/// Whose connection it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Holder {
    pub(super) connection: Uuid,
    pub(super) tenant: TenantId,
    pub(super) member: MemberId,
    pub(super) session: Uuid,
}

/// A place at the hub: everything after `position` comes through `batches`, which ends
/// when the connection was too slow.
pub(super) struct Subscription {
    pub(super) position: u64,
    pub(super) batches: mpsc::Receiver<Batch>,
    /// The session was ended in this process.
    pub(super) ended: CancellationToken,
}

/// All places of a process.
#[derive(Default)]
pub(super) struct Places {
    /// Everything up to here was handed out.
    position: u64,
    by_tenant: HashMap<TenantId, HashMap<Uuid, Place>>,
}

struct Place {
    holder: Holder,
    batches: mpsc::Sender<Batch>,
    ended: CancellationToken,
}

impl Places {
    /// Places from `position` on.
    pub(super) fn at(position: u64) -> Self {
        Self { position, ..Self::default() }
    }

    /// Up to where everything was handed out.
    pub(super) fn position(&self) -> u64 {
        self.position
    }

    /// The tenants that somebody is connected from.
    pub(super) fn tenants(&self) -> HashSet<TenantId> {
        self.by_tenant.keys().copied().collect()
    }

    /// Moves on without handing out; only while nobody is there.
    pub(super) fn skip_to(&mut self, position: u64) {
        debug_assert!(self.by_tenant.is_empty());
        self.position = position;
    }

    /// Takes a place; none when the member has too many.
    pub(super) fn take(&mut self, holder: Holder) -> Option<Subscription> {
        let (sender, batches) = mpsc::channel(QUEUE);
        let ended = CancellationToken::new();
        let of_tenant = self.by_tenant.entry(holder.tenant).or_default();
        of_tenant.remove(&holder.connection);
        let own = of_tenant.values().filter(|place| place.holder.member == holder.member).count();
        if own >= MOST_PER_MEMBER {
            return None;
        }
        let place = Place { holder, batches: sender, ended: ended.clone() };
        of_tenant.insert(holder.connection, place);
        Some(Subscription { position: self.position, batches, ended })
    }

    /// Gives a place up.
    pub(super) fn leave(&mut self, holder: Holder) {
        if let Some(of_tenant) = self.by_tenant.get_mut(&holder.tenant) {
            of_tenant.remove(&holder.connection);
        }
        self.by_tenant.retain(|_, of_tenant| !of_tenant.is_empty());
    }

    /// Tells a session's connections that it was ended.
    pub(super) fn session_ended(&self, session: Uuid) {
        for place in self.by_tenant.values().flat_map(HashMap::values) {
            if place.holder.session == session {
                place.ended.cancel();
            }
        }
    }

    /// Hands out events up to `through`, of the tenants that were looked at. Whoever came
    /// meanwhile from another tenant, and whoever is too slow, loses the place, comes
    /// back and catches up.
    pub(super) fn hand_out(
        &mut self,
        seen: &[Arc<Seen>],
        through: u64,
        looked_at: &HashSet<TenantId>,
    ) {
        self.position = through;
        for (tenant, of_tenant) in &mut self.by_tenant {
            let looked_at = looked_at.contains(tenant);
            of_tenant.retain(|_, place| {
                let visible = seen.iter().filter(|seen| seen.is_for(*tenant, place.holder.member));
                let events = visible.cloned().collect();
                looked_at && place.batches.try_send(Batch { events, through }).is_ok()
            });
        }
        self.by_tenant.retain(|_, of_tenant| !of_tenant.is_empty());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holder() -> Holder {
        let new = Uuid::now_v7;
        Holder {
            connection: new(),
            tenant: TenantId(new()),
            member: MemberId(new()),
            session: new(),
        }
    }

    #[test]
    fn a_slow_connection_loses_its_place_and_keeps_what_it_was_handed() {
        let (slow, mut places) = (holder(), Places::at(7));
        let looked_at = HashSet::from([slow.tenant]);
        let mut place = places.take(slow).unwrap();
        assert_eq!(place.position, 7);
        for through in 8..=7 + QUEUE as u64 {
            places.hand_out(&[], through, &looked_at);
        }
        assert_eq!(places.tenants().len(), 1);
        places.hand_out(&[], 100, &looked_at);
        assert!(places.tenants().is_empty());
        let mut last = 0;
        while let Ok(batch) = place.batches.try_recv() {
            last = batch.through;
        }
        assert_eq!(last, 7 + QUEUE as u64);
        assert_eq!(places.take(slow).unwrap().position, 100);
    }

    #[test]
    fn whoever_comes_while_others_are_looked_at_catches_up_alone() {
        let (here, late, mut places) = (holder(), holder(), Places::at(0));
        let _place = places.take(here).unwrap();
        let looked_at = places.tenants();
        let mut lost = places.take(late).unwrap();
        places.hand_out(&[], 5, &looked_at);
        assert!(lost.batches.try_recv().is_err());
        assert!(lost.batches.is_closed());
        assert_eq!(places.tenants(), looked_at);
    }

    #[test]
    fn a_member_has_a_bounded_number_of_connections() {
        let (one, mut places) = (holder(), Places::default());
        let another = |one: Holder| Holder { connection: Uuid::now_v7(), ..one };
        let kept: Vec<_> = (0..MOST_PER_MEMBER).map(|_| places.take(another(one))).collect();
        assert!(kept.iter().all(Option::is_some));
        assert!(places.take(another(one)).is_none());
        assert!(places.take(Holder { member: MemberId(Uuid::now_v7()), ..another(one) }).is_some());
    }
}
