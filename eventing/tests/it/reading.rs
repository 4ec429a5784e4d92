//! The log's reader: in order, without a hole, and never past one.

use domain::TenantId;
use eventing::{DeploymentKey, LogError, StoreError};
use sqlx::{Connection, Executor, PgConnection};

use crate::support::{Person, World};

/// A log with a conversation of `messages` messages.
async fn log_of(messages: usize) -> (World, Person) {
    let world = World::new().await;
    let luigi = Person::new();
    world.store.execute(luigi.request(), vec![luigi.start()]).await.unwrap();
    for _ in 0..messages {
        world.store.execute(luigi.request(), vec![luigi.say("hello")]).await.unwrap();
    }
    (world, luigi)
}

/// What only a superuser can do who switches the log's triggers off.
async fn tamper(world: &World, statement: &str) {
    let mut admin = PgConnection::connect(&world.db.admin_url()).await.unwrap();
    admin.execute("SET session_replication_role = replica").await.unwrap();
    admin.execute(statement).await.unwrap();
    admin.close().await.unwrap();
}

#[tokio::test]
async fn a_log_is_read_in_pieces_without_gap_or_overlap() {
    let (world, _) = log_of(24).await;
    let mut seen = Vec::new();
    let mut through = 0;
    loop {
        let batch = world.reader.read(through, 7, &["Conversation"]).await.unwrap();
        if batch.through == through {
            break;
        }
        through = batch.through;
        seen.extend(batch.events.into_iter().map(|event| event.position));
    }
    assert_eq!(seen, (1..=25).collect::<Vec<_>>());
}

#[tokio::test]
async fn types_that_are_not_wanted_are_passed_over_unopened() {
    let (world, _) = log_of(2).await;
    let batch = world.reader.read(0, 10, &["Turn"]).await.unwrap();
    assert_eq!((batch.events.len(), batch.through), (0, 3));
    let envelopes = world.reader.envelopes(0, 10).await.unwrap();
    assert!(envelopes.events.iter().all(|event| event.payload().is_null()));
    assert_eq!((envelopes.events.len(), envelopes.through), (3, 3));
}

#[tokio::test]
async fn a_hole_is_reported_and_never_skipped() {
    let (world, _) = log_of(4).await;
    tamper(&world, "DELETE FROM events WHERE position = 3").await;
    for only in [&["Conversation"][..], &["Turn"], &[]] {
        let hole = world.reader.read(0, 100, only).await;
        assert!(matches!(hole, Err(LogError::Hole { expected: 3, found: 4 })), "{hole:?}");
    }
    let hole = world.reader.envelopes(2, 1).await;
    assert!(matches!(hole, Err(LogError::Hole { expected: 3, found: 4 })), "{hole:?}");
    assert_eq!(world.reader.read(0, 2, &[]).await.unwrap().through, 2);
}

#[tokio::test]
async fn a_log_that_lost_its_end_is_reported_too() {
    let (world, _) = log_of(4).await;
    assert_eq!(world.reader.read(5, 10, &[]).await.unwrap().through, 5);
    tamper(&world, "DELETE FROM events WHERE position >= 4").await;
    assert_eq!(world.reader.read(0, 100, &[]).await.unwrap().through, 3);
    let hole = world.reader.read(3, 100, &[]).await;
    assert!(matches!(hole, Err(LogError::Hole { expected: 4, .. })), "{hole:?}");
}

#[tokio::test]
async fn a_text_that_was_moved_to_another_event_does_not_open() {
    let (world, luigi) = log_of(2).await;
    tamper(
        &world,
        "UPDATE events SET payload = (SELECT payload FROM events WHERE position = 2) \
         WHERE position = 3",
    )
    .await;
    let read = world.reader.read(0, 100, &["Conversation"]).await;
    assert!(matches!(read, Err(LogError::Unreadable { position: 3, .. })), "{read:?}");
    let loaded = world.load(&luigi).await;
    assert!(matches!(loaded, Err(StoreError::Corrupt(_))), "{loaded:?}");
}

#[tokio::test]
async fn a_text_of_another_deployment_key_says_so() {
    let (world, luigi) = log_of(1).await;
    let other = World::store_on(&world.db, &DeploymentKey::generate()).await;
    let refused = other.execute(luigi.request(), vec![luigi.say("hello")]).await;
    let Err(StoreError::Corrupt(reason)) = refused else { panic!("{refused:?}") };
    assert!(reason.contains("was the key file replaced?"), "{reason}");
    assert_eq!(world.reader.head().await.unwrap().position, 2);
}

#[tokio::test]
async fn nothing_of_a_tenant_is_read_under_another() {
    let (world, luigi) = log_of(1).await;
    let elsewhere = Person { tenant: TenantId(uuid::Uuid::now_v7()), ..luigi };
    assert_eq!(world.load(&elsewhere).await.unwrap().sequence, 0);
}
