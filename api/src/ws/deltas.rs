//! The running answer: read from a short-lived Redis Stream per turn, from its start.
//!
//! Not events: without Redis answers simply appear when they are complete.

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::TurnId;
use eventing::{KeyRing, Piece, RunningAnswer};
use redis::aio::MultiplexedConnection;
use redis::streams::{StreamId, StreamReadReply};
use tokio::sync::{Mutex, mpsc};
use uuid::Uuid;

use super::frame::DeltaFrame;

/// How often a stream is looked at, while there is something and while there is not.
const BUSY: Duration = Duration::from_millis(40);
const QUIET: Duration = Duration::from_millis(200);
/// How long Redis is left alone after it failed.
const BROKEN: Duration = Duration::from_secs(2);
/// No answer takes longer.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// Where deltas come from. Clones share one connection.
#[derive(Clone)]
pub(super) struct Deltas {
    client: Option<redis::Client>,
    keys: KeyRing,
    connection: Arc<Mutex<Option<MultiplexedConnection>>>,
    log_id: Uuid,
}

/// What was shown of a turn: entries at or before it are not shown again.
#[derive(Debug, Clone, Copy, Default)]
struct Shown {
    generation: u64,
    next_index: u64,
}

impl Deltas {
    pub(super) fn new(client: Option<redis::Client>, keys: KeyRing, log_id: Uuid) -> Self {
        Self { client, keys, connection: Arc::default(), log_id }
    }

    /// Sends the deltas of a turn, from the first on, until nobody listens.
    pub(super) async fn tail(
        self,
        turn_id: Uuid,
        conversation_id: Uuid,
        listener: mpsc::Sender<DeltaFrame>,
    ) {
        if self.client.is_none() {
            return;
        }
        let stream = RunningAnswer::of(&self.keys, self.log_id, TurnId(turn_id));
        let (mut last, mut shown, started) = ("0".to_owned(), Shown::default(), Instant::now());
        let mut quiet_for = 0u32;
        while started.elapsed() < LONGEST && !listener.is_closed() {
            let Some(entries) = self.read(stream.key(), &last).await else {
                tokio::time::sleep(BROKEN).await;
                continue;
            };
            quiet_for = if entries.is_empty() { quiet_for.saturating_add(1) } else { 0 };
            for entry in entries {
                last.clone_from(&entry.id);
                let Some(frame) = frame(&stream, &entry, turn_id, conversation_id) else {
                    continue;
                };
                if shown.admits(&frame) && listener.send(frame).await.is_err() {
                    return;
                }
            }
            tokio::time::sleep(if quiet_for > 50 { QUIET } else { BUSY }).await;
        }
    }

    async fn read(&self, key: &str, after: &str) -> Option<Vec<StreamId>> {
        let mut connection = self.connection().await?;
        let mut command = redis::cmd("XREAD");
        command.arg("COUNT").arg(200).arg("STREAMS").arg(key).arg(after);
        match command.query_async::<Option<StreamReadReply>>(&mut connection).await {
            Ok(reply) => Some(
                reply.into_iter().flat_map(|reply| reply.keys).flat_map(|key| key.ids).collect(),
            ),
            Err(error) => {
                tracing::debug!(%error, "running answers are not shown");
                *self.connection.lock().await = None;
                None
            }
        }
    }

    async fn connection(&self) -> Option<MultiplexedConnection> {
        let mut connection = self.connection.lock().await;
        if connection.is_none() {
            *connection = self.client.as_ref()?.get_multiplexed_async_connection().await.ok();
        }
        connection.clone()
    }
}

impl Shown {
    /// Whether an entry is news: of a newer generation, or the next of this one. A worker
    /// that lost its lease may still write: its generation is a lower one.
    fn admits(&mut self, frame: &DeltaFrame) -> bool {
        let newer = frame.generation > self.generation;
        let further = frame.generation == self.generation && frame.index >= self.next_index;
        if newer || further {
            *self = Self { generation: frame.generation, next_index: frame.index + 1 };
        }
        newer || further
    }
}

fn frame(
    stream: &RunningAnswer,
    entry: &StreamId,
    turn_id: Uuid,
    conversation_id: Uuid,
) -> Option<DeltaFrame> {
    let piece = stream.open(&entry.get::<String>(RunningAnswer::FIELD)?)?;
    let Piece { generation, index, text } = piece;
    Some(DeltaFrame { turn_id, conversation_id, generation, index, text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn older_generations_and_repeated_entries_are_dropped() {
        let mut shown = Shown::default();
        let mut admits = |generation, index| {
            let (turn_id, conversation_id) = (Uuid::nil(), Uuid::nil());
            shown.admits(&DeltaFrame {
                turn_id,
                conversation_id,
                generation,
                index,
                text: String::new(),
            })
        };
        assert!(admits(1001, 0));
        assert!(admits(1001, 1));
        assert!(!admits(1001, 1));
        assert!(admits(2001, 0));
        assert!(!admits(1001, 2));
        assert!(admits(2001, 1));
    }
}
