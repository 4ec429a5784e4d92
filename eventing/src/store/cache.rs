//! Folded streams in memory, so that a command reads only what came since.
//!
//! A cached state is a starting point, never an answer: the append checks the sequence, and
//! what is refused is decided again on what lies in the log. So a stale one costs another try.
//! One that was put a moment ago is decided on as it is; of an older one the events since are
//! read first, for another process may have appended some. Aggregates hold no personal text,
//! but some hold digests of it: all are dropped when a key was destroyed.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::{Decider, TenantId};
use uuid::Uuid;

/// Streams kept; beyond it, all are dropped and read anew as they are needed.
const CAPACITY: usize = 10_000;
/// How long a state is decided on without a look at what came since.
const RECENT: Duration = Duration::from_secs(1);

type Key = (&'static str, TenantId, Uuid);

#[derive(Debug, Clone)]
struct State {
    sequence: u64,
    value: Arc<dyn Any + Send + Sync>,
    put: Instant,
}

/// The states of one store.
#[derive(Debug, Default)]
pub(super) struct StateCache {
    states: Mutex<States>,
}

/// States as of an epoch of keys.
#[derive(Debug, Default)]
struct States {
    epoch: i64,
    known: HashMap<Key, State>,
}

impl StateCache {
    /// The latest state known of a stream, with its sequence; the default at 0 else.
    pub(super) fn get<A: Decider>(&self, epoch: i64, tenant: TenantId, id: Uuid) -> (A, u64) {
        self.known::<A>(epoch, tenant, id).and_then(|state| state.of::<A>()).unwrap_or_default()
    }

    /// The same, if it was put a moment ago.
    pub(super) fn recent<A: Decider>(
        &self,
        epoch: i64,
        tenant: TenantId,
        id: Uuid,
    ) -> Option<(A, u64)> {
        let known = self.known::<A>(epoch, tenant, id)?;
        if known.put.elapsed() < RECENT { known.of::<A>() } else { None }
    }

    fn known<A: Decider>(&self, epoch: i64, tenant: TenantId, id: Uuid) -> Option<State> {
        let mut states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        if states.epoch < epoch {
            *states = States { epoch, known: HashMap::new() };
        }
        states.known.get(&(A::TYPE, tenant, id)).cloned()
    }

    /// Keeps a state that was read or appended in an epoch of keys, unless that is over or a later state
    /// is known.
    pub(super) fn put<A: Decider>(
        &self,
        epoch: i64,
        (tenant, id): (TenantId, Uuid),
        state: A,
        sequence: u64,
    ) {
        if sequence == 0 {
            return;
        }
        let key = (A::TYPE, tenant, id);
        let mut states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        let later = states.known.get(&key).is_some_and(|known| known.sequence >= sequence);
        if later || states.epoch != epoch {
            return;
        }
        if states.known.len() >= CAPACITY && !states.known.contains_key(&key) {
            states.known.clear();
        }
        let state = State { sequence, value: Arc::new(state), put: Instant::now() };
        states.known.insert(key, state);
    }
}

impl State {
    fn of<A: Decider>(&self) -> Option<(A, u64)> {
        Some((self.value.downcast_ref::<A>()?.clone(), self.sequence))
    }
}
