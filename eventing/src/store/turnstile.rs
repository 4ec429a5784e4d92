//! Who decides again, and when: commands of this process whose stream moved under them
//! go one at a time, so that many of them on one stream cannot starve each other.
//!
//! The first try of a command takes no turn, so nothing waits where nothing collides.
//! Correctness never rests on a turn: the append checks the sequence.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use tokio::sync::{Mutex, OwnedMutexGuard};

/// Streams share this many turns: two that meet by chance only wait for each other.
const TURNS: usize = 256;

/// The turns of one store.
#[derive(Debug)]
pub(super) struct Turnstile {
    turns: Vec<Arc<Mutex<()>>>,
    hasher: RandomState,
}

impl Default for Turnstile {
    fn default() -> Self {
        Self { turns: (0..TURNS).map(|_| Arc::default()).collect(), hasher: RandomState::new() }
    }
}

impl Turnstile {
    /// Waits, in order of arrival, until it is the caller's turn on all of `streams`;
    /// the turn ends when the guards are dropped.
    ///
    /// Turns are taken in one order, each once, so callers cannot block each other for
    /// ever; a caller that holds guards must not ask for more.
    pub(super) async fn enter<'a>(
        &self,
        streams: impl Iterator<Item = (&'a str, uuid::Uuid)>,
    ) -> Vec<OwnedMutexGuard<()>> {
        let mut places: Vec<_> = streams
            .map(|stream| self.hasher.hash_one(stream) as usize % self.turns.len())
            .collect();
        places.sort_unstable();
        places.dedup();
        let mut guards = Vec::with_capacity(places.len());
        for place in places {
            guards.push(Arc::clone(&self.turns[place]).lock_owned().await);
        }
        guards
    }
}
