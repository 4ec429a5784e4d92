//! Stories on their way into the log: those of one desk one after the other, those of
//! different desks at once, so that the store commits them in groups.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, anyhow};
use eventing::{EventStore, StoreError};
use futures::stream::{self, StreamExt};
use indicatif::ProgressBar;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::business::Business;
use super::story::Story;

/// Commands under way at once.
const UNDER_WAY: usize = 192;

/// What became of the stories so far.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) commands: AtomicU64,
    pub(super) events: AtomicU64,
    /// Found in the log already.
    pub(super) known: AtomicU64,
    /// Refused, since somebody else changed what they build on.
    pub(super) refused: AtomicU64,
}

impl Tally {
    pub(super) fn read(counter: &AtomicU64) -> u64 {
        counter.load(Ordering::Relaxed)
    }

    fn add(counter: &AtomicU64, more: u64) {
        counter.fetch_add(more, Ordering::Relaxed);
    }
}

/// Sends stories and counts.
#[derive(Debug, Clone)]
pub(super) struct Sender {
    store: EventStore,
    pub(super) tally: Arc<Tally>,
    pub(super) bar: ProgressBar,
}

impl Sender {
    pub(super) fn new(store: EventStore, bar: ProgressBar) -> Self {
        Self { store, tally: Arc::default(), bar }
    }

    /// Sends one. A refusal counts and is no error; a store that does not answer is.
    pub(super) async fn send(&self, story: Story) -> anyhow::Result<()> {
        let events = story.events();
        let (request, steps) = story.into_parts();
        let tally = &self.tally;
        match self.store.execute(request, steps).await {
            Ok(outcome) if outcome.repeated => Tally::add(&tally.known, 1),
            Ok(_) => {
                Tally::add(&tally.commands, 1);
                Tally::add(&tally.events, events);
            }
            Err(StoreError::Rejected { .. } | StoreError::Conflict { .. } | StoreError::Erased) => {
                Tally::add(&tally.refused, 1)
            }
            Err(error) => return Err(error).context("what was sent before is in the log"),
        }
        Ok(())
    }

    /// Opens businesses, some at once.
    pub(super) async fn open(&self, businesses: &[Arc<Business>]) -> anyhow::Result<()> {
        let openings = businesses.iter().map(|business| self.send(business.opening()));
        let mut sent = stream::iter(openings).buffer_unordered(16);
        while let Some(sent) = sent.next().await {
            sent?;
        }
        Ok(())
    }
}

/// A story, and since when it is due.
pub(super) type Due = (Story, Instant);

/// A lane for each desk.
#[derive(Debug)]
pub(super) struct Lanes {
    lanes: Vec<mpsc::Sender<Due>>,
    work: JoinSet<anyhow::Result<Vec<Duration>>>,
}

impl Lanes {
    /// Lanes that take up to `waiting` stories each; with `timed` they tell how long each took
    /// from when it was due.
    pub(super) fn start(desks: usize, waiting: usize, sender: &Sender, timed: bool) -> Self {
        let places = Arc::new(Semaphore::new(UNDER_WAY));
        let mut work = JoinSet::new();
        let mut lanes = Vec::with_capacity(desks);
        for _ in 0..desks {
            let (lane, stories) = mpsc::channel(waiting);
            lanes.push(lane);
            work.spawn(walk(stories, sender.clone(), Arc::clone(&places), timed));
        }
        Self { lanes, work }
    }

    /// Puts a story at the end of a lane, once there is room; false when it does not go on.
    pub(super) async fn put(&self, lane: usize, due: Due) -> bool {
        match self.lanes.get(lane) {
            Some(lane) => lane.send(due).await.is_ok(),
            None => false,
        }
    }

    /// Waits until all is sent, or for the first failure; how long each took.
    pub(super) async fn finish(self) -> anyhow::Result<Vec<Duration>> {
        let Self { lanes, mut work } = self;
        drop(lanes);
        let mut all = Vec::new();
        while let Some(walked) = work.join_next().await {
            all.extend(walked.map_err(|error| anyhow!("a lane broke: {error}"))??);
        }
        Ok(all)
    }
}

async fn walk(
    mut stories: mpsc::Receiver<Due>,
    sender: Sender,
    places: Arc<Semaphore>,
    timed: bool,
) -> anyhow::Result<Vec<Duration>> {
    let mut took = Vec::new();
    while let Some((story, due)) = stories.recv().await {
        let events = story.events();
        let place = places.acquire().await?;
        sender.send(story).await?;
        drop(place);
        if timed {
            took.push(due.elapsed());
            sender.bar.inc(1);
        } else {
            sender.bar.inc(events);
        }
    }
    Ok(took)
}
