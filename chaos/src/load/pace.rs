//! How often people do something.

use std::time::Duration;

use rand::Rng;
use rand::rngs::StdRng;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

/// The longest pause between two deeds of one person who is eager, in milliseconds.
const PAUSE: u64 = 250;

/// How often people do something.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pace {
    /// Each of them again after a short pause.
    Eager,
    /// So many deeds a second, of all of them together, as long as answers come in time.
    Steady(f64),
}

/// What tells somebody when to do the next thing.
#[derive(Debug)]
pub(super) enum Beat {
    Eager,
    Steady(Interval),
}

impl Pace {
    /// Of one of so many people, by their number: one after the other.
    pub(super) fn beat(self, number: usize, people: usize) -> Beat {
        match self {
            Self::Eager => Beat::Eager,
            Self::Steady(rate) => {
                let first = Instant::now() + Duration::from_secs_f64(number as f64 / rate);
                let period = Duration::from_secs_f64(people as f64 / rate);
                let mut beat = interval_at(first, period);
                // Who waited for an answer does not hurry afterwards.
                beat.set_missed_tick_behavior(MissedTickBehavior::Skip);
                Beat::Steady(beat)
            }
        }
    }
}

impl Beat {
    /// Waits until it is time.
    pub(super) async fn next(&mut self, dice: &mut StdRng) {
        match self {
            Self::Eager => {
                tokio::time::sleep(Duration::from_millis(dice.random_range(0..PAUSE))).await;
            }
            Self::Steady(beat) => {
                beat.tick().await;
            }
        }
    }

    /// Whether people have the time for anything but deeds.
    pub(super) fn is_steady(&self) -> bool {
        matches!(self, Self::Steady(_))
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[tokio::test]
    async fn people_share_a_steady_pace() {
        let mut beat = Pace::Steady(700.0).beat(3, 7);
        let mut dice = StdRng::seed_from_u64(1);
        let begun = Instant::now();
        for _ in 0..11 {
            beat.next(&mut dice).await;
        }
        // The first comes after those of three others.
        assert!(begun.elapsed() >= Duration::from_millis(104), "{:?}", begun.elapsed());
    }
}
