//! The log itself, in Postgres: what the API's answers are held against.

use std::collections::BTreeMap;

use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use uuid::Uuid;

use super::{Sent, eventually};

/// A superuser's look at the database.
pub(crate) struct Log {
    pub(crate) pool: PgPool,
}

/// How many events of each type one message has led to.
pub(crate) type Story = BTreeMap<String, i64>;

impl Log {
    pub(crate) async fn open(url: &str) -> Self {
        Self { pool: PgPoolOptions::new().max_connections(2).connect(url).await.unwrap() }
    }

    /// Everything that a message has led to, itself included.
    pub(crate) async fn story(&self, sent: &Sent) -> Story {
        let counts: Vec<(String, i64)> = sqlx::query_as(
            "SELECT event_type, count(*) FROM events WHERE metadata->>'correlation_id' = $1 \
             GROUP BY event_type",
        )
        .bind(sent.message.to_string())
        .fetch_all(&self.pool)
        .await
        .unwrap();
        counts.into_iter().collect()
    }

    /// How many events of a type a message has led to.
    pub(crate) async fn count(&self, sent: &Sent, event: &str) -> i64 {
        self.story(sent).await.get(event).copied().unwrap_or(0)
    }

    /// Waits until a message has led to an event, without a word to the program.
    pub(crate) async fn until(&self, sent: &Sent, event: &str) {
        eventually(&format!("{event} is recorded"), async || {
            (self.count(sent, event).await > 0).then_some(())
        })
        .await;
    }

    /// Waits until no turn is due and no conversation is held: nothing more will come.
    pub(crate) async fn until_settled(&self) {
        eventually("nothing is due any more", async || {
            let busy: bool = sqlx::query_scalar(
                "SELECT EXISTS (SELECT FROM waiting_conversations()) \
                   OR EXISTS (SELECT FROM conversation_leases WHERE expires_at >= clock_timestamp()) \
                   OR EXISTS (SELECT FROM checkpoints, log_head h WHERE checkpoints.position < h.position)",
            )
            .fetch_one(&self.pool)
            .await
            .unwrap();
            (!busy).then_some(())
        })
        .await;
    }

    /// Once nothing is due any more: positions and sequences without a hole, one reply to
    /// each message, and nothing that a projection could not apply.
    pub(crate) async fn assert_sound(&self) {
        self.until_settled().await;
        let unsound: Vec<String> = sqlx::query_scalar(
            "SELECT 'positions have holes' FROM events, log_head h GROUP BY h.position \
               HAVING count(*) <> h.position OR min(events.position) <> 1 OR max(events.position) <> h.position \
             UNION ALL SELECT 'a stream has holes: ' || aggregate_type || ':' || aggregate_id FROM events \
               GROUP BY aggregate_type, aggregate_id HAVING max(sequence) <> count(*) OR min(sequence) <> 1 \
             UNION ALL SELECT 'recorded out of order: ' || position FROM ( \
               SELECT position, recorded_at < lag(recorded_at) OVER (ORDER BY position) AS back FROM events) o WHERE back \
             UNION ALL SELECT 'answered ' || count(*) || ' times: ' || (payload->'ReplyGiven'->>'in_reply_to') \
               FROM events WHERE event_type = 'ReplyGiven' \
               GROUP BY payload->'ReplyGiven'->>'in_reply_to' HAVING count(*) <> 1 \
             UNION ALL SELECT 'parked: ' || event_type || ' for ' || consumer || ': ' || reason FROM dead_letters",
        )
        .fetch_all(&self.pool)
        .await
        .unwrap();
        assert!(unsound.is_empty(), "{unsound:?}");
    }

    /// One column.
    pub(crate) async fn column<T>(&self, sql: &str) -> Vec<T>
    where
        T: Send + Unpin,
        (T,): for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow>,
    {
        let rows: Vec<(T,)> = sqlx::query_as(sql).fetch_all(&self.pool).await.unwrap();
        rows.into_iter().map(|(value,)| value).collect()
    }

    /// One row, one value.
    pub(crate) async fn value<T>(&self, sql: &str) -> T
    where
        T: Send + Unpin,
        (T,): for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow>,
    {
        let (value,): (T,) = sqlx::query_as(sql).fetch_one(&self.pool).await.unwrap();
        value
    }

    /// The worker that holds a conversation.
    pub(crate) async fn holder(&self, sent: &Sent) -> Option<Uuid> {
        sqlx::query_scalar(
            "SELECT holder FROM conversation_leases \
             WHERE conversation_id = $1 AND expires_at >= clock_timestamp()",
        )
        .bind(sent.conversation)
        .fetch_optional(&self.pool)
        .await
        .unwrap()
    }
}
