//! The relay publishes envelopes under their positions, and puts right whatever Redis
//! has lost.

use std::collections::BTreeSet;

use eventing::relay::{self, publish_once};
use eventing::{LogError, Signals};
use futures::future::join_all;
use sqlx::Executor;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{Wire, ids_to};
use crate::support::eventually;

/// A relay that runs until this is dropped.
struct Running {
    _stop: DropGuard,
    _task: JoinHandle<()>,
}

fn start(wire: &Wire) -> Running {
    let stop = CancellationToken::new();
    let (reader, client) = (wire.world.reader.clone(), wire.client.clone());
    let run = relay::run(reader, client, Signals::local(), stop.clone());
    Running { _stop: stop.drop_guard(), _task: tokio::spawn(run) }
}

async fn published(wire: &Wire, last: usize) {
    eventually("everything is published", async || wire.ids().await == ids_to(last)).await;
}

#[tokio::test]
async fn an_entry_is_an_envelope_under_its_position() {
    let wire = Wire::new(3).await;
    assert_eq!(wire.publish().await, 4);
    let entries = wire.entries().await;
    assert_eq!(wire.ids().await, ids_to(4));
    for entry in &entries.ids {
        let fields: BTreeSet<_> = entry.map.keys().map(String::as_str).collect();
        let expected = [
            "aggregate_id",
            "aggregate_type",
            "correlation_id",
            "event_id",
            "event_type",
            "tenant_id",
        ];
        assert_eq!(fields, BTreeSet::from(expected));
        assert_eq!(entry.get("tenant_id"), Some(wire.luigi.tenant.to_string()));
        assert_eq!(entry.get("aggregate_id"), Some(wire.luigi.conversation.to_string()));
    }
}

#[tokio::test]
async fn no_personal_text_is_anywhere_in_redis() {
    let wire = Wire::new(3).await;
    wire.publish().await;
    let mut connection = wire.connection().await;
    let keys: Vec<String> = redis::cmd("KEYS").arg("*").query_async(&mut connection).await.unwrap();
    assert_eq!(keys, [relay::stream_key(wire.log_id)]);
    let content = format!("{:?}", wire.entries().await);
    for secret in ["blood", "AB", "$personal", "$sealed"] {
        assert!(!content.contains(secret), "{secret} is in {content}");
    }
}

#[tokio::test]
async fn publishing_again_and_two_relays_at_once_change_nothing() {
    let wire = Wire::new(0).await;
    wire.fill(1200).await;
    join_all((0..4).map(|_| publish_once(&wire.world.reader, &wire.client)))
        .await
        .into_iter()
        .for_each(|end| assert_eq!(end.unwrap(), 1201));
    assert_eq!(wire.ids().await, ids_to(1201));
    assert_eq!(wire.publish().await, 1201);
    assert_eq!(wire.ids().await, ids_to(1201));
}

#[tokio::test]
async fn a_batch_for_a_stream_that_was_emptied_meanwhile_is_not_appended() {
    let wire = Wire::new(0).await;
    let _relays = (start(&wire), start(&wire), start(&wire));
    // Whenever it is looked at, the stream has everything from the first position on.
    for _ in 0..6 {
        wire.fill(600).await;
        wire.redis.flush_all().await;
        let ids = wire.ids().await;
        assert_eq!(ids, ids_to(ids.len()));
    }
    published(&wire, 3601).await;
}

#[tokio::test]
async fn what_is_flushed_in_mid_load_is_published_again() {
    let wire = Wire::new(0).await;
    let _relays = (start(&wire), start(&wire));
    wire.say(50).await;
    wire.redis.flush_all().await;
    wire.say(50).await;
    published(&wire, 101).await;
    // Once more, and nothing is written any more.
    wire.redis.flush_all().await;
    published(&wire, 101).await;
}

#[tokio::test]
async fn the_relay_outlives_a_redis_that_stops() {
    let mut wire = Wire::new(5).await;
    let _relay = start(&wire);
    published(&wire, 6).await;
    wire.redis.stop();
    wire.say(5).await;
    wire.redis.start_again().await;
    published(&wire, 11).await;
}

#[tokio::test]
async fn a_stream_that_is_ahead_of_the_log_is_filled_anew() {
    let wire = Wire::new(2).await;
    wire.publish().await;
    wire.forge("999999-0", &[("event_type", "MessageSent")]).await;
    wire.say(1).await;
    assert_eq!(wire.publish().await, 4);
    assert_eq!(wire.ids().await, ids_to(4));
}

#[tokio::test]
async fn a_hole_in_the_log_ends_the_round_and_is_not_published_over() {
    let wire = Wire::new(4).await;
    let mut admin = wire.world.db.admin_pool().acquire().await.unwrap();
    admin
        .execute(
            "BEGIN; SET LOCAL session_replication_role = replica; \
             DELETE FROM events WHERE position = 5; COMMIT",
        )
        .await
        .unwrap();
    let hole = publish_once(&wire.world.reader, &wire.client).await;
    let Err(relay::RelayError::Log(LogError::Hole { expected: 5, .. })) = hole else {
        panic!("{hole:?}")
    };
    assert_eq!(wire.ids().await, ids_to(4));
}
