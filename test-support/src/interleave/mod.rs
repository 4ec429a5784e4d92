//! Every order in which the statements of several parties can reach Postgres, one after the
//! other: what loom does for atomics, for transactions.
//!
//! Each party talks to the database over a [`Wire`] of its own, which holds every statement
//! back. When all parties wait (for their turn, or for a lock that another one holds) one of
//! them is let go on. [`every_order`] tries all ways to choose, [`some_orders`] as many as it
//! is told, the same ones each time.

mod messages;
mod wire;

use std::time::{Duration, Instant};

use sqlx::PgPool;
use tokio::task::JoinHandle;

pub use wire::Wire;

/// How long all parties may take to come to a halt.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often it is looked whether they have.
const LOOK: Duration = Duration::from_micros(200);

/// Who goes on, each time that more than one could.
#[derive(Debug, Default)]
pub struct Order {
    /// What was decided before the run.
    given: Vec<usize>,
    /// What was chosen, of how many.
    taken: Vec<(usize, usize)>,
    /// Chooses where nothing was decided; the first party where it is none.
    random: Option<u64>,
}

impl Order {
    fn choose(&mut self, of: usize) -> usize {
        let chosen = match (self.given.get(self.taken.len()), self.random.as_mut()) {
            // Fewer may be able to go on than there were, where time plays a part.
            (Some(given), _) => (*given).min(of - 1),
            (None, Some(state)) => {
                // xorshift64: as good as any to choose with.
                *state ^= *state << 13;
                *state ^= *state >> 7;
                *state ^= *state << 17;
                usize::try_from(*state >> 33).unwrap_or(0) % of
            }
            (None, None) => 0,
        };
        self.taken.push((chosen, of));
        chosen
    }

    /// What was chosen, for whoever wants to know which order broke a promise.
    #[must_use]
    pub fn taken(&self) -> Vec<usize> {
        self.taken.iter().map(|(chosen, _)| *chosen).collect()
    }

    /// The next one that differs in as late a choice as possible.
    fn next(mut self) -> Option<Self> {
        while let Some((chosen, of)) = self.taken.pop() {
            if chosen + 1 < of {
                let mut given = self.taken();
                given.push(chosen + 1);
                return Some(Self { given, ..Self::default() });
            }
        }
        None
    }

    /// Lets the parties run, each over its wire, until all have come to their end.
    ///
    /// # Panics
    /// When they come neither to a halt nor to an end, or one of them panics.
    pub async fn run<T>(&mut self, admin: &PgPool, parties: Vec<(&Wire, JoinHandle<T>)>) -> Vec<T> {
        loop {
            self.halt(admin, &parties).await;
            let able: Vec<&Wire> =
                parties.iter().map(|(wire, _)| *wire).filter(|wire| wire.waits()).collect();
            match able.as_slice() {
                [] if parties.iter().all(|(_, work)| work.is_finished()) => break,
                // Each waits for a lock of another one: Postgres ends that by itself.
                [] => tokio::time::sleep(LOOK).await,
                [only] => only.let_through(),
                several => {
                    let chosen = self.choose(several.len());
                    if let Some(wire) = several.get(chosen) {
                        wire.let_through();
                    }
                }
            }
        }
        let mut ends = Vec::new();
        for (_, work) in parties {
            match work.await {
                Ok(end) => ends.push(end),
                Err(error) => std::panic::resume_unwind(error.into_panic()),
            }
        }
        ends
    }

    /// Waits until every party has ended, waits for its turn, or waits for a lock.
    async fn halt<T>(&self, admin: &PgPool, parties: &[(&Wire, JoinHandle<T>)]) {
        let since = Instant::now();
        loop {
            let mut all = true;
            for (wire, work) in parties {
                let asked = wire.asked();
                let halted = (work.is_finished() && asked.is_empty())
                    || wire.waits()
                    || (!asked.is_empty() && blocked(admin, &asked).await);
                all &= halted;
            }
            if all {
                return;
            }
            assert!(since.elapsed() < PATIENCE, "stuck after {:?}", self.taken());
            tokio::time::sleep(LOOK).await;
        }
    }
}

/// Whether all of these backends wait for somebody's lock.
async fn blocked(admin: &PgPool, backends: &[i32]) -> bool {
    let waiting: Result<bool, sqlx::Error> = sqlx::query_scalar(
        "SELECT bool_and(cardinality(pg_blocking_pids(pid)) > 0) FROM unnest($1::int[]) AS pid",
    )
    .bind(backends)
    .fetch_one(admin)
    .await;
    waiting.unwrap_or(false)
}

/// Runs `once` in every order; how many there were.
pub async fn every_order(mut once: impl AsyncFnMut(&mut Order)) -> usize {
    let mut next = Some(Order::default());
    let mut orders = 0;
    while let Some(mut order) = next {
        once(&mut order).await;
        orders += 1;
        next = order.next();
    }
    orders
}

/// Runs `once` in so many orders that are chosen at random, the same ones each time.
pub async fn some_orders(count: u64, mut once: impl AsyncFnMut(&mut Order)) {
    for seed in 1..=count {
        let random = Some(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        once(&mut Order { random, ..Order::default() }).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All ways to merge two parties of so many steps.
    async fn merged(a: usize, b: usize) -> Vec<String> {
        let mut all = Vec::new();
        every_order(async |order| {
            let (mut left, mut merged) = ([a, b], String::new());
            while left != [0, 0] {
                let next = match left {
                    [_, 0] => 0,
                    [0, _] => 1,
                    _ => order.choose(2),
                };
                left[next] -= 1;
                merged.push(['a', 'b'][next]);
            }
            all.push(merged);
        })
        .await;
        all
    }

    #[tokio::test]
    async fn every_order_comes_once() {
        assert_eq!(merged(1, 2).await, ["abb", "bab", "bba"]);
        let mut all = merged(3, 4).await;
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!((all.len(), count), (35, 35), "7 over 3");
    }

    #[tokio::test]
    async fn orders_at_random_are_the_same_each_time() {
        let mut rounds = Vec::new();
        for _ in 0..2 {
            let mut chosen = Vec::new();
            some_orders(5, async |order| chosen.push((0..20).map(|_| order.choose(2)).collect()))
                .await;
            rounds.push(chosen);
        }
        let unlike: std::collections::BTreeSet<Vec<usize>> = rounds[0].iter().cloned().collect();
        assert_eq!((&rounds[0], unlike.len()), (&rounds[1], 5));
    }
}
