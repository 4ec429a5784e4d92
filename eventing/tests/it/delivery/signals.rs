//! Signals of one process reach another through Redis, and anything else does not.

use std::time::Duration;

use eventing::Signals;
use test_support::TestRedis;
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

const LONG: Duration = Duration::from_secs(60);

/// The signals of a process that is joined to others.
fn process(redis: &TestRedis, log_id: Uuid) -> (Signals, DropGuard) {
    let (signals, stop) = (Signals::local(), CancellationToken::new());
    let client = redis::Client::open(redis.url()).unwrap();
    let (bridged, stopped) = (signals.clone(), stop.clone());
    tokio::spawn(async move { bridged.bridge(client, log_id, stopped).await });
    (signals, stop.drop_guard())
}

/// Sends until it is heard: who is not connected yet misses a signal.
async fn until(send: impl Fn(), heard: impl AsyncFn()) {
    for _ in 0..400 {
        send();
        if tokio::time::timeout(Duration::from_millis(50), heard()).await.is_ok() {
            return;
        }
    }
    panic!("never heard");
}

#[tokio::test]
async fn two_processes_hear_each_other() {
    let (redis, log_id) = (TestRedis::start().await, Uuid::now_v7());
    let ((one, _stop), (two, _stop_too)) = (process(&redis, log_id), process(&redis, log_id));
    until(|| one.committed(5), async || two.head_beyond(4, LONG).await).await;
    until(|| two.projected(&["turns", "usage"], 5), async || one.projected_beyond(5, LONG).await)
        .await;
}

#[tokio::test]
async fn they_hear_each_other_again_after_redis_was_away() {
    let (mut redis, log_id) = (TestRedis::start().await, Uuid::now_v7());
    let ((one, _stop), (two, _stop_too)) = (process(&redis, log_id), process(&redis, log_id));
    until(|| one.committed(1), async || two.head_beyond(0, LONG).await).await;
    redis.stop();
    one.committed(2);
    redis.start_again().await;
    until(|| one.committed(3), async || two.head_beyond(2, LONG).await).await;
}

#[tokio::test]
async fn signals_of_another_log_are_not_heard() {
    let redis = TestRedis::start().await;
    let (log, other) = (Uuid::now_v7(), Uuid::now_v7());
    let ((one, _stop), (two, _stop_too)) = (process(&redis, log), process(&redis, log));
    let (stranger, _stop_three) = process(&redis, other);
    let (accomplice, _stop_four) = process(&redis, other);
    until(|| stranger.committed(9), async || accomplice.head_beyond(8, LONG).await).await;
    until(|| one.committed(1), async || two.head_beyond(0, LONG).await).await;
    let heard = tokio::time::timeout(Duration::from_millis(20), two.head_beyond(1, LONG)).await;
    assert!(heard.is_err());
}
