//! Appending and loading, one rule a test.

use std::time::Instant;

use domain::conversation::Conversation;
use domain::{Actor, ErrorClass, Event};
use eventing::StoreError;
use eventing::sealing::LOOK_EVERY;
use serde_json::json;
use uuid::Uuid;

use crate::support::{Person, World};

#[tokio::test]
async fn a_command_is_acknowledged_with_its_position_and_read_back() {
    let world = World::new().await;
    let luigi = Person::new();
    let first = world.store.execute(luigi.request(), vec![luigi.start()]).await.unwrap();
    let second = world.store.execute(luigi.request(), vec![luigi.say("hello")]).await.unwrap();
    assert_eq!((first.position, second.position), (1, 2));

    let loaded =
        world.store.load::<Conversation>(luigi.tenant, luigi.conversation.0).await.unwrap();
    assert_eq!(loaded.sequence, 2);
    let batch = world.reader.read(0, 100, &["Conversation"]).await.unwrap();
    assert_eq!(batch.through, 2);
    let Event::Conversation(domain::conversation::ConversationEvent::MessageSent(sent)) =
        batch.events[1].decode().unwrap()
    else {
        panic!("not a message")
    };
    assert_eq!(sent.text.known().map(String::as_str), Some("hello"));
}

#[tokio::test]
async fn the_end_of_a_stream_is_read_without_its_beginning() {
    let world = World::new().await;
    let luigi = Person::new();
    world.store.execute(luigi.request(), vec![luigi.start()]).await.unwrap();
    for text in ["one", "two", "three"] {
        world.store.execute(luigi.request(), vec![luigi.say(text)]).await.unwrap();
    }
    let recent = async |count| {
        let (tenant, id) = (luigi.tenant, luigi.conversation.0);
        world.store.recent::<Conversation>(tenant, id, count).await.unwrap()
    };
    let loaded =
        world.store.load::<Conversation>(luigi.tenant, luigi.conversation.0).await.unwrap();
    assert_eq!(recent(2).await, loaded.events[2..]);
    assert_eq!(recent(9).await, loaded.events);
    let other = world.store.recent::<Conversation>(luigi.tenant, Uuid::now_v7(), 9).await.unwrap();
    assert!(other.is_empty());
}

#[tokio::test]
async fn personal_text_is_not_in_the_events_table() {
    let world = World::new().await;
    let luigi = Person::new();
    world.store.execute(luigi.request(), vec![luigi.start()]).await.unwrap();
    world.store.execute(luigi.request(), vec![luigi.say("my blood type is AB")]).await.unwrap();
    let found: i64 =
        sqlx::query_scalar("SELECT count(*) FROM events WHERE payload::text LIKE '%blood%'")
            .fetch_one(world.db.admin_pool())
            .await
            .unwrap();
    assert_eq!(found, 0);
}

#[tokio::test]
async fn a_repeated_command_gives_the_first_result() {
    let world = World::new().await;
    let luigi = Person::new();
    let mut request = luigi.request();
    request.result = json!({"status": 201});
    request.fingerprint = vec![1];
    let first = world.store.execute(request.clone(), vec![luigi.start()]).await.unwrap();
    let again = world.store.execute(request.clone(), vec![luigi.start()]).await.unwrap();
    assert!(!first.repeated && again.repeated);
    assert_eq!((again.position, again.result), (first.position, json!({"status": 201})));

    request.fingerprint = vec![2];
    let other = world.store.execute(request, vec![luigi.start()]).await;
    assert!(matches!(other, Err(StoreError::KeyReused)));
}

#[tokio::test]
async fn an_expected_sequence_that_passed_is_a_conflict() {
    let world = World::new().await;
    let luigi = Person::new();
    world.store.execute(luigi.request(), vec![luigi.start().expecting(0)]).await.unwrap();
    let late = world.store.execute(luigi.request(), vec![luigi.say("x").expecting(0)]).await;
    assert!(matches!(late, Err(StoreError::Conflict { .. })));
    assert_eq!(world.reader.head().await.unwrap().position, 1);
}

#[tokio::test]
async fn steps_of_one_stream_are_decided_one_after_another_and_tell_their_own_cause() {
    let world = World::new().await;
    let luigi = Person::new();
    let cause = Uuid::now_v7();
    let reply = luigi.say("hello").because(Actor::Steward, cause);
    let steps = vec![luigi.start().expecting(0), reply, luigi.say("and more")];
    let outcome = world.store.execute(luigi.request(), steps).await.unwrap();
    assert_eq!(outcome.position, 3);
    let loaded = world.load(&luigi).await.unwrap();
    assert_eq!(loaded.sequence, 3);
    let causes: Vec<_> = loaded.events.into_iter().map(|event| event.metadata).collect();
    assert_eq!((&causes[1].actor, causes[1].causation_id), (&Actor::Steward, cause));
    assert_eq!(causes[0].actor, Actor::Member(luigi.member));
    assert_eq!(causes[2].causation_id, causes[0].causation_id);

    // Nothing of a unit is written when a later step of a stream is refused.
    let peach = Person::new();
    let stranger = Person { conversation: peach.conversation, ..luigi };
    let steps = vec![peach.start(), stranger.say("not mine")];
    let refused = world.store.execute(luigi.request(), steps).await;
    assert!(matches!(refused, Err(StoreError::Rejected { .. })), "{refused:?}");
    assert_eq!(world.reader.head().await.unwrap().position, 3);
}

#[tokio::test]
async fn a_unit_is_all_or_nothing_over_its_streams() {
    let world = World::new().await;
    let (luigi, peach) = (Person::new(), Person::new());
    let peach = Person { tenant: luigi.tenant, ..peach };
    // Peach has no conversation yet, so her part is refused, and with it Luigi's.
    let refused = world.store.execute(luigi.request(), vec![luigi.start(), peach.say("x")]).await;
    assert!(matches!(refused, Err(StoreError::Rejected { class: ErrorClass::Missing, .. })));
    assert_eq!(world.reader.head().await.unwrap().position, 0);

    let both =
        world.store.execute(luigi.request(), vec![luigi.start(), peach.start()]).await.unwrap();
    assert_eq!(both.position, 2);
}

#[tokio::test]
async fn text_that_postgres_cannot_hold_is_refused_before_it_is_queued() {
    let world = World::new().await;
    let luigi = Person::new();
    world.store.execute(luigi.request(), vec![luigi.start()]).await.unwrap();
    let refused = world.store.execute(luigi.request(), vec![luigi.say("a\0b")]).await;
    assert!(matches!(refused, Err(StoreError::Unstorable { .. })), "{refused:?}");
}

#[tokio::test]
async fn another_tenant_cannot_load_the_stream() {
    let world = World::new().await;
    let (luigi, john) = (Person::new(), Person::new());
    world.store.execute(luigi.request(), vec![luigi.start()]).await.unwrap();
    let loaded = world.store.load::<Conversation>(john.tenant, luigi.conversation.0).await.unwrap();
    assert_eq!(loaded.sequence, 0);

    use cqrs_es::persist::PersistedEventRepository;
    let foreign = format!("{}/{}", luigi.tenant, luigi.conversation);
    assert!(
        world.store.repository(john.tenant).get_events::<Conversation>(&foreign).await.is_err()
    );
}

#[tokio::test]
async fn an_erased_member_is_unreadable_and_cannot_be_written_about() {
    let world = World::new().await;
    let luigi = Person::new();
    world.store.execute(luigi.request(), vec![luigi.start()]).await.unwrap();
    world.store.execute(luigi.request(), vec![luigi.say("secret")]).await.unwrap();
    sqlx::query("SELECT erase_member_key($1, $2)")
        .bind(luigi.tenant.0)
        .bind(luigi.member.0)
        .execute(world.db.admin_pool())
        .await
        .unwrap();
    // A ring that has not cached the key, as after 60 s or in another process.
    let store = World::store_on(&world.db, &world.key).await;
    let loaded = store.load::<Conversation>(luigi.tenant, luigi.conversation.0).await.unwrap();
    assert!(loaded.events[1].payload().to_string().contains("$erased"));
    let refused = store.execute(luigi.request(), vec![luigi.say("again")]).await;
    assert!(matches!(refused, Err(StoreError::Erased)), "{refused:?}");
    // The ring that has it in memory looks, and forgets it.
    let deadline = Instant::now() + 3 * LOOK_EVERY;
    loop {
        let loaded =
            world.store.load::<Conversation>(luigi.tenant, luigi.conversation.0).await.unwrap();
        if loaded.events[1].payload().to_string().contains("$erased") {
            break;
        }
        assert!(Instant::now() < deadline, "a destroyed key is still used");
    }
    let refused = world.store.execute(luigi.request(), vec![luigi.say("again")]).await;
    assert!(matches!(refused, Err(StoreError::Erased)), "{refused:?}");
}
