//! What people notice: each a thing that somebody may be waiting for.

use std::collections::BTreeMap;

use serde::Serialize;

/// Something that somebody may be waiting for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Signal {
    /// Answers to commands.
    Commands,
    /// Being shown what they wrote.
    Reads,
    /// The end of a turn, by a reply.
    Replies,
    /// Frames to tabs at the first API.
    Live1,
    /// Frames to tabs at the second API.
    Live2,
    /// Reminders that are due.
    Reminders,
    /// Notices on devices.
    Pushes,
    /// Every read model.
    ReadModels,
    /// Signed heads over the log.
    Seals,
}

/// All of them.
pub(super) const ALL: [Signal; 9] = [
    Signal::Commands,
    Signal::Reads,
    Signal::Replies,
    Signal::Live1,
    Signal::Live2,
    Signal::Reminders,
    Signal::Pushes,
    Signal::ReadModels,
    Signal::Seals,
];

/// How long somebody waits by now for each, in seconds; what cannot be known is left out.
pub(super) type Waits = BTreeMap<Signal, f64>;

impl Signal {
    /// In a table.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Commands => "commands",
            Self::Reads => "reads",
            Self::Replies => "replies",
            Self::Live1 => "live 1",
            Self::Live2 => "live 2",
            Self::Reminders => "reminders",
            Self::Pushes => "pushes",
            Self::ReadModels => "read models",
            Self::Seals => "seals",
        }
    }

    /// A wait of so many seconds is nothing out of the ordinary.
    pub(super) fn usual(self) -> f64 {
        match self {
            // A head is signed every ten seconds, when little happens.
            Self::Seals => 15.0,
            // An answer takes several calls of a model.
            Self::Replies => 6.0,
            _ => 3.0,
        }
    }
}

/// A look at all of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Look {
    /// Of the meter.
    pub(super) at: f64,
    /// What was seen.
    pub(super) waits: Waits,
}

/// The longest wait for something in a stretch of time.
pub(super) fn longest(looks: &[Look], signal: Signal, from: f64, to: f64) -> f64 {
    let within = looks.iter().filter(|look| (from..to).contains(&look.at));
    within.filter_map(|look| look.waits.get(&signal).copied()).fold(0.0, f64::max)
}

/// Whether something could be looked at for most of a stretch of time.
pub(super) fn known(looks: &[Look], signal: Signal, from: f64, to: f64) -> bool {
    let within: Vec<&Look> = looks.iter().filter(|look| (from..to).contains(&look.at)).collect();
    let known = within.iter().filter(|look| look.waits.contains_key(&signal)).count();
    known * 2 > within.len()
}

/// When something was back to a wait of at most `limit` and stayed so, in seconds after `from`:
/// none if it was not by the last look.
pub(super) fn back_after(looks: &[Look], signal: Signal, from: f64, limit: f64) -> Option<f64> {
    let after: Vec<&Look> = looks.iter().filter(|look| look.at >= from).collect();
    let fine = |look: &&&Look| look.waits.get(&signal).is_some_and(|wait| *wait <= limit);
    let last = after.iter().rev().take_while(fine).count();
    let first = after.len().checked_sub(last)?;
    // As it never waited, it need not come back.
    if first == 0 {
        return Some(0.0);
    }
    after.get(first).map(|look| look.at - from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks(waits: &[f64]) -> Vec<Look> {
        let look = |(at, wait): (usize, &f64)| Look {
            at: at as f64,
            waits: [(Signal::Replies, *wait)].into(),
        };
        waits.iter().enumerate().map(look).collect()
    }

    #[test]
    fn the_longest_wait_is_within_the_stretch() {
        let looks = looks(&[9.0, 1.0, 2.0, 8.0]);
        assert_eq!(longest(&looks, Signal::Replies, 1.0, 3.0), 2.0);
        assert_eq!(longest(&looks, Signal::Pushes, 1.0, 3.0), 0.0);
    }

    #[test]
    fn what_is_seen_now_and_then_is_not_known() {
        let mut looks = looks(&[1.0, 1.0, 1.0, 1.0]);
        assert!(known(&looks, Signal::Replies, 0.0, 4.0));
        assert!(!known(&looks, Signal::Seals, 0.0, 4.0));
        for look in &mut looks[1..] {
            look.waits.clear();
        }
        assert!(!known(&looks, Signal::Replies, 0.0, 4.0));
    }

    #[test]
    fn something_is_back_when_it_stays_so() {
        let back = |waits: &[f64]| back_after(&looks(waits), Signal::Replies, 1.0, 3.0);
        assert_eq!(back(&[9.0, 9.0, 1.0, 9.0, 2.0, 1.0]), Some(3.0), "it came back twice");
        assert_eq!(back(&[9.0, 1.0, 1.0]), Some(0.0), "it was never away");
        assert_eq!(back(&[1.0, 1.0, 9.0]), None);
        assert_eq!(back(&[]), Some(0.0));
        let unknown = back_after(&looks(&[1.0, 1.0]), Signal::Pushes, 1.0, 3.0);
        assert_eq!(unknown, None, "what cannot be known is not back");
    }
}
