//! Who is looking at the app: their tabs say so while they are in front.
//!
//! A sorted set in Redis per member, `<log_id>:looking:<member>`, holds the connections of
//! tabs that are looked at, each with the time until which that is believed. Without Redis
//! nobody looks: a push too many is better than one too few.

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::MemberId;
use redis::AsyncCommands;
use redis::aio::ConnectionManager;
use tokio::sync::OnceCell;
use tokio::time::timeout;
use uuid::Uuid;

/// How long a tab is believed that said it is looked at: it says so more often.
pub(crate) const BELIEVED: Duration = Duration::from_secs(45);

/// How long Redis may take before it counts as away.
const PATIENCE: Duration = Duration::from_secs(1);

/// Who is looking. Clones share a connection.
#[derive(Clone)]
pub struct Presence {
    redis: Option<redis::Client>,
    connection: std::sync::Arc<OnceCell<ConnectionManager>>,
    log_id: Uuid,
}

impl fmt::Debug for Presence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Presence").field("log_id", &self.log_id).finish_non_exhaustive()
    }
}

impl Presence {
    /// As Redis knows it.
    pub fn new(redis: Option<redis::Client>, log_id: Uuid) -> Self {
        Self { redis, connection: std::sync::Arc::default(), log_id }
    }

    /// This connection's tab is looked at now, or is not any more.
    pub async fn say(&self, member: MemberId, connection: Uuid, looking: bool) {
        let key = self.key(member);
        let (now, until) = (millis(Utc::now()), millis(Utc::now() + BELIEVED));
        let mut said = redis::pipe();
        said.atomic().zrembyscore(&key, "-inf", now).ignore();
        if looking {
            said.zadd(&key, connection.to_string(), until).ignore();
            said.expire(&key, BELIEVED.as_secs().cast_signed()).ignore();
        } else {
            said.zrem(&key, connection.to_string()).ignore();
        }
        let said = async { said.query_async::<()>(&mut self.redis().await?).await };
        if !matches!(timeout(PATIENCE, said).await, Ok(Ok(()))) {
            tracing::debug!("Redis is away: that somebody looks at the app is not noted");
        }
    }

    /// Whether any tab of the member is looked at.
    pub(crate) async fn is_looking(&self, member: MemberId) -> bool {
        let key = self.key(member);
        let tabs = async {
            let mut redis = self.redis().await?;
            redis.zcount::<_, _, _, u64>(key, millis(Utc::now()), "+inf").await
        };
        matches!(timeout(PATIENCE, tabs).await, Ok(Ok(tabs)) if tabs > 0)
    }

    async fn redis(&self) -> redis::RedisResult<ConnectionManager> {
        let none = || redis::RedisError::from((redis::ErrorKind::Io, "there is no Redis"));
        let client = self.redis.as_ref().ok_or_else(none)?;
        self.connection.get_or_try_init(|| client.get_connection_manager()).await.cloned()
    }

    fn key(&self, member: MemberId) -> String {
        format!("{}:looking:{member}", self.log_id)
    }
}

fn millis(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}
