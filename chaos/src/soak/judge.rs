//! The beginning beside the end: what is flat, and what grows.

use std::collections::BTreeSet;

use bench::measure::statistics::median;
use serde::Serialize;

use super::Sample;
use crate::check::Finding;

/// Shares of the run: what comes before the first is warming up.
const FIRST: std::ops::Range<f64> = 0.10..0.35;
const LAST: std::ops::Range<f64> = 0.75..1.0;

/// What a figure may become, and what is so little that it does not count.
struct Limit {
    figure: &'static str,
    ratio: f64,
    little: f64,
}

/// What is judged, by how its name begins. The first that fits holds.
const LIMITS: [Limit; 6] = [
    Limit { figure: "memory_kb ", ratio: 1.15, little: 1024.0 },
    Limit { figure: "files ", ratio: 1.10, little: 2.0 },
    Limit { figure: "redis_", ratio: 1.15, little: 10.0 },
    Limit { figure: "postgres_connections", ratio: 1.10, little: 2.0 },
    Limit { figure: "command_p99_ms", ratio: 1.5, little: 5.0 },
    Limit { figure: "frame_p99_ms", ratio: 1.5, little: 5.0 },
];
/// The run's own: it keeps what was said.
const NOT_JUDGED: [&str; 2] = ["memory_kb chaos", "files chaos"];

/// A figure at the beginning and at the end.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Row {
    pub(super) figure: String,
    /// The median of the first stretch, and of the last.
    pub(super) first: f64,
    pub(super) last: f64,
    /// How many times the first is the last, unless the first is nothing.
    pub(super) ratio: Option<f64>,
    /// What it may be at most; none: it is not judged.
    pub(super) limit: Option<f64>,
    /// Whether it is within that.
    pub(super) flat: bool,
}

impl Row {
    /// Whether it is judged, and not flat.
    pub(super) fn grows(&self) -> bool {
        self.limit.is_some() && !self.flat
    }

    /// That it is not flat.
    pub(super) fn finding(&self) -> Finding {
        let Self { figure, first, last, .. } = self;
        Finding { of: "flatness", what: format!("{figure}: from {first:.1} to {last:.1}") }
    }
}

/// Every figure of a run of this length.
pub(super) fn rows(samples: &[Sample], seconds: f64) -> Vec<Row> {
    let names: BTreeSet<&str> = samples.iter().flat_map(|sample| sample.figures.names()).collect();
    names.into_iter().filter_map(|name| row(samples, seconds, name)).collect()
}

fn row(samples: &[Sample], seconds: f64, figure: &str) -> Option<Row> {
    let middle = |share: &std::ops::Range<f64>| {
        let within = samples.iter().filter(|sample| {
            // The last look may come a moment late.
            share.contains(&(sample.at / seconds).min(0.999))
        });
        median(within.filter_map(|sample| sample.figures.get(figure)))
    };
    let (first, last) = (middle(&FIRST)?, middle(&LAST)?);
    let limit = LIMITS
        .iter()
        .find(|limit| figure.starts_with(limit.figure) && !NOT_JUDGED.contains(&figure));
    let flat =
        limit.is_none_or(|limit| last <= first * limit.ratio || last - first <= limit.little);
    Some(Row {
        figure: figure.to_owned(),
        first,
        last,
        ratio: (first != 0.0).then_some(last / first),
        limit: limit.map(|limit| limit.ratio),
        flat,
    })
}

#[cfg(test)]
mod tests {
    use bench::measure::Figures;

    use super::*;

    /// A run of a hundred looks, with what a figure is at each.
    fn run(figure: &str, value: impl Fn(f64) -> f64) -> Row {
        let samples: Vec<Sample> = (1..=100)
            .map(|number| f64::from(number) * 10.0)
            .map(|at| Sample { at, figures: Figures::new().with(figure, value(at / 1000.0)) })
            .collect();
        rows(&samples, 1000.0).remove(0)
    }

    #[test]
    fn what_warms_up_and_stays_is_flat() {
        let row = run("memory_kb api-1", |share| if share < 0.1 { 1e3 } else { 9e4 });
        assert_eq!((row.ratio, row.limit, row.flat), (Some(1.0), Some(1.15), true));
        assert!(!row.grows());
    }

    #[test]
    fn what_grows_to_the_end_is_found() {
        let row = run("memory_kb api-1", |share| 1e5 * (1.0 + share));
        assert!(row.grows(), "{row:?}");
        assert!(row.finding().what.starts_with("memory_kb api-1: from 12"));
        assert!(run("command_p99_ms", |share| 20.0 + 40.0 * share).grows());
        assert!(run("redis_keys", |share| 1e4 * share).grows());
    }

    #[test]
    fn little_is_no_growth() {
        assert!(!run("files timers-1", |share| if share < 0.5 { 10.0 } else { 12.0 }).grows());
        assert!(!run("command_p99_ms", |share| 2.0 + 4.0 * share).grows());
    }

    #[test]
    fn the_data_and_the_run_itself_are_not_judged() {
        for figure in ["database_kb", "memory_kb chaos", "commands_per_s"] {
            let row = run(figure, |share| 1e6 * share);
            assert!(row.limit.is_none() && !row.grows(), "{row:?}");
            assert!(row.ratio.is_some_and(|ratio| ratio > 3.0));
        }
    }

    #[test]
    fn nothing_at_first_has_no_ratio() {
        assert_eq!(run("failed_attempts", |_| 0.0).ratio, None);
    }
}
