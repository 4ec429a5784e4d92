//! What people noticed in a stretch of time.

use std::collections::BTreeMap;

/// What people noticed in a stretch of time. Durations are in milliseconds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stretch {
    /// How long it is.
    pub seconds: f64,
    /// Commands that were answered: how long each took, with all its attempts.
    pub answers: Vec<f32>,
    /// How long it took until somebody was shown what they wrote.
    pub sights: Vec<f32>,
    /// Attempts at commands that failed, by status; 0: there was no answer.
    pub failed: BTreeMap<u16, usize>,
    /// Events that tabs were told of, at each API.
    pub frames: [usize; 2],
    /// How long it took from a command to the frame of it, at each API.
    pub lags: [Vec<f32>; 2],
    /// Pushes that were taken.
    pub pushes: usize,
}

impl Stretch {
    /// With what happened in another one; its length is not added.
    pub(super) fn add(&mut self, other: &Self) {
        self.answers.extend(&other.answers);
        self.sights.extend(&other.sights);
        for (status, times) in &other.failed {
            *self.failed.entry(*status).or_default() += times;
        }
        for (sum, more) in self.frames.iter_mut().zip(other.frames) {
            *sum += more;
        }
        for (sum, more) in self.lags.iter_mut().zip(&other.lags) {
            sum.extend(more);
        }
        self.pushes += other.pushes;
    }

    /// One more frame at an API.
    pub(super) fn frame(&mut self, api: usize) {
        if let Some(frames) = self.frames.get_mut(api) {
            *frames += 1;
        }
    }

    /// How long one took from its command.
    pub(super) fn lag(&mut self, api: usize, took: f32) {
        if let Some(lags) = self.lags.get_mut(api) {
            lags.push(took);
        }
    }

    /// Attempts that failed.
    pub fn failures(&self) -> usize {
        self.failed.values().sum()
    }

    /// So many, a second.
    pub fn rate(&self, count: usize) -> f64 {
        if self.seconds > 0.0 { count as f64 / self.seconds } else { 0.0 }
    }
}

/// What a share (0 to 1) of some durations are at most; none when there are none.
pub fn at(durations: &[f32], share: f64) -> Option<f64> {
    let mut sorted = durations.to_vec();
    sorted.sort_by(f32::total_cmp);
    let place = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(place.saturating_sub(1)).map(|value| f64::from(*value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_count_from_below() {
        let durations: Vec<f32> = (1..=100).rev().map(|number| number as f32).collect();
        assert_eq!(
            [0.5, 0.99, 1.0].map(|share| at(&durations, share)),
            [50.0, 99.0, 100.0].map(Some)
        );
        assert_eq!(at(&[], 0.5), None);
        assert_eq!(at(&[3.0], 0.0), Some(3.0));
    }

    #[test]
    fn a_sum_holds_both_and_rates_are_of_its_own_length() {
        let one = Stretch { pushes: 1, frames: [2, 0], ..Stretch::default() };
        let mut sum = Stretch { seconds: 4.0, failed: [(503, 1)].into(), ..Stretch::default() };
        for _ in 0..2 {
            sum.add(&one);
        }
        assert_eq!((sum.pushes, sum.frames, sum.failures()), (2, [4, 0], 1));
        assert_eq!(sum.rate(sum.frames[0]), 1.0);
    }
}
