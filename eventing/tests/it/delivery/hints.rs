//! Hints: shared out, made again when lost, and never believed.

use std::time::Duration;

use eventing::hints::{Hint, HintConsumer};
use uuid::Uuid;

use super::Wire;

const SOON: Duration = Duration::from_millis(50);
const GROUP: &str = "agent-worker";

fn consumer(wire: &Wire, name: &str) -> HintConsumer {
    HintConsumer::new(wire.client.clone(), wire.log_id, GROUP, name)
}

/// Asks until `count` hints have come.
async fn take(consumers: &mut [HintConsumer], count: usize) -> Vec<Hint> {
    let mut taken = Vec::new();
    for _ in 0..200 {
        for consumer in &mut *consumers {
            // While Redis comes and goes a consumer connects anew.
            taken.extend(consumer.next(SOON).await.unwrap_or_default());
        }
        if taken.len() >= count {
            break;
        }
    }
    assert_eq!(taken.len(), count);
    taken.sort_by_key(|hint| hint.position);
    taken
}

fn positions(hints: &[Hint]) -> Vec<u64> {
    hints.iter().map(|hint| hint.position).collect()
}

#[tokio::test]
async fn each_hint_goes_to_one_member_of_the_group() {
    let wire = Wire::new(100).await;
    wire.publish().await;
    let mut members = [consumer(&wire, "one"), consumer(&wire, "two")];
    let hints = take(&mut members, 101).await;
    assert_eq!(positions(&hints), (1..=101).collect::<Vec<_>>());
    let expected = Hint {
        position: 2,
        tenant: wire.luigi.tenant,
        aggregate_type: "Conversation".into(),
        aggregate_id: wire.luigi.conversation.0,
        event_type: "MessageSent".into(),
    };
    assert_eq!(hints[1], expected);
    assert_eq!(members[0].next(SOON).await.unwrap(), []);
}

#[tokio::test]
async fn another_group_gets_them_all_too() {
    let wire = Wire::new(3).await;
    wire.publish().await;
    take(&mut [consumer(&wire, "one")], 4).await;
    let other = HintConsumer::new(wire.client.clone(), wire.log_id, "another", "one");
    take(&mut [other], 4).await;
}

#[tokio::test]
async fn a_missing_group_is_made_again() {
    let wire = Wire::new(3).await;
    wire.publish().await;
    let mut members = [consumer(&wire, "one")];
    take(&mut members, 4).await;
    redis::cmd("XGROUP")
        .arg("DESTROY")
        .arg(eventing::relay::stream_key(wire.log_id))
        .arg(GROUP)
        .exec_async(&mut wire.connection().await)
        .await
        .unwrap();
    // From the beginning: a hint twice does no harm, a lost one would cost time.
    assert_eq!(positions(&take(&mut members, 4).await), [1, 2, 3, 4]);
}

#[tokio::test]
async fn a_flush_while_a_member_waits_costs_nothing() {
    let wire = Wire::new(3).await;
    wire.publish().await;
    let mut members = [consumer(&wire, "one")];
    take(&mut members, 4).await;
    let (waited, ()) =
        tokio::join!(members[0].next(Duration::from_secs(20)), wire.redis.flush_all());
    // It was waiting on a group that is gone now, or was told so when it asked.
    drop(waited);
    wire.publish().await;
    assert_eq!(positions(&take(&mut members, 4).await), [1, 2, 3, 4]);
}

#[tokio::test]
async fn a_member_connects_anew_when_redis_is_back() {
    let mut wire = Wire::new(1).await;
    wire.publish().await;
    let mut members = [consumer(&wire, "one")];
    take(&mut members, 2).await;
    wire.redis.stop();
    assert!(members[0].next(SOON).await.is_err());
    wire.redis.start_again().await;
    wire.publish().await;
    take(&mut members, 2).await;
}

#[tokio::test]
async fn a_forged_entry_is_no_hint_or_a_harmless_one() {
    let wire = Wire::new(1).await;
    wire.publish().await;
    let id = Uuid::now_v7().to_string();
    let whole = [
        ("tenant_id", id.as_str()),
        ("aggregate_type", "Conversation"),
        ("aggregate_id", id.as_str()),
        ("event_type", "MessageSent"),
    ];
    wire.forge("2-1", &[("anything", "else")]).await;
    for missing in 0..whole.len() {
        let mut fields = whole.to_vec();
        fields.remove(missing);
        wire.forge(&format!("2-{}", missing + 2), &fields).await;
    }
    let mut malformed = whole.to_vec();
    malformed[0].1 = "not-a-uuid";
    wire.forge("2-8", &malformed).await;
    // Whole, it names a place to look; there is nothing to see there.
    wire.forge("2-9", &whole).await;
    let hints = take(&mut [consumer(&wire, "one")], 3).await;
    assert_eq!(positions(&hints), [1, 2, 2]);
    let loaded = wire
        .world
        .store
        .load::<domain::conversation::Conversation>(hints[2].tenant, hints[2].aggregate_id);
    assert_eq!(loaded.await.unwrap().sequence, 0);
}
