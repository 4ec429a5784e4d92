//! So many a second, whether or not the answers are quick: a slow server does not get less
//! to do.

use std::time::{Duration, Instant};

use tokio::time::{Instant as At, sleep_until};

/// How late a timer may be, and a little more.
const TICKS: Duration = Duration::from_millis(2);

/// When each of `count` moments is, `rate` a second, shared by `lanes`: those of one lane.
pub fn moments(
    first: Instant,
    rate: u32,
    count: usize,
    lane: usize,
    lanes: usize,
) -> impl Iterator<Item = Instant> {
    let step = Duration::from_secs(1) / rate.max(1);
    (lane..count).step_by(lanes.max(1)).map(move |number| {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        first + step * number
    })
}

/// Waits for a moment; one that is over is not waited for.
pub async fn until(moment: Instant) {
    sleep_until(At::from_std(moment)).await;
}

/// Waits for a moment to some microseconds: a timer may be late by one of its ticks, which
/// would count as the server's.
pub async fn exactly(moment: Instant) {
    until(moment.checked_sub(TICKS).unwrap_or(moment)).await;
    while Instant::now() < moment {
        tokio::task::yield_now().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_take_turns() {
        let first = Instant::now();
        let of = |lane| moments(first, 100, 5, lane, 2).map(move |at| (at - first).as_millis());
        assert_eq!(of(0).collect::<Vec<_>>(), [0, 20, 40]);
        assert_eq!(of(1).collect::<Vec<_>>(), [10, 30]);
    }

    #[tokio::test]
    async fn a_moment_is_not_missed_by_much() {
        let moment = Instant::now() + Duration::from_millis(20);
        exactly(moment).await;
        assert!(Instant::now() >= moment);
        exactly(moment).await;
    }
}
