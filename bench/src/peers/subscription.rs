//! From the call of an append to the handler of a subscription, at a low rate.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::ensure;
use tokio::time::{interval, sleep};
use uuid::Uuid;

use super::Load;
use super::drive::{Store, WARM_UP};
use super::streams::Streams;
use crate::measure::{Latencies, Sample};

/// Between two appends: 50 a second.
const PACE: Duration = Duration::from_millis(20);
/// How long the last deliveries may take once nothing is appended any more.
const PATIENCE: Duration = Duration::from_secs(5);

/// What was appended and not delivered yet; clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Awaited {
    shared: Arc<Mutex<Shared>>,
}

#[derive(Debug, Default)]
struct Shared {
    sent: HashMap<Uuid, (Instant, bool)>,
    latencies: Latencies,
}

impl Awaited {
    /// The subscription was handed the event of that id.
    pub(super) fn delivered(&self, id: Uuid) {
        let now = Instant::now();
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((sent, counts)) = shared.sent.remove(&id)
            && counts
        {
            shared.latencies.record(now - sent);
        }
    }

    fn send(&self, id: Uuid, counts: bool) {
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        shared.sent.insert(id, (Instant::now(), counts));
    }

    fn missing(&self) -> usize {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner).sent.len()
    }

    fn latencies(&self) -> Latencies {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner).latencies.clone()
    }
}

/// Appends single events at a low rate while a subscription tells `awaited` what it gets.
pub(super) async fn run(
    load: Load,
    store: &dyn Store,
    awaited: &Awaited,
) -> anyhow::Result<Sample> {
    let (mut streams, mut pace) = (Streams::of(&load), interval(PACE));
    let seconds = Duration::from_secs(load.seconds);
    let begun = Instant::now();
    while begun.elapsed() < WARM_UP + seconds {
        pace.tick().await;
        let id = Uuid::now_v7();
        awaited.send(id, begun.elapsed() >= WARM_UP);
        store.append(streams.pick(), id, 1).await?;
    }
    let ended = Instant::now();
    while awaited.missing() > 0 && ended.elapsed() < PATIENCE {
        sleep(Duration::from_millis(10)).await;
    }
    let missing = awaited.missing();
    ensure!(missing == 0, "{missing} events were never delivered");
    let latencies = awaited.latencies();
    Ok(Sample {
        operations: latencies.count(),
        events: latencies.count(),
        conflicts: 0,
        lost: 0,
        seconds: seconds.as_secs_f64(),
        latency_us: latencies.summary(),
    })
}
