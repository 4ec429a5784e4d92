//! The deployment key is changed beneath processes that go on.

use std::sync::Arc;
use std::sync::Mutex;

use domain::conversation::Conversation;
use eventing::{Database, DbRole, DeploymentKey, EventStore, KeyRing, Signals, StoreError};
use test_support::TestDb;

use crate::support::{Person, World};

async fn store(db: &TestDb, key: DeploymentKey) -> EventStore {
    let api = Database::connect(&db.url(), DbRole::Api, 4).await.unwrap();
    EventStore::start(api.clone(), KeyRing::new(api, key), Signals::local())
}

async fn words(store: &EventStore, of: &Person) -> Result<String, StoreError> {
    let loaded = store.load::<Conversation>(of.tenant, of.conversation.0).await?;
    Ok(loaded.events.last().unwrap().payload().to_string())
}

#[tokio::test]
async fn every_key_is_wrapped_anew_and_read_by_who_knows_both() {
    // given a process that asks for other keys, and people who said something
    let world = World::new().await;
    let (former, new) = (world.key.clone(), DeploymentKey::generate());
    let known = Arc::new(Mutex::new(Vec::new()));
    let asked = known.clone();
    let running =
        store(&world.db, former.clone().with_others(move || asked.lock().unwrap().clone())).await;
    let people = [Person::new(), Person::new(), Person::new()];
    for person in &people {
        running.execute(person.request(), vec![person.start()]).await.unwrap();
        running.execute(person.request(), vec![person.say("secret")]).await.unwrap();
    }
    // when the key is changed, and the process can know of it
    known.lock().unwrap().push(new.clone());
    let system = Database::connect(&world.db.url(), DbRole::System, 2).await.unwrap();
    let trusted = former.clone();
    let both = KeyRing::new(system.clone(), new.clone().with_others(move || vec![trusted.clone()]));
    let mut looked = 0;
    assert_eq!(both.rewrap(|| looked += 1).await.unwrap(), 3);
    assert_eq!(looked, 3);
    assert_eq!(both.rewrap(|| ()).await.unwrap(), 0, "once is enough");
    // then it reads and writes on, by what is in memory or not
    let again =
        store(&world.db, former.clone().with_others(move || known.lock().unwrap().clone())).await;
    for (store, person) in [(&running, &people[0]), (&again, &people[1])] {
        assert!(words(store, person).await.unwrap().contains("secret"));
        store.execute(person.request(), vec![person.say("more")]).await.unwrap();
    }
    // and the new key alone is enough, the former alone is not
    let after = store(&world.db, new).await;
    assert!(words(&after, &people[2]).await.unwrap().contains("secret"));
    let before = store(&world.db, former).await;
    assert!(words(&before, &people[2]).await.is_err());
}

#[tokio::test]
async fn a_key_that_is_destroyed_meanwhile_stays_destroyed() {
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
    let replaced: bool = sqlx::query_scalar("SELECT replace_wrapped_key($1, $2, '\\x00', '\\x01')")
        .bind(luigi.tenant.0)
        .bind(luigi.member.0)
        .fetch_one(world.db.admin_pool())
        .await
        .unwrap();
    assert!(!replaced);
}
