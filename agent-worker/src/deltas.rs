//! The running answer: released sentences, in a short-lived Redis Stream per turn.
//!
//! Not events: the finished reply is. An entry names its generation, which grows with
//! every lease and every attempt, so that readers drop what a worker writes that lost
//! its lease, and replace the text of an attempt that failed.

use domain::TurnId;
use redis::aio::MultiplexedConnection;
use uuid::Uuid;

/// Seconds that the stream of a turn is kept.
const KEPT: u32 = 600;

/// Name of the Redis Stream of a turn's running answer.
pub(crate) fn stream_key(log_id: Uuid, turn: TurnId) -> String {
    format!("{log_id}:turn:{turn}")
}

/// Where one attempt's sentences go. Without Redis they go nowhere: people then see
/// the reply when it is finished.
pub(crate) struct Deltas {
    connection: Option<MultiplexedConnection>,
    key: String,
    generation: u64,
    index: u32,
}

impl Deltas {
    /// Opens the stream of a turn for generation `epoch * 1000 + attempt`.
    pub(crate) async fn open(
        client: Option<&redis::Client>,
        log_id: Uuid,
        turn: TurnId,
        epoch: u64,
        attempt: u32,
    ) -> Self {
        let connection = match client {
            Some(client) => client.get_multiplexed_async_connection().await.ok(),
            None => None,
        };
        let generation = epoch * 1000 + u64::from(attempt.min(999));
        Self { connection, key: stream_key(log_id, turn), generation, index: 0 }
    }

    /// Shows a released sentence.
    pub(crate) async fn push(&mut self, text: &str) {
        let Some(connection) = &mut self.connection else { return };
        let mut pipe = redis::pipe();
        pipe.cmd("XADD")
            .arg(&self.key)
            .arg("MAXLEN")
            .arg("~")
            .arg(2000)
            .arg("*")
            .arg("generation")
            .arg(self.generation)
            .arg("index")
            .arg(self.index)
            .arg("text")
            .arg(text)
            .ignore();
        pipe.cmd("EXPIRE").arg(&self.key).arg(KEPT).ignore();
        match pipe.exec_async(connection).await {
            Ok(()) => self.index += 1,
            Err(error) => {
                tracing::debug!(%error, "running answer not shown");
                self.connection = None;
            }
        }
    }
}
