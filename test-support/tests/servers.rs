//! The test servers themselves.

use test_support::{TestDb, TestRedis};

#[tokio::test]
async fn a_database_is_fresh_migrated_and_gone_afterwards() {
    let first = TestDb::new().await;
    let second = TestDb::new().await;
    let log_of = async |db: &TestDb| -> (uuid::Uuid, i64) {
        sqlx::query_as("SELECT log_id, position FROM log_head")
            .fetch_one(db.admin_pool())
            .await
            .unwrap()
    };
    let (one, two) = (log_of(&first).await, log_of(&second).await);
    assert_ne!(one.0, two.0);
    assert_eq!((one.1, two.1), (0, 0));

    let name = first.name().to_owned();
    assert!(first.url().contains(&name));
    let by_url = sqlx::PgPool::connect(&first.url()).await.unwrap();
    let current: String =
        sqlx::query_scalar("SELECT current_database()::text").fetch_one(&by_url).await.unwrap();
    assert_eq!(current, name);
    drop(first);
    let left: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
            .bind(&name)
            .fetch_one(second.admin_pool())
            .await
            .unwrap();
    assert!(!left);
}

#[tokio::test]
async fn the_shared_redis_answers() {
    let db = TestDb::new().await;
    let client = redis::Client::open(db.redis_url()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let pong: String = redis::cmd("PING").query_async(&mut connection).await.unwrap();
    assert_eq!(pong, "PONG");
}

#[tokio::test]
async fn a_redis_can_be_stopped_and_started_again() {
    let mut redis = TestRedis::start().await;
    let client = redis::Client::open(redis.url()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let () = redis::cmd("SET").arg("k").arg("v").query_async(&mut connection).await.unwrap();
    redis.stop();
    assert!(client.get_multiplexed_async_connection().await.is_err());
    redis.start_again().await;
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let kept: Option<String> =
        redis::cmd("GET").arg("k").query_async(&mut connection).await.unwrap();
    assert_eq!(kept, None);
}
