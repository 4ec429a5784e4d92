//! Conversation leases: one holder, until it releases or vanishes.

use std::time::Duration;

use eventing::lease::ConversationLease;
use eventing::{Database, DbRole};
use uuid::Uuid;

use crate::support::{Person, World, eventually};

const MINUTE: Duration = Duration::from_secs(60);
const MOMENT: Duration = Duration::from_millis(1);

/// A conversation, and workers who want it.
struct Place {
    /// Keeps the database.
    _world: World,
    database: Database,
    luigi: Person,
}

impl Place {
    async fn new() -> Self {
        let world = World::new().await;
        let database = Database::connect(&world.db.url(), DbRole::Worker, 4).await.unwrap();
        Self { _world: world, database, luigi: Person::new() }
    }

    /// Another worker tries to take the conversation.
    async fn take(&self, ttl: Duration) -> Option<ConversationLease> {
        let Person { tenant, conversation, .. } = self.luigi;
        ConversationLease::acquire(&self.database, tenant, conversation, Uuid::now_v7(), ttl)
            .await
            .unwrap()
    }

    /// Another worker takes it once the present lease has run out.
    async fn take_over(&self, ttl: Duration) -> ConversationLease {
        let taken = std::cell::Cell::new(None);
        eventually("the lease runs out", async || {
            taken.set(self.take(ttl).await);
            let lease = taken.take();
            let got = lease.is_some();
            taken.set(lease);
            got
        })
        .await;
        taken.take().unwrap()
    }

    async fn renew(&self, lease: &ConversationLease, ttl: Duration, turn: Uuid) -> bool {
        lease.renew(&self.database, ttl, turn).await.unwrap()
    }
}

#[tokio::test]
async fn one_worker_holds_a_conversation() {
    let place = Place::new().await;
    let lease = place.take(MINUTE).await.unwrap();
    assert_eq!((lease.epoch, lease.crashes, lease.working_on), (1, 0, None));
    assert_eq!(place.take(MINUTE).await, None);
    assert!(place.renew(&lease, MINUTE, Uuid::now_v7()).await);
}

#[tokio::test]
async fn of_many_who_ask_at_once_one_gets_it() {
    let place = Place::new().await;
    let all = futures::future::join_all((0..8).map(|_| place.take(MINUTE))).await;
    assert_eq!(all.iter().flatten().count(), 1);
}

#[tokio::test]
async fn other_conversations_are_free() {
    let place = Place::new().await;
    place.take(MINUTE).await.unwrap();
    let other = Place { luigi: Person::new(), ..place };
    assert!(other.take(MINUTE).await.is_some());
}

#[tokio::test]
async fn a_released_lease_is_free_at_once_and_its_epoch_grows() {
    let place = Place::new().await;
    let lease = place.take(MINUTE).await.unwrap();
    assert!(place.renew(&lease, MINUTE, Uuid::now_v7()).await);
    lease.release(&place.database).await.unwrap();
    let next = place.take(MINUTE).await.unwrap();
    assert_eq!((next.epoch, next.crashes, next.working_on), (2, 0, None));
}

#[tokio::test]
async fn who_lost_the_lease_can_neither_renew_nor_release_it() {
    let place = Place::new().await;
    let lost = place.take(MOMENT).await.unwrap();
    let held = place.take_over(MINUTE).await;
    assert_eq!(held.epoch, 2);
    assert!(!place.renew(&lost, MINUTE, Uuid::now_v7()).await);
    lost.release(&place.database).await.unwrap();
    assert_eq!(place.take(MINUTE).await, None);
    assert!(place.renew(&held, MINUTE, Uuid::now_v7()).await);
}

#[tokio::test]
async fn holders_who_vanish_at_one_turn_are_counted() {
    let place = Place::new().await;
    let turn = Uuid::now_v7();
    let mut lease = place.take(MOMENT).await.unwrap();
    for crashes in 0..3 {
        assert_eq!(lease.crashes, crashes);
        assert!(place.renew(&lease, MOMENT, turn).await);
        lease = place.take_over(MOMENT).await;
        assert_eq!(lease.working_on, Some(turn));
    }
    // A holder that goes on to another turn begins anew.
    assert_eq!(lease.crashes, 3);
    let next = Uuid::now_v7();
    assert!(place.renew(&lease, MOMENT, next).await);
    lease = place.take_over(MOMENT).await;
    assert_eq!((lease.crashes, lease.working_on), (1, Some(next)));
}

#[tokio::test]
async fn a_holder_that_worked_on_nothing_did_not_crash() {
    let place = Place::new().await;
    place.take(MOMENT).await.unwrap();
    let lease = place.take_over(MINUTE).await;
    assert_eq!((lease.crashes, lease.working_on), (0, None));
}
