//! Places to work at: how many conversations at once, and whose.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::{ConversationId, TenantId};
use tokio::sync::Notify;

/// Whether somebody asked for a conversation while it had its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Once,
    Again,
}

type Taken = HashMap<(TenantId, ConversationId), Asked>;

/// The places of one worker. The last quarter of them is for businesses that have none
/// yet, so that one busy business cannot keep the others waiting.
#[derive(Debug)]
pub(super) struct Places {
    total: usize,
    taken: Mutex<Taken>,
    turned_away: AtomicBool,
    freed: Notify,
}

impl Places {
    pub(super) fn new(total: usize) -> Arc<Self> {
        Arc::new(Self {
            total: total.max(1),
            taken: Mutex::default(),
            turned_away: AtomicBool::new(false),
            freed: Notify::new(),
        })
    }

    /// A place for a conversation that something new has come to. Does it have one already,
    /// it keeps that for another look: see [`Place::leave`].
    pub(super) fn take_for_news(
        self: &Arc<Self>,
        tenant: TenantId,
        conversation: ConversationId,
    ) -> Option<Place> {
        let mut taken = self.taken();
        if let Some(asked) = taken.get_mut(&(tenant, conversation)) {
            *asked = Asked::Again;
            return None;
        }
        self.take_in(&mut taken, tenant, conversation)
    }

    /// A place for a conversation, unless it has one or there is none for it now.
    pub(super) fn take(
        self: &Arc<Self>,
        tenant: TenantId,
        conversation: ConversationId,
    ) -> Option<Place> {
        let mut taken = self.taken();
        if taken.contains_key(&(tenant, conversation)) {
            return None;
        }
        self.take_in(&mut taken, tenant, conversation)
    }

    fn take_in(
        self: &Arc<Self>,
        taken: &mut Taken,
        tenant: TenantId,
        conversation: ConversationId,
    ) -> Option<Place> {
        let free = self.total.saturating_sub(taken.len());
        let has_some = taken.keys().any(|(other, _)| *other == tenant);
        if free == 0 || (free <= self.total / 4 && has_some) {
            self.turned_away.store(true, Ordering::Relaxed);
            return None;
        }
        taken.insert((tenant, conversation), Asked::Once);
        Some(Place { places: Arc::clone(self), tenant, conversation, left: false })
    }

    /// Returns once a place is free again after somebody was turned away.
    pub(super) async fn freed(&self) {
        self.freed.notified().await;
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A conversation's place; free again when this is dropped, also by a panic.
#[derive(Debug)]
pub(super) struct Place {
    places: Arc<Places>,
    tenant: TenantId,
    conversation: ConversationId,
    left: bool,
}

impl Place {
    /// Whose place it is.
    pub(super) fn conversation(&self) -> (TenantId, ConversationId) {
        (self.tenant, self.conversation)
    }

    /// Gives the place up, unless something came meanwhile: it may have come after the last
    /// look, so the place is there for one more.
    pub(super) fn leave(mut self) -> Option<Self> {
        let key = (self.tenant, self.conversation);
        {
            let mut taken = self.places.taken();
            match taken.get_mut(&key) {
                Some(asked @ Asked::Again) => *asked = Asked::Once,
                _ => {
                    taken.remove(&key);
                    self.left = true;
                }
            }
        }
        (!self.left).then_some(self)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // Once it was left, it may be another's.
        if !self.left {
            self.places.taken().remove(&(self.tenant, self.conversation));
        }
        if self.places.turned_away.swap(false, Ordering::Relaxed) {
            self.places.freed.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn conversation() -> ConversationId {
        ConversationId(Uuid::now_v7())
    }

    #[test]
    fn a_conversation_has_one_place() {
        let places = Places::new(4);
        let (tenant, conversation) = (TenantId(Uuid::now_v7()), conversation());
        let place = places.take(tenant, conversation);
        assert!(place.is_some());
        assert!(places.take(tenant, conversation).is_none());
        drop(place);
        assert!(places.take(tenant, conversation).is_some());
    }

    #[test]
    fn what_comes_while_a_conversation_is_let_go_is_looked_for_once_more() {
        let places = Places::new(4);
        let (tenant, conversation) = (TenantId(Uuid::now_v7()), conversation());
        let place = places.take_for_news(tenant, conversation).unwrap();
        assert!(places.take_for_news(tenant, conversation).is_none());
        let place = place.leave().expect("something came");
        assert!(place.leave().is_none(), "nothing more came");
        let next = places.take_for_news(tenant, conversation);
        assert!(next.is_some());
        assert!(places.take(tenant, conversation).is_none());
        assert!(next.unwrap().leave().is_none(), "a sweep brings nothing new");
    }

    #[test]
    fn the_last_quarter_is_for_others() {
        let places = Places::new(8);
        let (busy, other) = (TenantId(Uuid::now_v7()), TenantId(Uuid::now_v7()));
        let held: Vec<_> = (0..20).filter_map(|_| places.take(busy, conversation())).collect();
        assert_eq!(held.len(), 6);
        let first = places.take(other, conversation());
        assert!(first.is_some());
        assert!(places.take(other, conversation()).is_none(), "one of the reserved places each");
    }

    #[test]
    fn a_worker_with_one_place_works() {
        let places = Places::new(0);
        let tenant = TenantId(Uuid::now_v7());
        let place = places.take(tenant, conversation());
        assert!(place.is_some());
        assert!(places.take(tenant, conversation()).is_none());
    }

    #[tokio::test]
    async fn whoever_was_turned_away_is_told_of_a_free_place() {
        let places = Places::new(1);
        let tenant = TenantId(Uuid::now_v7());
        let place = places.take(tenant, conversation());
        assert!(places.take(tenant, conversation()).is_none());
        drop(place);
        places.freed().await;
    }
}
