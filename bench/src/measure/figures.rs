//! Named numbers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::LatencySummary;

/// Named numbers of one measurement. A name ends with its unit: `events_per_s`, `p50_us`,
/// `resident_kb`, `recall`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Figures(BTreeMap<String, f64>);

impl Figures {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// With one more. What is no number (0 divided by 0) is left out.
    #[must_use]
    pub fn with(mut self, name: &str, value: f64) -> Self {
        if value.is_finite() {
            self.0.insert(name.to_owned(), value);
        }
        self
    }

    /// With percentiles, named `p50_us`, `p95_us`, `p99_us`, `max_us`.
    #[must_use]
    pub fn with_latencies(self, latencies: &LatencySummary) -> Self {
        self.with("p50_us", latencies.p50)
            .with("p95_us", latencies.p95)
            .with("p99_us", latencies.p99)
            .with("max_us", latencies.max)
    }

    /// The number of that name.
    pub fn get(&self, name: &str) -> Option<f64> {
        self.0.get(name).copied()
    }

    /// All names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}
