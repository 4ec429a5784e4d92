//! A range of the log, replayed: told as the rows that its events change, or folded again into
//! the live tables. A fold has no effect but rows, so nothing is sent and no model is called.

use std::collections::BTreeSet;

use eventing::LogReader;
use eventing::dead_letter::ParkedStream;
use serde::Serialize;
use serde_json::Value;

use crate::batch::folded;
use crate::write::Kind;
use crate::{Error, Projector, projection};

/// Positions that are read at once, and streams that are folded at once.
const READ: u32 = 500;
const STREAMS: usize = 100;

/// What one event does to a projection.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Replayed {
    /// Where it is in the log.
    pub position: u64,
    /// Its wire name.
    pub event: String,
    /// Its stream, as `Type/id`.
    pub stream: String,
    /// The rows that it changes.
    pub rows: Vec<Row>,
    /// Why it cannot be applied.
    pub problem: Option<String>,
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The table.
    pub table: &'static str,
    /// `insert` or `update`.
    pub change: &'static str,
    /// Its columns; those that are `null` are kept by an update. Personal text is `null`.
    pub columns: Value,
}

impl Projector {
    /// Tells what the events between two positions do to a projection; how many there were.
    /// Writes nothing, and opens no personal text.
    pub async fn replay<E: From<Error>>(
        &self,
        name: &str,
        after: u64,
        through: u64,
        mut tell: impl FnMut(Replayed) -> Result<(), E>,
    ) -> Result<u64, E> {
        let projection = projection(name)?;
        let reader = LogReader::without_words(self.shared.config.database.clone());
        let (mut position, mut told) = (after, 0);
        while position < through {
            let limit = u32::try_from(through - position).unwrap_or(READ).min(READ);
            let batch = reader.read(position, limit, projection.aggregates).await;
            let batch = batch.map_err(Error::from)?;
            if batch.through == position {
                break;
            }
            for event in &batch.events {
                let (rows, problem) = match folded(projection, event) {
                    Ok(writes) => (writes, None),
                    Err(problem) => (Vec::new(), Some(problem)),
                };
                let rows = rows.into_iter().map(|write| Row {
                    table: write.statement.table,
                    change: if write.statement.kind == Kind::Insert { "insert" } else { "update" },
                    columns: write.row.into_json(),
                });
                told += 1;
                tell(Replayed {
                    position: event.position,
                    event: event.event_type.clone(),
                    stream: format!("{}/{}", event.aggregate_type, event.id),
                    rows: rows.collect(),
                    problem,
                })?;
            }
            position = batch.through;
        }
        Ok(told)
    }

    /// Folds the streams that have events between two positions again into the live tables,
    /// each from its first event; how many there were.
    pub async fn replay_into(
        &self,
        name: &str,
        after: u64,
        through: u64,
        mut progress: impl FnMut(usize, usize),
    ) -> Result<usize, Error> {
        let projection = projection(name)?;
        let mut streams = BTreeSet::new();
        let mut position = after;
        while position < through {
            let limit = u32::try_from(through - position).unwrap_or(READ).min(READ);
            let batch = self.shared.reader.envelopes(position, limit).await?;
            if batch.through == position {
                break;
            }
            position = batch.through;
            let own = |event: &&eventing::RecordedEvent| {
                projection.aggregates.contains(&event.aggregate_type.as_str())
            };
            streams.extend(batch.events.iter().filter(own).map(ParkedStream::of));
        }
        let streams: Vec<ParkedStream> = streams.into_iter().collect();
        for (done, some) in streams.chunks(STREAMS).enumerate() {
            self.refold(name, some).await?;
            progress((done * STREAMS + some.len()).min(streams.len()), streams.len());
        }
        Ok(streams.len())
    }
}
