//! What Redis holds about a member: the running answers of their turns, sealed, for minutes.

use domain::TurnId;
use eventing::RunningAnswer;
use eventing::dead_letter::ParkedStream;
use uuid::Uuid;

use crate::{Error, Shared};

/// Keys that are removed by one command.
const TOGETHER: usize = 500;

/// Removes the running answers of the turns among these streams; how many there were.
pub(super) async fn remove(shared: &Shared, streams: &[ParkedStream]) -> Result<usize, Error> {
    let Some(redis) = &shared.config.redis else { return Ok(0) };
    let log_id = shared.reader.head().await?.log_id;
    let turn = |stream: &ParkedStream| {
        let (_, id) = stream.aggregate_id.split_once('/')?;
        let id = Uuid::parse_str(id).ok().filter(|_| stream.aggregate_type == "Turn")?;
        Some(RunningAnswer::of(&shared.config.keys, log_id, TurnId(id)).key().to_owned())
    };
    let keys: Vec<String> = streams.iter().filter_map(turn).collect();
    if keys.is_empty() {
        return Ok(0);
    }
    let mut connection = redis.get_multiplexed_async_connection().await?;
    let mut removed = 0;
    for keys in keys.chunks(TOGETHER) {
        let gone: usize = redis::cmd("DEL").arg(keys).query_async(&mut connection).await?;
        removed += gone;
    }
    Ok(removed)
}
