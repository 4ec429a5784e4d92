//! Folded streams in memory, so that a command reads only what came since.
//!
//! A cached state is a starting point, never an answer: the events after it are read for
//! every command, and the append checks the sequence. So a stale one costs a conflict and
//! another try, and another process's events are always seen. Aggregates hold no personal
//! text, but some hold digests of it: all are dropped when a key was destroyed.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::{Decider, TenantId};
use uuid::Uuid;

/// Streams kept; beyond it, all are dropped and read anew as they are needed.
const CAPACITY: usize = 10_000;

type Key = (&'static str, TenantId, Uuid);
type State = (u64, Arc<dyn Any + Send + Sync>);

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
        let mut states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        if states.epoch < epoch {
            *states = States { epoch, known: HashMap::new() };
        }
        let known = states.known.get(&(A::TYPE, tenant, id)).cloned();
        drop(states);
        known
            .and_then(|(sequence, state)| Some((state.downcast_ref::<A>()?.clone(), sequence)))
            .unwrap_or_default()
    }

    /// Keeps a state that was read in an epoch of keys, unless that is over or a later state
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
        let later = states.known.get(&key).is_some_and(|(known, _)| *known >= sequence);
        if later || states.epoch != epoch {
            return;
        }
        if states.known.len() >= CAPACITY && !states.known.contains_key(&key) {
            states.known.clear();
        }
        states.known.insert(key, (sequence, Arc::new(state)));
    }
}
