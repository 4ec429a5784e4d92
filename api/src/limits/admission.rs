//! How many requests are at work at the same time. Those beyond it wait in a line of their
//! business, and the lines take turns: whoever floods the service waits for themselves. A line
//! that is full, and whoever waits for too long, is told to come back.
//!
//! A business may use whatever others leave, up to half of all places, so that slow clients of
//! one cannot hold every place.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::TenantId;
use tokio::sync::oneshot;

use crate::error::{ApiError, kinds};

/// How long a request waits for its place.
const PATIENCE: Duration = Duration::from_secs(2);
/// Requests that wait in one line.
const LINE: usize = 128;

/// The places of this process.
#[derive(Debug, Clone)]
pub(super) struct Admission {
    places: Arc<Mutex<Places>>,
    patience: Duration,
}

/// A place, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    tenant: TenantId,
    /// Nothing once it was given back.
    places: Option<Admission>,
}

#[derive(Debug)]
struct Places {
    free: usize,
    /// The most of one business.
    share: usize,
    lines: HashMap<TenantId, Line>,
    /// Whose turn it is: businesses that have somebody waiting.
    turns: VecDeque<TenantId>,
}

#[derive(Debug, Default)]
struct Line {
    at_work: usize,
    waiting: VecDeque<oneshot::Sender<Place>>,
}

impl Admission {
    pub(super) fn new(places: usize) -> Self {
        let free = places.max(1);
        let share = free.div_ceil(2);
        let places = Places { free, share, lines: HashMap::new(), turns: VecDeque::new() };
        Self { places: Arc::new(Mutex::new(places)), patience: PATIENCE }
    }

    /// A place for a request of this business.
    pub(super) async fn enter(&self, tenant: TenantId) -> Result<Place, ApiError> {
        let turn = match self.places().ask(tenant) {
            Asked::Free => return Ok(self.place(tenant)),
            Asked::Wait(turn) => turn,
            Asked::Full => return Err(shed()),
        };
        match tokio::time::timeout(self.patience, turn).await {
            Ok(Ok(place)) => Ok(place),
            _ => Err(shed()),
        }
    }

    fn place(&self, tenant: TenantId) -> Place {
        metrics::gauge!("steward_requests_at_work").increment(1.0);
        Place { tenant, places: Some(self.clone()) }
    }

    fn leave(&self, tenant: TenantId) {
        let mut places = self.places();
        places.give_back(tenant);
        while let Some((tenant, waiting)) = places.next() {
            if let Err(mut place) = waiting.send(self.place(tenant)) {
                // Nobody waits there any more; it must not be given back under the lock.
                place.places = None;
                metrics::gauge!("steward_requests_at_work").decrement(1.0);
                places.give_back(tenant);
            }
        }
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn shed() -> ApiError {
    metrics::counter!("steward_requests_shed_total").increment(1);
    let detail = "Too many requests are being worked on; try again in a second.";
    ApiError::because(kinds::UNAVAILABLE, detail).retry_after(1)
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(places) = self.places.take() {
            metrics::gauge!("steward_requests_at_work").decrement(1.0);
            places.leave(self.tenant);
        }
    }
}

enum Asked {
    Free,
    Wait(oneshot::Receiver<Place>),
    Full,
}

impl Places {
    fn ask(&mut self, tenant: TenantId) -> Asked {
        let line = self.lines.entry(tenant).or_default();
        // Nobody waits while there is a place that they may have.
        if self.free > 0 && line.at_work < self.share {
            self.free -= 1;
            line.at_work += 1;
            return Asked::Free;
        }
        line.waiting.retain(|waiting| !waiting.is_closed());
        if line.waiting.len() >= LINE {
            return Asked::Full;
        }
        let (sender, turn) = oneshot::channel();
        line.waiting.push_back(sender);
        if !self.turns.contains(&tenant) {
            self.turns.push_back(tenant);
        }
        Asked::Wait(turn)
    }

    fn give_back(&mut self, tenant: TenantId) {
        self.free += 1;
        if let Some(line) = self.lines.get_mut(&tenant) {
            line.at_work -= 1;
            if line.at_work == 0 && line.waiting.is_empty() {
                self.lines.remove(&tenant);
            }
        }
    }

    /// Takes a place for the next in turn, if there is one for them.
    fn next(&mut self) -> Option<(TenantId, oneshot::Sender<Place>)> {
        for _ in 0..self.turns.len() {
            let tenant = self.turns.pop_front()?;
            let Some(line) = self.lines.get_mut(&tenant) else { continue };
            if self.free == 0 || line.at_work >= self.share {
                self.turns.push_back(tenant);
                continue;
            }
            let waiting = line.waiting.pop_front();
            if !line.waiting.is_empty() {
                self.turns.push_back(tenant);
            }
            if let Some(waiting) = waiting {
                self.free -= 1;
                line.at_work += 1;
                return Some((tenant, waiting));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const FLOOD: TenantId = TenantId(Uuid::from_u128(1));
    const OTHER: TenantId = TenantId(Uuid::from_u128(2));

    async fn all_at_work(admission: &Admission, tenant: TenantId, count: usize) -> Vec<Place> {
        let mut places = Vec::new();
        for _ in 0..count {
            places.push(admission.enter(tenant).await.unwrap());
        }
        places
    }

    #[tokio::test]
    async fn whoever_floods_it_waits_for_themselves() {
        let admission = Admission::new(4);
        let mut flood = all_at_work(&admission, FLOOD, 2).await;
        let waiting: Vec<_> = (0..8)
            .map(|_| {
                tokio::spawn({
                    let admission = admission.clone();
                    async move { admission.enter(FLOOD).await }
                })
            })
            .collect();
        tokio::task::yield_now().await;
        // Half of the places are left to others, who do not wait.
        let other = all_at_work(&admission, OTHER, 2).await;
        flood.pop();
        let first = waiting.into_iter().next().unwrap().await.unwrap();
        assert!(first.is_ok(), "its line moves on when one of its own is done");
        drop(other);
        assert_eq!(admission.places().lines[&FLOOD].at_work, 2);
    }

    #[tokio::test]
    async fn lines_take_turns() {
        let admission = Admission::new(2);
        let (a, b) =
            (all_at_work(&admission, FLOOD, 1).await, all_at_work(&admission, OTHER, 1).await);
        let third = TenantId(Uuid::from_u128(3));
        let enter = |tenant| {
            let admission = admission.clone();
            tokio::spawn(async move { admission.enter(tenant).await.map(|place| place.tenant) })
        };
        let flood: Vec<_> = (0..3).map(|_| enter(FLOOD)).collect();
        tokio::task::yield_now().await;
        let late = enter(third);
        tokio::task::yield_now().await;
        drop((a, b));
        // Each place is given back as soon as it was had, so all come to their turn.
        assert_eq!(late.await.unwrap().unwrap(), third);
        for one in flood {
            assert_eq!(one.await.unwrap().unwrap(), FLOOD);
        }
        let places = admission.places();
        assert_eq!((places.free, places.lines.len(), places.turns.len()), (2, 0, 0));
    }

    #[tokio::test]
    async fn whoever_waits_too_long_is_told_to_come_back_and_leaves_no_trace() {
        let admission = Admission { patience: Duration::from_millis(1), ..Admission::new(1) };
        let place = all_at_work(&admission, FLOOD, 1).await;
        assert!(admission.enter(OTHER).await.is_err());
        drop(place);
        let places = admission.places();
        assert_eq!((places.free, places.lines.len(), places.turns.len()), (1, 0, 0));
    }

    #[tokio::test]
    async fn a_full_line_is_refused_at_once() {
        let admission = Admission::new(1);
        let _place = all_at_work(&admission, FLOOD, 1).await;
        let waiting: Vec<_> = (0..LINE)
            .map(|_| {
                tokio::spawn({
                    let admission = admission.clone();
                    async move { admission.enter(FLOOD).await }
                })
            })
            .collect();
        while admission.places().lines[&FLOOD].waiting.len() < LINE {
            tokio::task::yield_now().await;
        }
        let refused = futures::poll!(std::pin::pin!(admission.enter(FLOOD)));
        assert!(matches!(refused, std::task::Poll::Ready(Err(_))), "it does not wait");
        drop(waiting);
    }
}
