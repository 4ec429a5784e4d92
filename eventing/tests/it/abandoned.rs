//! A transaction that nobody waits for any more leaves nothing open behind.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use eventing::{Database, DbRole};
use test_support::TestDb;

/// Asks `work` `times` times for its outcome, then drops it; whether it had come to an end.
async fn abandoned_after(times: usize, work: impl Future) -> bool {
    let mut work = pin!(work);
    let mut asked = 0;
    poll_fn(|context| {
        asked += 1;
        match work.as_mut().poll(context) {
            Poll::Ready(_) => Poll::Ready(true),
            Poll::Pending if asked == times => Poll::Ready(false),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// The transaction in which a statement of the pool runs.
async fn transaction_id(database: &Database) -> i64 {
    sqlx::query_scalar("SELECT txid_current()").fetch_one(database.pool()).await.unwrap()
}

#[tokio::test]
async fn what_follows_an_abandoned_begin_is_committed() {
    let db = TestDb::new().await;
    let database = Database::connect(&db.url(), DbRole::System, 1).await.unwrap();
    let mut times = 1;
    while !abandoned_after(times, database.begin()).await {
        let (first, second) = (transaction_id(&database).await, transaction_id(&database).await);
        assert_ne!(first, second, "abandoned when asked {times} times: still in its transaction");
        times += 1;
    }
    assert!(times > 1, "it was abandoned at least once");
}
