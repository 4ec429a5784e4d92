//! What a contender did in one measurement.

use serde::{Deserialize, Serialize};

use super::{Figures, LatencySummary};

/// What a contender did in one measurement; the line that a peer's process prints.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// Operations that succeeded.
    pub operations: u64,
    /// Events that they wrote or read.
    pub events: u64,
    /// Attempts that met a conflict, whether or not they were repeated.
    #[serde(default)]
    pub conflicts: u64,
    /// Events that were appended and never delivered.
    #[serde(default)]
    pub lost: u64,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// How long single operations took, in microseconds.
    pub latency_us: LatencySummary,
}

impl Sample {
    /// As named numbers.
    pub fn figures(&self) -> Figures {
        Figures::new()
            .with("operations_per_s", self.operations as f64 / self.seconds)
            .with("events_per_s", self.events as f64 / self.seconds)
            .with("conflicts", self.conflicts as f64)
            .with("lost", self.lost as f64)
            .with("conflicts_per_operation", self.conflicts as f64 / self.operations as f64)
            .with_latencies(&self.latency_us)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_per_second() {
        let sample = Sample { operations: 100, events: 300, seconds: 2.0, ..Sample::default() };
        let figures = sample.figures();
        assert_eq!(figures.get("operations_per_s"), Some(50.0));
        assert_eq!(figures.get("events_per_s"), Some(150.0));
    }

    #[test]
    fn nothing_done_gives_no_ratio() {
        let figures = Sample { seconds: 1.0, ..Sample::default() }.figures();
        assert_eq!(figures.get("operations_per_s"), Some(0.0));
        assert_eq!(figures.get("conflicts_per_operation"), None);
    }

    #[test]
    fn the_line_of_a_process_is_understood() {
        let line = r#"{"operations":5,"events":5,"conflicts":1,"seconds":1.5,
                       "latency_us":{"p50":1.0,"p95":2.0,"p99":3.0,"max":4.0}}"#;
        let sample: Sample = serde_json::from_str(line).unwrap();
        assert_eq!((sample.operations, sample.latency_us.p99), (5, 3.0));
    }
}
