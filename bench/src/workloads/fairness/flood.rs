//! The business that asks for far too much, and does not heed that it is refused.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use anyhow::ensure;
use futures::future::try_join_all;
use tokio::task::JoinHandle;

use super::tally::{Counts, Tally};
use super::writer::Writer;
use crate::load::paced::{moments, until};

/// Connections of each of its members.
const EACH: usize = 4;
/// It ends by itself after so long, if nobody ends it.
const LONGEST: usize = 600;
/// How long it may take until it is refused for the first time.
const PATIENCE: Duration = Duration::from_secs(90);

/// How it asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// So many a second.
    Paced(u32),
    /// Each connection as soon as it was answered.
    Closed,
}

/// A flood that has begun.
pub(super) struct Flood {
    ending: Arc<AtomicBool>,
    tally: Arc<Tally>,
    lanes: Vec<JoinHandle<anyhow::Result<()>>>,
}

impl Flood {
    /// Connects, and begins.
    pub(super) async fn begin(
        address: SocketAddr,
        tokens: &[String],
        pace: Pace,
    ) -> anyhow::Result<Self> {
        let all = tokens.iter().flat_map(|token| std::iter::repeat_n(token, EACH));
        let writers = try_join_all(all.map(|token| Writer::open(address, token))).await?;
        let (ending, tally) = (Arc::new(AtomicBool::new(false)), Arc::new(Tally::default()));
        let (first, count) = (Instant::now(), writers.len());
        let begin = |(lane, writer)| {
            let (ending, tally) = (ending.clone(), tally.clone());
            let when: Box<dyn Iterator<Item = Instant> + Send> = match pace {
                Pace::Paced(rate) => {
                    Box::new(moments(first, rate, rate as usize * LONGEST, lane, count))
                }
                Pace::Closed => Box::new(std::iter::repeat(first)),
            };
            tokio::spawn(work(writer, when, ending, tally))
        };
        let lanes = writers.into_iter().enumerate().map(begin).collect();
        Ok(Self { ending, tally, lanes })
    }

    /// Waits until it has used up what it may ask for at once.
    pub(super) async fn refused(&self) -> anyhow::Result<()> {
        let begun = Instant::now();
        while self.tally.counts().limited == 0 {
            ensure!(begun.elapsed() < PATIENCE, "the flood was never refused");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// What it was answered until now.
    pub(super) fn counts(&self) -> Counts {
        self.tally.counts()
    }

    /// Ends it. That one of its clients failed is an error.
    pub(super) async fn end(self) -> anyhow::Result<()> {
        self.ending.store(true, Relaxed);
        for lane in try_join_all(self.lanes).await? {
            lane?;
        }
        Ok(())
    }
}

async fn work(
    mut writer: Writer,
    when: impl Iterator<Item = Instant>,
    ending: Arc<AtomicBool>,
    tally: Arc<Tally>,
) -> anyhow::Result<()> {
    for moment in when {
        until(moment).await;
        if ending.load(Relaxed) {
            break;
        }
        tally.add(&writer.write().await?);
    }
    Ok(())
}
