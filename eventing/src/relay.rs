//! The relay: tails the log into one Redis Stream, `<log_id>:events`.
//!
//! An entry's id is `<position>-0`. Redis refuses an id at or below the last one, so
//! publishing again does nothing and two relays cannot hurt each other. An entry holds
//! the envelope, never the payload. The stream's length is capped: who is slower reads
//! Postgres.

use std::convert::Infallible;
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{LogError, LogReader, RecordedEvent, Signals};

/// Entries kept in Redis, about.
const CAP: u64 = 10_000;
const BATCH: u32 = 500;
const TICK: Duration = Duration::from_secs(1);

/// Name of the Redis Stream of a log.
pub fn stream_key(log_id: Uuid) -> String {
    format!("{log_id}:events")
}

/// Why a round of the relay ended.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    /// The log could not be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// Redis could not be written.
    #[error(transparent)]
    Redis(#[from] redis::RedisError),
}

/// Runs until `shutdown`. Redis and Postgres may come and go meanwhile.
pub async fn run(
    reader: LogReader,
    client: redis::Client,
    signals: Signals,
    shutdown: CancellationToken,
) {
    let mut published = true;
    while !shutdown.is_cancelled() {
        tokio::select! {
            () = shutdown.cancelled() => return,
            Err(error) = publish(&reader, &client, &signals, &mut published) => {
                // Redis may be away for hours: that is one warning, not one per second.
                if std::mem::take(&mut published) {
                    tracing::warn!(%error, "relay interrupted; trying again until it works");
                } else {
                    tracing::debug!(%error, "relay still interrupted");
                }
                metrics::counter!("steward_relay_interruptions_total").increment(1);
                tokio::time::sleep(TICK).await;
            }
        }
    }
}

/// Publishes everything up to the head, once.
pub async fn publish_once(reader: &LogReader, client: &redis::Client) -> Result<u64, RelayError> {
    let mut redis = client.get_multiplexed_async_connection().await?;
    round(reader, &mut redis).await
}

/// Publishes until it fails; `published` tells whether it got anywhere.
async fn publish(
    reader: &LogReader,
    client: &redis::Client,
    signals: &Signals,
    published: &mut bool,
) -> Result<Infallible, RelayError> {
    let mut redis = client.get_multiplexed_async_connection().await?;
    loop {
        let head = round(reader, &mut redis).await?;
        if !std::mem::replace(published, true) {
            tracing::info!(position = head, "relay works again");
        }
        signals.head_beyond(head, TICK).await;
    }
}

/// Brings the stream up to the log's head and returns that head's position.
async fn round(reader: &LogReader, redis: &mut MultiplexedConnection) -> Result<u64, RelayError> {
    let mut head = reader.head().await?;
    let key = stream_key(head.log_id);
    // Asked on every round: Redis may have been emptied behind our back.
    let mut published = last_published(redis, &key).await?;
    if published > head.position {
        // Another relay may have seen more of the log; nobody can be ahead of it.
        head = reader.head().await?;
    }
    if published > head.position {
        tracing::warn!(published, head = head.position, "the stream was forged; starting it anew");
        redis::cmd("DEL").arg(&key).exec_async(redis).await?;
        published = 0;
    }
    published = published.max(head.position.saturating_sub(CAP));
    while published < head.position {
        let batch = reader.envelopes(published, BATCH).await?;
        append(redis, &key, &batch.events).await?;
        published = batch.through;
        metrics::gauge!("steward_relay_position").set(published as f64);
    }
    Ok(head.position)
}

/// The position of the stream's last entry; 0 when it has none.
async fn last_published(redis: &mut MultiplexedConnection, key: &str) -> redis::RedisResult<u64> {
    let last: redis::streams::StreamRangeReply = redis::cmd("XREVRANGE")
        .arg(key)
        .arg("+")
        .arg("-")
        .arg("COUNT")
        .arg(1)
        .query_async(redis)
        .await?;
    let id = last.ids.first().map(|entry| entry.id.as_str()).unwrap_or_default();
    Ok(id.split('-').next().and_then(|position| position.parse().ok()).unwrap_or(0))
}

async fn append(
    redis: &mut MultiplexedConnection,
    key: &str,
    events: &[RecordedEvent],
) -> redis::RedisResult<()> {
    let mut pipe = redis::pipe();
    for event in events {
        let add = pipe
            .cmd("XADD")
            .arg(key)
            .arg("MAXLEN")
            .arg("~")
            .arg(CAP)
            .arg(format!("{}-0", event.position));
        for (name, value) in envelope(event) {
            add.arg(name).arg(value);
        }
        add.ignore();
    }
    match pipe.exec_async(redis).await {
        // Another relay was faster: the next round asks where the stream stands.
        Err(error) if error.to_string().contains("equal or smaller") => Ok(()),
        end => end,
    }
}

fn envelope(event: &RecordedEvent) -> Vec<(&'static str, String)> {
    let mut fields = vec![
        ("event_id", event.event_id.to_string()),
        ("tenant_id", event.tenant.to_string()),
        ("aggregate_type", event.aggregate_type.clone()),
        ("aggregate_id", event.id.to_string()),
        ("event_type", event.event_type.clone()),
        ("correlation_id", event.metadata.correlation_id.to_string()),
    ];
    if let Some(trace) = &event.metadata.traceparent {
        fields.push(("traceparent", trace.clone()));
    }
    fields
}
