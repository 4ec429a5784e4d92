//! Who is measured at the level of the event store.
//!
//! A [`Peer`] is a library in this process, or a program of its own that [`process`] runs.
//! Everybody gets the payload of `bench/payload.json`.

pub mod disintegrate;
pub mod drive;
pub mod foreign;
pub mod message;
pub mod payload;
pub mod pgbench;
pub mod postgres_es;
pub mod process;
pub mod steward;
pub mod streams;
mod subscription;

use async_trait::async_trait;

use crate::measure::{About, Sample};

/// What is asked of a peer in one measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Who work side by side, each waiting for its own answer before it goes on.
    pub writers: usize,
    /// Events of one operation.
    pub events: usize,
    /// How long it is measured, in seconds; a second of warm-up comes before.
    pub seconds: u64,
    /// Streams that all writers share; 0: each writer has its own.
    pub streams: usize,
    /// Operations on a stream of one's own before the next is begun (0: ten); events of a
    /// stream that is loaded.
    pub length: usize,
}

impl Default for Load {
    fn default() -> Self {
        Self { writers: 1, events: 1, seconds: 2, streams: 0, length: 0 }
    }
}

/// An event store that is measured.
#[async_trait]
pub trait Peer: Send + Sync {
    /// Who it is.
    fn about(&self) -> About;

    /// Makes its schema in an empty database.
    async fn prepare(&self, url: &str) -> anyhow::Result<()>;

    /// Does one of `append`, `load`, `subscription` and tells what it did.
    async fn measure(&self, workload: &str, url: &str, load: Load) -> anyhow::Result<Sample>;

    /// Whether it can do that workload at all.
    fn knows(&self, workload: &str) -> bool;
}
