//! Writers and readers in a closed loop: each waits for its answer before it goes on.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use futures::future::try_join_all;
use uuid::Uuid;

use super::Load;
use super::streams::{Streams, numbered};
use crate::measure::{Latencies, Sample};

/// What comes before the measurement and is not counted.
pub(super) const WARM_UP: Duration = Duration::from_secs(1);
/// Events of one append when streams are filled.
const FILL: usize = 500;

/// An event store in this process, with its connections.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// Decides on a stream and appends `count` events to it, again after each conflict. The
    /// last event has the id `last`.
    async fn append(&self, stream: Uuid, last: Uuid, count: usize) -> anyhow::Result<Done>;

    /// Reads a stream and folds it.
    async fn load(&self, stream: Uuid) -> anyhow::Result<Done>;
}

/// What one operation did.
#[derive(Debug, Clone, Copy, Default)]
pub struct Done {
    /// Events written or read.
    pub events: u64,
    /// Attempts that met a conflict.
    pub conflicts: u64,
}

#[derive(Debug, Clone, Copy)]
enum Operation {
    Append(usize),
    Load,
}

#[derive(Default)]
struct Worker {
    latencies: Latencies,
    sum: Done,
}

/// `load.writers` append side by side.
pub async fn append(load: Load, store: Arc<dyn Store>) -> anyhow::Result<Sample> {
    drive(load, store, Operation::Append(load.events)).await
}

/// `load.writers` read streams of `load.length` events side by side; they are written first
/// when they are not there.
pub async fn read(load: Load, store: Arc<dyn Store>) -> anyhow::Result<Sample> {
    for number in 0..load.streams {
        let stream = numbered(load.length, number);
        let there = store.load(stream).await?.events as usize;
        let mut missing = load.length.saturating_sub(there);
        while missing > 0 {
            let count = missing.min(FILL);
            store.append(stream, Uuid::now_v7(), count).await?;
            missing -= count;
        }
    }
    drive(load, store, Operation::Load).await
}

async fn drive(load: Load, store: Arc<dyn Store>, what: Operation) -> anyhow::Result<Sample> {
    let seconds = Duration::from_secs(load.seconds);
    let begins = Instant::now() + WARM_UP;
    let workers = (0..load.writers).map(|_| {
        let (store, streams) = (Arc::clone(&store), Streams::of(&load));
        tokio::spawn(work(store, what, streams, (begins, begins + seconds)))
    });
    let mut all = Worker::default();
    for worker in try_join_all(workers).await? {
        let worker = worker?;
        all.latencies.add(&worker.latencies);
        all.sum.events += worker.sum.events;
        all.sum.conflicts += worker.sum.conflicts;
    }
    Ok(Sample {
        operations: all.latencies.count(),
        events: all.sum.events,
        conflicts: all.sum.conflicts,
        lost: 0,
        seconds: seconds.as_secs_f64(),
        latency_us: all.latencies.summary(),
    })
}

async fn work(
    store: Arc<dyn Store>,
    what: Operation,
    mut streams: Streams,
    (begins, ends): (Instant, Instant),
) -> anyhow::Result<Worker> {
    let mut worker = Worker::default();
    loop {
        let (stream, asked) = (streams.pick(), Instant::now());
        let done = match what {
            Operation::Append(count) => store.append(stream, Uuid::now_v7(), count).await?,
            Operation::Load => store.load(stream).await?,
        };
        let answered = Instant::now();
        if answered >= ends {
            return Ok(worker);
        }
        if answered >= begins {
            worker.latencies.record(answered - asked);
            worker.sum.events += done.events;
            worker.sum.conflicts += done.conflicts;
        }
    }
}
