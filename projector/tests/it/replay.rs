//! A range of the log, replayed into nothing or into live tables.

use domain::conversation::{Conversation, ConversationCommand, ConversationStarted, MessageSent};
use domain::{ConversationId, MessageId, Personal, TurnId};
use eventing::Step;
use projector::{Error, Replayed};
use serde_json::Value;
use uuid::Uuid;

use crate::support::World;

async fn talk(world: &World) -> ConversationId {
    let id = ConversationId(Uuid::now_v7());
    let started = ConversationStarted { conversation_id: id, member_id: world.member };
    let message_id = MessageId(Uuid::now_v7());
    let text = Personal::of(world.member, "secret words".to_owned());
    let turn_id = TurnId::of(message_id, 1);
    let sent = MessageSent { message_id, member_id: world.member, text, turn_id };
    let step = |command| Step::new::<Conversation>(id, command);
    world.append(step(ConversationCommand::StartConversation(started))).await;
    world.append(step(ConversationCommand::SendMessage(sent))).await;
    id
}

async fn replayed(world: &World, name: &str, after: u64, through: u64) -> Vec<Replayed> {
    let mut all = Vec::new();
    let projector = world.projector();
    let told = projector.replay::<Error>(name, after, through, |event| {
        all.push(event);
        Ok(())
    });
    assert_eq!(told.await.unwrap() as usize, all.len());
    all
}

#[tokio::test]
async fn what_events_do_is_told_without_words_and_nothing_is_written() {
    let world = World::new().await;
    let id = talk(&world).await;
    talk(&world).await;
    let told = replayed(&world, "conversations", 1, 3).await;
    assert_eq!(told.iter().map(|event| event.position).collect::<Vec<_>>(), [2, 3]);
    assert_eq!((told[0].event.as_str(), &told[0].problem), ("MessageSent", &None));
    assert_eq!(told[0].stream, format!("Conversation/{id}"));
    let row = &told[0].rows[0];
    assert_eq!((row.table, row.change, &row.columns["text"]), ("messages", "insert", &Value::Null));
    assert!(!serde_json::to_string(&told).unwrap().contains("secret"));
    assert_eq!(replayed(&world, "conversations", 0, 1_000).await.len(), 4);
    assert_eq!(replayed(&world, "tasks", 0, 4).await, vec![]);
    assert_eq!(world.rows("messages").await.len(), 0);
    assert_eq!(world.status("conversations").await.position, 0);
}

#[tokio::test]
async fn replayed_into_live_tables_rows_are_as_the_log_says() {
    let world = World::new().await;
    talk(&world).await;
    talk(&world).await;
    world.project().await;
    let before = world.dump().await;
    sqlx::query("DELETE FROM messages WHERE position = 4")
        .execute(world.db.admin_pool())
        .await
        .unwrap();
    let into = async |after, through| {
        world.projector().replay_into("conversations", after, through, |_, _| ()).await.unwrap()
    };
    assert_eq!(into(0, 2).await, 1);
    assert_ne!(world.dump().await, before, "the other stream is left alone");
    assert_eq!(into(3, 4).await, 1);
    assert_eq!(world.dump().await, before);
}
