//! The relay: tails the log into one Redis Stream, `<log_id>:events`.
//!
//! An entry's id is `<position>-0`. Redis refuses an id at or below the last one, so
//! publishing again does nothing and two relays cannot hurt each other. An entry holds
//! the envelope, never the payload. The stream's length is capped: who is slower reads
//! Postgres.

use std::convert::Infallible;
use std::time::{Duration, Instant};

use opentelemetry::KeyValue;
use redis::aio::MultiplexedConnection;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::trace::{self, SpanKind};
use crate::{Head, LogError, LogReader, RecordedEvent, Signals};

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
    Ok(round(reader, &mut redis).await?.position)
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
            tracing::info!(position = head.position, "relay works again");
        }
        // For a while each stretch is one look at the log and one at the stream.
        let (key, looked) = (stream_key(head.log_id), Instant::now());
        let mut end = Some(head.position);
        while let Some(position) = end.filter(|_| looked.elapsed() < TICK) {
            signals.head_beyond(position, TICK).await;
            end = follow(reader, &mut redis, &key, position).await?;
        }
    }
}

/// Publishes what comes after the `position` that the stream ends at; where it ends then,
/// unless nothing came or the stream ended elsewhere.
async fn follow(
    reader: &LogReader,
    redis: &mut MultiplexedConnection,
    key: &str,
    position: u64,
) -> Result<Option<u64>, RelayError> {
    let batch = reader.envelopes(position, BATCH).await?;
    if batch.events.is_empty() {
        return Ok(None);
    }
    let end = format!("{position}-0");
    let began = Instant::now();
    if append(redis, key, &end, &batch.events).await? != end {
        return Ok(None);
    }
    trace_published(&batch.events, began);
    metrics::gauge!("steward_relay_position").set(batch.through as f64);
    Ok(Some(batch.through))
}

/// Brings the stream up to the log's head, and tells that head.
async fn round(reader: &LogReader, redis: &mut MultiplexedConnection) -> Result<Head, RelayError> {
    let mut head = reader.head().await?;
    let key = stream_key(head.log_id);
    loop {
        // Asked each time: Redis may have been emptied behind our back.
        let end = append(redis, &key, "", &[]).await?;
        let mut published = position(&end);
        if published > head.position {
            // Another relay may have seen more of the log; nobody can be ahead of it.
            head = reader.head().await?;
        }
        if published > head.position {
            tracing::warn!(published, head = head.position, "the stream was forged; starting anew");
            redis::cmd("DEL").arg(&key).exec_async(redis).await?;
            continue;
        }
        published = published.max(head.position.saturating_sub(CAP));
        if published == head.position {
            return Ok(head);
        }
        let batch = reader.envelopes(published, BATCH).await?;
        let began = Instant::now();
        if append(redis, &key, &end, &batch.events).await? == end {
            trace_published(&batch.events, began);
        }
        metrics::gauge!("steward_relay_position").set(batch.through as f64);
    }
}

/// Appends entries to a stream that still ends where it was seen to end, all or none:
/// when it was emptied or another relay was faster, nothing is written, so that the
/// stream never lacks an entry in its middle. Returns where it ended before.
const APPEND: &str = r"
local last = '0-0'
if redis.call('EXISTS', KEYS[1]) == 1 then
    local info = redis.call('XINFO', 'STREAM', KEYS[1])
    for i = 1, #info, 2 do
        if info[i] == 'last-generated-id' then last = info[i + 1] end
    end
end
if last ~= ARGV[1] then return last end
local at = 3
while at < #ARGV do
    local until_field = at + 1 + tonumber(ARGV[at + 1])
    redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], ARGV[at], unpack(ARGV, at + 2, until_field))
    at = until_field + 1
end
return last";

async fn append(
    redis: &mut MultiplexedConnection,
    key: &str,
    end: &str,
    events: &[RecordedEvent],
) -> redis::RedisResult<String> {
    let script = redis::Script::new(APPEND);
    let mut call = script.key(key);
    call.arg(end).arg(CAP);
    for event in events {
        let fields = envelope(event);
        call.arg(format!("{}-0", event.position)).arg(fields.len() * 2);
        for (name, value) in fields {
            call.arg(name).arg(value);
        }
    }
    call.invoke_async(redis).await
}

/// Tells the traces of events that they are in Redis now.
fn trace_published(events: &[RecordedEvent], began: Instant) {
    for event in events {
        let trace = event.metadata.traceparent.as_deref();
        trace::past("publish", SpanKind::Producer, trace, began.elapsed(), || {
            let mut attributes = trace::attributes(event);
            attributes.push(KeyValue::new("messaging.system", "redis"));
            attributes
        });
    }
}

/// The position in an entry's id.
fn position(id: &str) -> u64 {
    id.split('-').next().and_then(|position| position.parse().ok()).unwrap_or(0)
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
