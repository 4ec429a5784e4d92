//! One active instance per projection, and what becomes of the other.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::conversation::{Conversation, ConversationCommand, ConversationStarted};
use domain::{ConversationId, MemberId};
use eventing::checkpoint::{self, LeaseError, ProjectionLease};
use eventing::{Database, DbRole, Step};
use projector::{Error, Projector};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::support::World;

/// Longer than a test: a lease runs out only when [`expire`] says so.
const LONG: Duration = Duration::from_secs(600);

fn start(member_id: MemberId) -> Step {
    let conversation_id = ConversationId(Uuid::now_v7());
    let command = ConversationStarted { conversation_id, member_id };
    Step::new::<Conversation>(conversation_id, ConversationCommand::StartConversation(command))
}

async fn acquire(world: &World, holder: Uuid) -> Option<ProjectionLease> {
    ProjectionLease::acquire(&world.system, "roster", 1, holder, LONG).await.unwrap()
}

async fn expires_at(world: &World, projection: &str) -> DateTime<Utc> {
    sqlx::query_scalar("SELECT expires_at FROM checkpoints WHERE projection = $1")
        .bind(projection)
        .fetch_one(world.system.pool())
        .await
        .unwrap()
}

/// Lets the lease run out now, as if its time had passed.
async fn expire(world: &World, projection: &str) {
    sqlx::query("UPDATE checkpoints SET expires_at = '-infinity' WHERE projection = $1")
        .bind(projection)
        .execute(world.system.pool())
        .await
        .unwrap();
}

#[tokio::test]
async fn an_expired_lease_changes_hands_and_its_loser_writes_nothing() {
    let world = World::new().await;
    let (one, two) = (Uuid::new_v4(), Uuid::new_v4());
    let mine = acquire(&world, one).await.unwrap();
    assert_eq!((mine.epoch, mine.position), (1, 0));
    assert_eq!(acquire(&world, two).await, None);
    let before = expires_at(&world, "roster").await;
    mine.renew(&world.system).await.unwrap();
    assert!(expires_at(&world, "roster").await > before, "renewed");
    assert_eq!(acquire(&world, two).await, None);
    expire(&world, "roster").await;
    let theirs = acquire(&world, two).await.unwrap();
    assert_eq!(theirs.epoch, 2);
    let mut tx = world.system.pool().begin().await.unwrap();
    theirs.advance(&mut tx, 0, 5).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = world.system.pool().begin().await.unwrap();
    sqlx::query("DELETE FROM shifts").execute(&mut *tx).await.unwrap();
    assert!(matches!(mine.advance(&mut tx, 0, 3).await, Err(LeaseError::Lost)));
    assert!(matches!(mine.advance(&mut tx, 5, 6).await, Err(LeaseError::Lost)));
    tx.rollback().await.unwrap();
    assert!(matches!(mine.renew(&world.system).await, Err(LeaseError::Lost)));
    mine.release(&world.system).await.unwrap();
    assert_eq!(acquire(&world, one).await, None, "a loser's release is no release");
    // The right position counts too, even with the right epoch.
    let mut tx = world.system.pool().begin().await.unwrap();
    assert!(matches!(theirs.advance(&mut tx, 4, 6).await, Err(LeaseError::Lost)));
    tx.rollback().await.unwrap();
    theirs.release(&world.system).await.unwrap();
    let again = acquire(&world, one).await.unwrap();
    assert_eq!((again.epoch, again.position), (3, 5));
    assert_eq!(acquire(&world, one).await.unwrap().epoch, 4, "its own holder may take it again");
}

#[tokio::test]
async fn nobody_gets_the_lease_of_a_generation_that_is_not_there_any_more() {
    let world = World::new().await;
    world.append(start(world.member)).await;
    world.project().await;
    let projector = world.projector();
    let options = projector::Options::default();
    assert_eq!(projector.rebuild("roster", options, |_| ()).await.unwrap(), 2);
    // Somebody who looked before the tables changed places asks now.
    assert_eq!(acquire(&world, Uuid::new_v4()).await, None);
    let left: Vec<i32> =
        sqlx::query_scalar("SELECT generation FROM checkpoints WHERE projection = 'roster'")
            .fetch_all(world.system.pool())
            .await
            .unwrap();
    assert_eq!(left, [2]);
}

#[tokio::test]
async fn two_instances_share_the_work_without_doing_it_twice() {
    let world = World::new().await;
    let instance = || {
        let mut config = world.config();
        config.lease = Duration::from_millis(600);
        let (projector, stop) = (Projector::new(config).unwrap(), CancellationToken::new());
        let stopped = stop.clone();
        (tokio::spawn(async move { projector.run(stopped).await }), stop)
    };
    let (first, stop_first) = instance();
    let (second, stop_second) = instance();
    let mut last = 0;
    for n in 0..60 {
        last = world.append(start(world.member)).await;
        if n == 30 {
            stop_first.cancel();
        }
    }
    first.await.unwrap().unwrap();
    let soon = Duration::from_secs(10);
    assert!(checkpoint::wait_for(&world.system, &world.signals, &[], last, soon).await.unwrap());
    assert_eq!(world.rows("conversations").await.len(), 60);
    assert_eq!(world.parked().await, vec![]);
    assert!(world.status("conversations").await.held);
    stop_second.cancel();
    second.await.unwrap().unwrap();
    assert!(!world.status("conversations").await.held);
}

#[tokio::test]
async fn an_instance_that_stalls_is_replaced_and_notices() {
    let world = World::new().await;
    world.append(start(world.member)).await;
    // Somebody took the lease and stands still.
    let stalled = ProjectionLease::acquire(&world.system, "conversations", 1, Uuid::new_v4(), LONG)
        .await
        .unwrap()
        .unwrap();
    assert!(
        matches!(world.projector().run_until_idle().await, Err(Error::Held(name)) if name == "conversations")
    );
    expire(&world, "conversations").await;
    world.project().await;
    assert_eq!(world.rows("conversations").await.len(), 1);
    let mut tx = world.system.pool().begin().await.unwrap();
    assert!(matches!(stalled.advance(&mut tx, 0, 1).await, Err(LeaseError::Lost)));
}

#[tokio::test]
async fn readers_can_wait_for_their_writes() {
    let world = World::new().await;
    let api = Database::connect(&world.db.url(), DbRole::Api, 2).await.unwrap();
    let position = world.append(start(world.member)).await;
    let wait = async |projections: &[&str], millis| {
        let at_most = Duration::from_millis(millis);
        checkpoint::wait_for(&api, &world.signals, projections, position, at_most).await.unwrap()
    };
    assert!(!wait(&[], 30).await);
    let (projector, stop) = (world.projector(), CancellationToken::new());
    let stopped = stop.clone();
    let running = tokio::spawn(async move { projector.run(stopped).await });
    assert!(wait(&["conversations"], 5000).await);
    assert!(wait(&[], 5000).await);
    let status = world.status("conversations").await;
    assert_eq!(
        (status.position, status.head, status.generation),
        (position as i64, position as i64, 1)
    );
    stop.cancel();
    running.await.unwrap().unwrap();
}

#[tokio::test]
async fn only_the_systems_role_will_do() {
    let world = World::new().await;
    let mut config = world.config();
    config.database = Database::connect(&world.db.url(), DbRole::Api, 1).await.unwrap();
    assert!(matches!(Projector::new(config), Err(Error::WrongRole)));
}
