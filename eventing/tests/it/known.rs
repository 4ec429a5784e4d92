//! Commands are decided on what is known from a moment ago; nothing may come of that when
//! another process appended meanwhile.

use domain::conversation::{
    Conversation, ConversationArchived, ConversationCommand, ConversationRestored,
};
use eventing::Step;
use serde_json::json;

use crate::support::{Person, World};

fn archive(person: &Person) -> Step {
    let archived = ConversationArchived { member_id: person.member };
    let command = ConversationCommand::ArchiveConversation(archived);
    Step::new::<Conversation>(person.conversation, command)
}

fn restore(person: &Person) -> Step {
    let restored = ConversationRestored { member_id: person.member };
    let command = ConversationCommand::RestoreConversation(restored);
    Step::new::<Conversation>(person.conversation, command)
}

#[tokio::test]
async fn what_is_satisfied_elsewhere_meanwhile_causes_no_event() {
    let world = World::new().await;
    let other = World::store_on(&world.db, &world.key).await;
    let luigi = Person::new();
    world.store.execute(luigi.request(), vec![luigi.start()]).await.unwrap();
    other.execute(luigi.request(), vec![archive(&luigi)]).await.unwrap();
    world.store.execute(luigi.request(), vec![archive(&luigi)]).await.unwrap();
    assert_eq!(world.load(&luigi).await.unwrap().sequence, 2);
}

#[tokio::test]
async fn what_seems_satisfied_but_is_not_any_more_is_done() {
    let world = World::new().await;
    let other = World::store_on(&world.db, &world.key).await;
    let luigi = Person::new();
    let steps = vec![luigi.start(), archive(&luigi)];
    world.store.execute(luigi.request(), steps).await.unwrap();
    other.execute(luigi.request(), vec![restore(&luigi)]).await.unwrap();
    world.store.execute(luigi.request(), vec![archive(&luigi)]).await.unwrap();
    assert_eq!(world.load(&luigi).await.unwrap().sequence, 4);
}

#[tokio::test]
async fn what_is_refused_on_what_was_known_is_decided_on_what_there_is() {
    let world = World::new().await;
    let other = World::store_on(&world.db, &world.key).await;
    let luigi = Person::new();
    world.store.execute(luigi.request(), vec![luigi.start()]).await.unwrap();
    other.execute(luigi.request(), vec![luigi.say("a"), luigi.say("b")]).await.unwrap();
    // The process knows sequence 1; the command asks for 3, which is right.
    let said = world.store.execute(luigi.request(), vec![luigi.say("c").expecting(3)]).await;
    assert_eq!(said.unwrap().position, 4);
}

#[tokio::test]
async fn a_repeated_command_that_would_be_refused_now_gives_its_first_result() {
    let world = World::new().await;
    let luigi = Person::new();
    world.store.execute(luigi.request(), vec![luigi.start()]).await.unwrap();
    let mut request = luigi.request();
    request.result = json!({"status": 202});
    let step = luigi.say("once").expecting(1);
    let first = world.store.execute(request.clone(), vec![step.clone()]).await.unwrap();
    world.store.execute(luigi.request(), vec![luigi.say("more")]).await.unwrap();
    let again = world.store.execute(request, vec![step]).await.unwrap();
    assert!(again.repeated);
    assert_eq!((again.position, again.result), (first.position, json!({"status": 202})));
}
