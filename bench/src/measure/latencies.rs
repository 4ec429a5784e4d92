//! Durations of single operations, to a thousandth of themselves.

use std::time::Duration;

use hdrhistogram::Histogram;
use serde::{Deserialize, Serialize};

/// The longest duration that is told apart from longer ones, in microseconds: a minute.
const LONGEST: u64 = 60_000_000;

/// Durations of single operations.
#[derive(Debug, Clone)]
pub struct Latencies {
    histogram: Histogram<u64>,
}

/// Percentiles in microseconds; 0 when nothing was measured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct LatencySummary {
    /// Half took at most this.
    pub p50: f64,
    /// 95 of 100 took at most this.
    pub p95: f64,
    /// 99 of 100 took at most this.
    pub p99: f64,
    /// None took longer.
    pub max: f64,
}

impl Default for Latencies {
    fn default() -> Self {
        Self::new()
    }
}

impl Latencies {
    /// None yet.
    pub fn new() -> Self {
        // The bounds are constants that the histogram accepts; auto-resizing needs none.
        let histogram = Histogram::new_with_max(LONGEST, 3);
        Self { histogram: histogram.unwrap_or_else(|_| unreachable_bounds()) }
    }

    /// Adds one.
    pub fn record(&mut self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(LONGEST);
        self.histogram.saturating_record(micros.min(LONGEST));
    }

    /// Adds those of another measurement.
    pub fn add(&mut self, other: &Self) {
        // Both have the same bounds, so every value of the other fits.
        let _ = self.histogram.add(&other.histogram);
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.histogram.len()
    }

    /// Microseconds that a share (0 to 1) of them took at most; 0 when there is none.
    pub fn at(&self, share: f64) -> f64 {
        self.histogram.value_at_quantile(share) as f64
    }

    /// The usual percentiles.
    pub fn summary(&self) -> LatencySummary {
        LatencySummary {
            p50: self.at(0.50),
            p95: self.at(0.95),
            p99: self.at(0.99),
            max: self.histogram.max() as f64,
        }
    }
}

#[expect(clippy::panic, reason = "the bounds above are valid: 1 <= LONGEST / 2, 3 digits")]
fn unreachable_bounds() -> Histogram<u64> {
    panic!("a histogram up to {LONGEST} with three digits")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_measurement_everything_is_zero() {
        assert_eq!(Latencies::new().summary(), LatencySummary::default());
    }

    #[test]
    fn one_measurement_is_every_percentile() {
        let mut latencies = Latencies::new();
        latencies.record(Duration::from_micros(700));
        let summary = latencies.summary();
        assert_eq!((summary.p50, summary.p99, summary.max), (700.0, 700.0, 700.0));
    }

    #[test]
    fn percentiles_count_from_below() {
        let mut latencies = Latencies::new();
        for micros in 1..=100 {
            latencies.record(Duration::from_micros(micros));
        }
        let LatencySummary { p50, p95, p99, max } = latencies.summary();
        assert_eq!((p50, p95, p99, max), (50.0, 95.0, 99.0, 100.0));
    }

    #[test]
    fn what_takes_too_long_to_tell_is_the_longest() {
        let mut latencies = Latencies::new();
        latencies.record(Duration::from_secs(3600));
        assert!(latencies.at(0.5) >= LONGEST as f64 * 0.999);
    }

    #[test]
    fn sums_hold_both() {
        let (mut one, mut other) = (Latencies::new(), Latencies::new());
        one.record(Duration::from_micros(10));
        other.record(Duration::from_micros(30));
        one.add(&other);
        assert_eq!((one.count(), one.summary().max), (2, 30.0));
    }
}
