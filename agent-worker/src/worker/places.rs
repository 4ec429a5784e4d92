//! Places to work at: how many conversations at once, and whose.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::{ConversationId, TenantId};
use tokio::sync::Notify;

/// The places of one worker. The last quarter of them is for businesses that have none
/// yet, so that one busy business cannot keep the others waiting.
#[derive(Debug)]
pub(super) struct Places {
    total: usize,
    taken: Mutex<HashSet<(TenantId, ConversationId)>>,
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

    /// A place for a conversation, unless it has one or there is none for it now.
    pub(super) fn take(
        self: &Arc<Self>,
        tenant: TenantId,
        conversation: ConversationId,
    ) -> Option<Place> {
        let mut taken = self.taken();
        if taken.contains(&(tenant, conversation)) {
            return None;
        }
        let free = self.total.saturating_sub(taken.len());
        let has_some = taken.iter().any(|(other, _)| *other == tenant);
        if free == 0 || (free <= self.total / 4 && has_some) {
            self.turned_away.store(true, Ordering::Relaxed);
            return None;
        }
        taken.insert((tenant, conversation));
        Some(Place { places: Arc::clone(self), tenant, conversation })
    }

    /// Returns once a place is free again after somebody was turned away.
    pub(super) async fn freed(&self) {
        self.freed.notified().await;
    }

    fn taken(&self) -> MutexGuard<'_, HashSet<(TenantId, ConversationId)>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A conversation's place; free again when this is dropped, also by a panic.
#[derive(Debug)]
pub(super) struct Place {
    places: Arc<Places>,
    tenant: TenantId,
    conversation: ConversationId,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.taken().remove(&(self.tenant, self.conversation));
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
