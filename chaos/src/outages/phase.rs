//! What people notice in one phase: before, while something is away, and after.

use std::collections::BTreeMap;

use serde::Serialize;

use super::follower::{Follower, Happened};
use super::signal::{ALL, Look, Signal, known, longest};
use crate::load::{Meter, at};

/// Rates are a second, durations in milliseconds, waits in seconds.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(super) struct Phase {
    /// When it was, of the meter.
    pub(super) from: f64,
    pub(super) to: f64,
    /// How often each was given; read models and seals have no rate.
    pub(super) rates: BTreeMap<Signal, f64>,
    /// How long each took, the median and the 99th percentile, where that is known.
    pub(super) took: BTreeMap<Signal, (f64, f64)>,
    /// The longest that somebody waited for each at any moment, where it could be looked at.
    pub(super) waits: BTreeMap<Signal, f64>,
    /// Attempts at commands that failed, by status; 0: there was no answer.
    pub(super) failed: BTreeMap<u16, usize>,
    /// Turns that ended without a reply, and say so.
    pub(super) failed_turns: usize,
}

impl Phase {
    /// Between two moments.
    pub(super) fn between(
        meter: &Meter,
        follower: &Follower,
        looks: &[Look],
        from: f64,
        to: f64,
    ) -> Self {
        let stretch = meter.between(from, to);
        let length = (to - from).max(0.001);
        let happened = |what| follower.count(what, from, to) as f64 / length;
        let [first, second] = &stretch.lags;
        let mut phase = Self {
            from,
            to,
            failed: stretch.failed.clone(),
            failed_turns: follower.count(Happened::Failure, from, to),
            ..Self::default()
        };
        phase.rates = [
            (Signal::Commands, stretch.rate(stretch.answers.len())),
            (Signal::Reads, stretch.rate(stretch.sights.len())),
            (Signal::Replies, happened(Happened::Reply)),
            (Signal::Live1, stretch.rate(stretch.frames[0])),
            (Signal::Live2, stretch.rate(stretch.frames[1])),
            (Signal::Reminders, happened(Happened::Reminder)),
            (Signal::Pushes, stretch.rate(stretch.pushes)),
        ]
        .into();
        for (signal, durations) in [
            (Signal::Commands, &stretch.answers),
            (Signal::Reads, &stretch.sights),
            (Signal::Live1, first),
            (Signal::Live2, second),
        ] {
            if let (Some(p50), Some(p99)) = (at(durations, 0.5), at(durations, 0.99)) {
                phase.took.insert(signal, (p50, p99));
            }
        }
        let known = |signal: &Signal| known(looks, *signal, from, to);
        let wait = |signal| (signal, longest(looks, signal, from, to));
        phase.waits = ALL.into_iter().filter(known).map(wait).collect();
        phase
    }

    /// How long it is.
    pub(super) fn seconds(&self) -> f64 {
        self.to - self.from
    }

    /// How often something was given.
    pub(super) fn rate(&self, signal: Signal) -> Option<f64> {
        self.rates.get(&signal).copied()
    }

    /// The longest wait for something.
    pub(super) fn wait(&self, signal: Signal) -> f64 {
        self.waits.get(&signal).copied().unwrap_or_default()
    }
}
