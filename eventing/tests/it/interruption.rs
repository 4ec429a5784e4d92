//! Connections that are lost in the middle of a commit, and a database that is gone.

use std::cell::Cell;
use std::time::Duration;

use eventing::{CommandRequest, Database, DbRole, EventStore, KeyRing, Outcome, Signals, Step};
use eventing::{LogReader, StoreError};
use futures::future::join_all;
use serde_json::json;

use crate::proxy::Proxy;
use crate::support::{Person, World};

/// Repeats a command, as a client does, until it is acknowledged.
async fn insist(store: &EventStore, request: CommandRequest, step: Step) -> Outcome {
    for _ in 0..200 {
        match store.execute(request.clone(), vec![step.clone()]).await {
            Ok(outcome) => return outcome,
            Err(StoreError::Unavailable(_)) => {}
            Err(error) => panic!("{error}"),
        }
    }
    panic!("{step:?} is never acknowledged")
}

/// Every command is in the log exactly once, where its acknowledgement said.
async fn each_once(reader: &LogReader, acknowledged: &[(CommandRequest, Outcome)]) {
    let events = reader.envelopes(0, 10_000).await.unwrap().events;
    assert_eq!(events.len(), acknowledged.len());
    for (request, outcome) in acknowledged {
        let at: Vec<_> = events
            .iter()
            .filter(|event| event.metadata.command_id == request.command_id)
            .map(|event| event.position)
            .collect();
        assert_eq!(at, [outcome.position]);
    }
}

#[tokio::test]
async fn connections_killed_while_they_append_lose_and_double_nothing() {
    let world = World::new().await;
    let people: Vec<_> = (0..8).map(|_| Person::new()).collect();
    let killed = Cell::new(0);
    let killing = async {
        while killed.get() < 60 {
            let now: i64 = sqlx::query_scalar(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                 WHERE datname = current_database() AND application_name = 'steward_api' \
                   AND state = 'active' AND query LIKE '%append_%'",
            )
            .fetch_one(world.db.admin_pool())
            .await
            .unwrap();
            killed.set(killed.get() + now);
        }
        std::future::pending::<()>().await;
    };
    let writing = join_all(people.iter().map(|person| async {
        let mut acknowledged = Vec::new();
        for n in 0..60 {
            let step = if n == 0 { person.start() } else { person.say("hello") };
            let request = person.request();
            let outcome = insist(&world.store, request.clone(), step).await;
            acknowledged.push((request, outcome));
        }
        acknowledged
    }));
    let acknowledged: Vec<_> = tokio::select! {
        all = writing => all.into_iter().flatten().collect(),
        () = killing => unreachable!(),
    };
    assert!(killed.get() >= 10, "only {} connections were killed", killed.get());
    each_once(&world.reader, &acknowledged).await;
}

#[tokio::test]
async fn an_append_whose_answer_is_lost_is_recognised_when_sent_again() {
    let world = World::new().await;
    let luigi = Person::new();
    let proxy = Proxy::start(&world.db).await;
    let api = Database::connect(&proxy.url(), DbRole::Api, 4).await.unwrap();
    let store =
        EventStore::start(api.clone(), KeyRing::new(api, world.key.clone()), Signals::local());
    let first = luigi.request();
    let opened = store.execute(first.clone(), vec![luigi.start()]).await.unwrap();

    let marked = CommandRequest { result: json!("answer-to-be-lost"), ..luigi.request() };
    proxy.lose_answer_to("answer-to-be-lost");
    let outcome = store.execute(marked.clone(), vec![luigi.say("hello")]).await.unwrap();
    assert_eq!(proxy.lost(), 1, "the answer came through");
    // It was committed the first time, so the second time it was known.
    assert!(outcome.repeated);
    assert_eq!((outcome.position, &outcome.result), (2, &marked.result));
    each_once(&world.reader, &[(first, opened), (marked, outcome)]).await;
}

#[tokio::test]
async fn without_its_database_the_store_is_unavailable() {
    let world = World::new().await;
    let luigi = Person::new();
    world.store.execute(luigi.request(), vec![luigi.start()]).await.unwrap();
    let store = world.store.clone();
    drop(world);
    let refused = tokio::time::timeout(
        Duration::from_secs(30),
        store.execute(luigi.request(), vec![luigi.say("hello")]),
    );
    let refused = refused.await.expect("an answer in time");
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
}

#[tokio::test]
async fn a_store_whose_pool_is_closed_is_unavailable() {
    let world = World::new().await;
    let luigi = Person::new();
    let api = Database::connect(&world.db.url(), DbRole::Api, 4).await.unwrap();
    let keys = KeyRing::new(api.clone(), world.key.clone());
    let store = EventStore::start(api.clone(), keys, Signals::local());
    store.execute(luigi.request(), vec![luigi.start()]).await.unwrap();
    api.pool().close().await;
    let refused = store.execute(luigi.request(), vec![luigi.say("hello")]).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
}
