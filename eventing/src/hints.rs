//! Hints: entries of the log's Redis Stream, shared out among the members of a consumer
//! group. An entry says that something may be waiting; the log says whether it is. So
//! an entry is acknowledged when it is taken, and a lost one costs a sweep's delay.

use std::time::Duration;

use domain::TenantId;
use redis::aio::MultiplexedConnection;
use redis::streams::{StreamId, StreamReadReply};
use uuid::Uuid;

use crate::relay::stream_key;

/// One entry: which event, of which stream, at which position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// Its position in the log.
    pub position: u64,
    /// Whose it is.
    pub tenant: TenantId,
    /// Wire name of the aggregate's type.
    pub aggregate_type: String,
    /// The aggregate.
    pub aggregate_id: Uuid,
    /// Wire name of the event.
    pub event_type: String,
}

/// A member of a consumer group on the log's stream.
#[derive(Debug)]
pub struct HintConsumer {
    client: redis::Client,
    connection: Option<MultiplexedConnection>,
    key: String,
    group: String,
    name: String,
}

impl HintConsumer {
    /// Member `name` of `group` on the stream of `log_id`; it connects when first asked.
    pub fn new(client: redis::Client, log_id: Uuid, group: &str, name: &str) -> Self {
        Self {
            client,
            connection: None,
            key: stream_key(log_id),
            group: group.to_owned(),
            name: name.to_owned(),
        }
    }

    /// The next hints, acknowledged; none after `at_most`. A missing stream or group is
    /// made again. After an error the next call connects anew.
    pub async fn next(&mut self, at_most: Duration) -> redis::RedisResult<Vec<Hint>> {
        match self.read(at_most).await {
            Err(error) if error.code() == Some("NOGROUP") => {
                self.create_group().await?;
                Ok(Vec::new())
            }
            Err(error) => {
                self.connection = None;
                Err(error)
            }
            hints => hints,
        }
    }

    async fn read(&mut self, at_most: Duration) -> redis::RedisResult<Vec<Hint>> {
        let (key, group, name) = (self.key.clone(), self.group.clone(), self.name.clone());
        let connection = self.connection().await?;
        let reply: Option<StreamReadReply> = redis::cmd("XREADGROUP")
            .arg("GROUP")
            .arg(&group)
            .arg(&name)
            .arg("COUNT")
            .arg(64)
            .arg("BLOCK")
            .arg(at_most.as_millis() as u64)
            .arg("NOACK")
            .arg("STREAMS")
            .arg(&key)
            .arg(">")
            .query_async(connection)
            .await?;
        let keys = reply.map(|reply| reply.keys).unwrap_or_default();
        Ok(keys.iter().flat_map(|key| &key.ids).filter_map(hint).collect())
    }

    async fn create_group(&mut self) -> redis::RedisResult<()> {
        let (key, group) = (self.key.clone(), self.group.clone());
        let connection = self.connection().await?;
        let made = redis::cmd("XGROUP")
            .arg("CREATE")
            .arg(key)
            .arg(group)
            .arg(0)
            .arg("MKSTREAM")
            .exec_async(connection)
            .await;
        match made {
            Err(error) if error.code() == Some("BUSYGROUP") => Ok(()),
            end => end,
        }
    }

    async fn connection(&mut self) -> redis::RedisResult<&mut MultiplexedConnection> {
        if self.connection.is_none() {
            // A blocking read outlasts the client's usual response time.
            let config = redis::AsyncConnectionConfig::new()
                .set_response_timeout(Some(Duration::from_secs(30)));
            self.connection =
                Some(self.client.get_multiplexed_async_connection_with_config(&config).await?);
        }
        self.connection
            .as_mut()
            .ok_or_else(|| redis::RedisError::from(std::io::Error::other("not connected")))
    }
}

/// A malformed entry is no hint: anybody could have put it there.
fn hint(entry: &StreamId) -> Option<Hint> {
    let uuid = |name: &str| entry.get::<String>(name).and_then(|text| Uuid::parse_str(&text).ok());
    Some(Hint {
        position: entry.id.split('-').next()?.parse().ok()?,
        tenant: TenantId(uuid("tenant_id")?),
        aggregate_type: entry.get("aggregate_type")?,
        aggregate_id: uuid("aggregate_id")?,
        event_type: entry.get("event_type")?,
    })
}
