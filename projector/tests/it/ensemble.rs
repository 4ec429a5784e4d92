//! Projections that have caught up move together, and what concerns one stops that one alone.

use std::time::Duration;

use domain::conversation::{Conversation, ConversationCommand, ConversationStarted, MessageSent};
use domain::{ConversationId, MessageId, Personal, TurnId};
use eventing::Step;
use eventing::checkpoint::{self, ProjectionLease};
use projector::PROJECTIONS;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::support::World;

const LONG: Duration = Duration::from_secs(30);

fn start(world: &World) -> (ConversationId, Step) {
    let conversation_id = ConversationId(Uuid::now_v7());
    let command = ConversationStarted { conversation_id, member_id: world.member };
    let command = ConversationCommand::StartConversation(command);
    (conversation_id, Step::new::<Conversation>(conversation_id, command))
}

fn say(world: &World, conversation: ConversationId, message_id: MessageId) -> Step {
    let (member_id, turn_id) = (world.member, TurnId::of(message_id, 1));
    let text = Personal::of(member_id, "secret words".to_owned());
    let command = MessageSent { message_id, member_id, text, turn_id };
    Step::new::<Conversation>(conversation, ConversationCommand::SendMessage(command))
}

/// Everything but one.
fn others(than: &str) -> Vec<&'static str> {
    PROJECTIONS.iter().map(|projection| projection.name).filter(|name| *name != than).collect()
}

struct Running<'a> {
    world: &'a World,
    stop: CancellationToken,
    work: JoinHandle<Result<(), projector::Error>>,
}

impl<'a> Running<'a> {
    fn start(world: &'a World) -> Self {
        let (projector, stop) = (world.projector(), CancellationToken::new());
        let stopped = stop.clone();
        Self { world, stop, work: tokio::spawn(async move { projector.run(stopped).await }) }
    }

    async fn reach(&self, projections: &[&str], position: u64) {
        let World { system, signals, .. } = self.world;
        let reached = checkpoint::wait_for(system, signals, projections, position, LONG).await;
        assert!(reached.unwrap(), "{projections:?} did not reach {position}");
    }

    async fn end(self) {
        self.stop.cancel();
        self.work.await.unwrap().unwrap();
    }
}

/// How often checkpoints were committed since, by the transactions that did it.
async fn commits(world: &World) -> usize {
    let all: Vec<i64> = sqlx::query_scalar("SELECT DISTINCT xmin::text::bigint FROM checkpoints")
        .fetch_all(world.db.admin_pool())
        .await
        .unwrap();
    all.len()
}

#[tokio::test]
async fn those_that_have_caught_up_are_committed_together() {
    let world = World::new().await;
    let running = Running::start(&world);
    running.reach(&[], world.append(start(&world).1).await).await;
    let mut together = false;
    // Some may still be on their way into the ensemble.
    for _ in 0..50 {
        running.reach(&[], world.append(start(&world).1).await).await;
        together = together || commits(&world).await == 1;
    }
    assert!(together, "one transaction moves all checkpoints");
    assert_eq!(world.rows("conversations").await.len(), 51);
    running.end().await;
    assert!(!world.status("conversations").await.held, "leases are given back");
}

#[tokio::test]
async fn an_event_that_does_not_fit_parks_its_stream_and_stops_nobody_else() {
    let world = World::new().await;
    let running = Running::start(&world);
    let ((good, one), (bad, other)) = (start(&world), start(&world));
    let message = MessageId(Uuid::now_v7());
    world.append(one).await;
    world.append(other).await;
    running.reach(&[], world.append(say(&world, good, message)).await).await;
    // The same id in another conversation: no rule of the log forbids it, the key does.
    let poison = world.append(say(&world, bad, message)).await;
    running.reach(&[], poison).await;
    let behind = world.append(say(&world, bad, MessageId(Uuid::now_v7()))).await;
    let last = world.append(say(&world, good, MessageId(Uuid::now_v7()))).await;
    running.reach(&[], last).await;
    let parked: Vec<_> = world.parked().await.iter().map(|letter| letter.position as u64).collect();
    assert_eq!(parked, [poison, behind]);
    assert_eq!(world.rows("messages").await.len(), 2);
    running.end().await;
}

#[tokio::test]
async fn one_whose_checkpoint_is_held_does_not_keep_the_others_waiting() {
    let world = World::new().await;
    let running = Running::start(&world);
    running.reach(&[], world.append(start(&world).1).await).await;
    let mut tx = world.db.admin_pool().begin().await.unwrap();
    sqlx::query("SELECT FROM checkpoints WHERE projection = 'conversations' FOR UPDATE")
        .execute(&mut *tx)
        .await
        .unwrap();
    let position = world.append(start(&world).1).await;
    running.reach(&others("conversations"), position).await;
    assert_eq!(world.rows("conversations").await.len(), 1);
    tx.rollback().await.unwrap();
    running.reach(&["conversations"], position).await;
    assert_eq!(world.rows("conversations").await.len(), 2);
    running.end().await;
}

#[tokio::test]
async fn one_whose_lease_was_taken_is_left_to_its_new_holder() {
    let world = World::new().await;
    let running = Running::start(&world);
    running.reach(&[], world.append(start(&world).1).await).await;
    // As if it had stalled, and somebody else had come.
    sqlx::query(
        "UPDATE checkpoints SET expires_at = '-infinity' WHERE projection = 'conversations'",
    )
    .execute(world.system.pool())
    .await
    .unwrap();
    let taken = ProjectionLease::acquire(&world.system, "conversations", 1, Uuid::new_v4(), LONG);
    let taken = taken.await.unwrap();
    let position = world.append(start(&world).1).await;
    running.reach(&others("conversations"), position).await;
    if let Some(lease) = taken {
        assert_eq!(world.rows("conversations").await.len(), 1, "its former holder writes nothing");
        lease.release(&world.system).await.unwrap();
    }
    running.reach(&["conversations"], position).await;
    assert_eq!(world.rows("conversations").await.len(), 2);
    running.end().await;
}
