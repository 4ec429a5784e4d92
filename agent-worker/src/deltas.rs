//! The running answer: released sentences, sealed, in a short-lived Redis Stream per turn.
//!
//! Not events: the finished reply is. A piece names its generation, which grows with
//! every lease and every attempt, so that readers drop what a worker writes that lost
//! its lease, and replace the text of an attempt that failed.

use domain::TurnId;
use eventing::{Piece, RunningAnswer};
use redis::aio::MultiplexedConnection;

use crate::Config;

/// Seconds that the stream of a turn is kept.
const KEPT: u32 = 600;

/// Where one attempt's sentences go. Without Redis they go nowhere: people then see
/// the reply when it is finished.
pub(crate) struct Deltas {
    connection: Option<MultiplexedConnection>,
    stream: RunningAnswer,
    generation: u64,
    index: u64,
}

impl Deltas {
    /// Opens the stream of a turn for generation `epoch * 1000 + attempt`.
    pub(crate) async fn open(config: &Config, turn: TurnId, epoch: u64, attempt: u32) -> Self {
        let connection = match &config.redis {
            Some(client) => client.get_multiplexed_async_connection().await.ok(),
            None => None,
        };
        let generation = epoch * 1000 + u64::from(attempt.min(999));
        let stream = RunningAnswer::of(config.store.keys(), config.log_id, turn);
        Self { connection, stream, generation, index: 0 }
    }

    /// Shows a released sentence.
    pub(crate) async fn push(&mut self, text: &str) {
        let Some(connection) = &mut self.connection else { return };
        let piece = Piece { generation: self.generation, index: self.index, text: text.to_owned() };
        let mut pipe = redis::pipe();
        pipe.cmd("XADD")
            .arg(self.stream.key())
            .arg("MAXLEN")
            .arg("~")
            .arg(2000)
            .arg("*")
            .arg(RunningAnswer::FIELD)
            .arg(self.stream.seal(&piece))
            .ignore();
        pipe.cmd("EXPIRE").arg(self.stream.key()).arg(KEPT).ignore();
        match pipe.exec_async(connection).await {
            Ok(()) => self.index += 1,
            Err(error) => {
                tracing::debug!(%error, "running answer not shown");
                self.connection = None;
            }
        }
    }
}
