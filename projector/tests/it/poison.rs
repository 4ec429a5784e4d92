//! An event that cannot be applied stops its own stream and nothing else.

use domain::conversation::{Conversation, ConversationCommand, ConversationStarted, MessageSent};
use domain::{ConversationId, MemberId, MessageId, Personal, TurnId};
use eventing::Step;
use projector::{Error, Options};
use serde_json::json;
use uuid::Uuid;

use crate::support::World;

fn start(conversation_id: ConversationId, member_id: MemberId) -> Step {
    let command = ConversationStarted { conversation_id, member_id };
    Step::new::<Conversation>(conversation_id, ConversationCommand::StartConversation(command))
}

fn say(conversation: ConversationId, member_id: MemberId, message_id: MessageId) -> Step {
    let text = Personal::of(member_id, "secret words".to_owned());
    let command = MessageSent { message_id, member_id, text, turn_id: TurnId::of(message_id, 1) };
    Step::new::<Conversation>(conversation, ConversationCommand::SendMessage(command))
}

#[tokio::test]
async fn a_row_that_the_database_refuses() {
    let world = World::new().await;
    let (good, bad) = (ConversationId(Uuid::now_v7()), ConversationId(Uuid::now_v7()));
    let message = MessageId(Uuid::now_v7());
    world.append(start(good, world.member)).await;
    world.append(start(bad, world.member)).await;
    world.append(say(good, world.member, message)).await;
    // The same id in another conversation: no rule of the log forbids it, the key does.
    let poison = world.append(say(bad, world.member, message)).await;
    let behind = world.append(say(bad, world.member, MessageId(Uuid::now_v7()))).await;
    world.append(say(good, world.member, MessageId(Uuid::now_v7()))).await;
    world.project().await;
    assert_eq!(world.rows("conversations").await.len(), 2);
    assert_eq!(world.rows("messages").await.len(), 2);
    let parked = world.parked().await;
    let positions: Vec<_> = parked.iter().map(|letter| letter.position as u64).collect();
    assert_eq!(positions, [poison, behind]);
    assert_eq!(parked[0].reason, "the database refuses it with 23505 messages messages_pkey");
    assert_eq!(parked[1].reason, "an earlier event of its stream is parked");
    assert_eq!(parked[0].event_type, "MessageSent");

    // Later batches keep the order, and everything else goes on.
    let later = world.append(say(bad, world.member, MessageId(Uuid::now_v7()))).await;
    world.append(say(good, world.member, MessageId(Uuid::now_v7()))).await;
    world.project().await;
    assert_eq!(world.parked().await.last().unwrap().position as u64, later);
    assert_eq!(world.rows("messages").await.len(), 3);

    // Trying again without a remedy changes nothing but the count.
    let projector = world.projector();
    assert_eq!(projector.retry_parked("conversations").await.unwrap(), 0);
    let letters = world.parked().await;
    assert_eq!(letters.iter().map(|letter| letter.attempts).collect::<Vec<_>>(), [2, 1, 1]);
    sqlx::query("DELETE FROM messages WHERE message_id = $1")
        .bind(message.0)
        .execute(world.db.admin_pool())
        .await
        .unwrap();
    assert_eq!(projector.retry_parked("conversations").await.unwrap(), 3);
    assert_eq!(world.parked().await, vec![]);
    assert_eq!(world.rows("messages").await.len(), 5);
    world.append(say(bad, world.member, MessageId(Uuid::now_v7()))).await;
    world.project().await;
    assert_eq!(world.rows("messages").await.len(), 6);
}

#[tokio::test]
async fn events_that_no_build_knows_or_that_cannot_be_opened() {
    let world = World::new().await;
    let good = ConversationId(Uuid::now_v7());
    world.append(start(good, world.member)).await;
    let ids: Vec<Uuid> = (0..4).map(|_| Uuid::new_v4()).collect();
    world
        .inject(
            "Conversation",
            ids[0],
            1,
            "ConversationSung",
            r#"{"ConversationSung":{"song":"secret words"}}"#,
        )
        .await;
    world
        .inject(
            "Conversation",
            ids[1],
            1,
            "ConversationStarted",
            r#"{"ConversationStarted":{"member_id":"secret words"}}"#,
        )
        .await;
    let sealed = format!(
        r#"{{"MessageSent":{{"text":{{"$sealed":{{"about":["{}"],"v":1}}}}}}}}"#,
        world.member
    );
    world.inject("Conversation", ids[2], 1, "MessageSent", &sealed).await;
    world.inject("Elsewhere", ids[3], 1, "Whatever", "{}").await;
    world.append(say(good, world.member, MessageId(Uuid::now_v7()))).await;
    world.project().await;
    assert_eq!(world.rows("messages").await.len(), 1);
    let parked = world.parked().await;
    assert_eq!(parked.len(), 3, "{parked:#?}");
    assert!(parked.iter().all(|letter| !letter.reason.contains("secret")), "{parked:#?}");
    assert!(parked.iter().all(|letter| letter.consumer == "conversations"));
}

#[tokio::test]
async fn a_rebuild_does_not_end_short_of_what_is_there() {
    let world = World::new().await;
    let conversation = ConversationId(Uuid::now_v7());
    world.append(start(conversation, world.member)).await;
    let spoilt = world.append(say(conversation, world.member, MessageId(Uuid::now_v7()))).await;
    world.append(say(conversation, world.member, MessageId(Uuid::now_v7()))).await;
    world.project().await;
    let before = world.dump().await;
    let mut superuser = world.db.admin_pool().begin().await.unwrap();
    for sql in [
        "ALTER TABLE events DISABLE TRIGGER append_only",
        "UPDATE events SET payload = replace(payload::text, '\"c\":\"', '\"c\":\"AAAA')::json \
         WHERE event_type = 'MessageSent' AND position = (SELECT min(position) FROM events WHERE event_type = 'MessageSent')",
        "ALTER TABLE events ENABLE TRIGGER append_only",
    ] {
        sqlx::query(sql).execute(&mut *superuser).await.unwrap();
    }
    superuser.commit().await.unwrap();
    let refused =
        world.projector().rebuild("conversations", Options::default(), |_| ()).await.unwrap_err();
    let told = refused.to_string();
    let expected =
        format!("the event at position {spoilt} was applied once and cannot be any more");
    assert!(told.starts_with(&expected), "{told}");
    assert_eq!(world.dump().await, before);

    // What the live tables lack as well keeps nobody from rebuilding.
    let other = Uuid::new_v4();
    world.inject("Elsewhere", other, 1, "Whatever", "{}").await;
    world.inject("Roster", other, 2, "ShiftCancelled", r#"{"ShiftCancelled":{}}"#).await;
    world.project().await;
    assert_eq!(world.parked().await.len(), 1);
    assert_eq!(world.projector().rebuild("roster", Options::default(), |_| ()).await.unwrap(), 2);
    assert_eq!(world.parked().await.len(), 1);
}

#[tokio::test]
async fn a_change_without_its_row() {
    let world = World::new().await;
    let id = Uuid::new_v4();
    world
        .inject(
            "Roster",
            id,
            2,
            "ShiftCancelled",
            &format!(r#"{{"ShiftCancelled":{{"cancelled_by":"{}"}}}}"#, world.member),
        )
        .await;
    world.project().await;
    assert_eq!(world.parked().await[0].reason, "the row it changes is not there");
}

#[tokio::test]
async fn a_hole_in_the_log_is_never_skipped() {
    let world = World::new().await;
    world.append(start(ConversationId(Uuid::now_v7()), world.member)).await;
    sqlx::query("UPDATE log_head SET position = position + 1")
        .execute(world.db.admin_pool())
        .await
        .unwrap();
    world.append(start(ConversationId(Uuid::now_v7()), world.member)).await;
    let error = world.projector().run_until_idle().await.unwrap_err();
    assert!(error.to_string().contains("hole"), "{error}");
    assert!(world.status("conversations").await.position <= 1);
}

#[tokio::test]
async fn an_event_of_a_newer_build_is_left_to_it_and_never_parked() {
    let world = World::new().await;
    world.append(start(ConversationId(Uuid::now_v7()), world.member)).await;
    let id = Uuid::new_v4();
    let payload =
        format!(r#"{{"ConversationStarted":{{"conversation_id":"{id}","member_id":"{id}"}}}}"#);
    let newer = ("ConversationStarted", "9");
    world.inject_version("Conversation", id, 1, newer, &payload).await;
    let error = world.projector().run_until_idle().await.unwrap_err().to_string();
    assert!(error.contains("ConversationStarted has version 9 there"), "{error}");
    assert!(error.ends_with("a newer build has to do this"), "{error}");
    assert_eq!(world.parked().await, vec![]);
    assert_eq!(world.rows("conversations").await.len(), 0);
    // Others do not read it.
    assert_eq!(world.status("tasks").await.position, 2);
}

#[tokio::test]
async fn an_event_that_is_discarded_is_left_out_now_and_whenever_tables_are_made_anew() {
    let world = World::new().await;
    let (good, bad) = (ConversationId(Uuid::now_v7()), ConversationId(Uuid::now_v7()));
    let message = MessageId(Uuid::now_v7());
    world.append(start(good, world.member)).await;
    world.append(start(bad, world.member)).await;
    world.append(say(good, world.member, message)).await;
    let poison = world.append(say(bad, world.member, message)).await;
    let behind = world.append(say(bad, world.member, MessageId(Uuid::now_v7()))).await;
    let again = world.append(say(bad, world.member, message)).await;
    assert_eq!(again, behind, "a message that the conversation knows is no event");
    world.project().await;
    let projector = world.projector();
    let letters = world.parked().await;
    assert_eq!(
        letters.iter().map(|it| (it.first, it.behind)).collect::<Vec<_>>(),
        [(true, 1), (false, 0)]
    );

    // What is not parked, or waits behind another, is not discarded.
    let discard =
        async |position| projector.discard("conversations", position, "spoilt", "test").await;
    assert!(matches!(discard(1).await, Err(Error::NotParked { position: 1, .. })));
    assert!(matches!(discard(behind).await, Err(Error::NotFirst { first, .. }) if first == poison));
    let retried = projector.retry_stream("conversations", behind).await.unwrap();
    assert_eq!((retried.applied, retried.parked), (0, 2));

    let discarded = discard(poison).await.unwrap();
    assert_eq!((discarded.applied, discarded.parked), (1, 0));
    assert_eq!(world.parked().await, vec![]);
    assert_eq!(world.rows("messages").await.len(), 2);
    let kept = world.row("discarded_events").await;
    assert_eq!(kept["trouble"], "the database refuses it with 23505 messages messages_pkey");
    assert_eq!((&kept["reason"], &kept["discarded_by"]), (&json!("spoilt"), &json!("test")));

    // The rest of its stream goes on, and a rebuild makes the same rows.
    world.append(say(bad, world.member, MessageId(Uuid::now_v7()))).await;
    world.project().await;
    let before = world.dump().await;
    assert_eq!(before["messages"].len(), 3);
    let verified = projector.verify("conversations", Options::default(), |_| ()).await.unwrap();
    assert_eq!(verified.differences, 0, "{verified:#?}");
    projector.rebuild("conversations", Options::default(), |_| ()).await.unwrap();
    assert_eq!(world.dump().await, before);
    assert_eq!(world.parked().await, vec![]);
}
