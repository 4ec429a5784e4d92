//! One outage, judged: what stopped, what became slower, what went on, and when all was back.

use std::collections::BTreeMap;

use serde::Serialize;

use super::phase::Phase;
use super::signal::{ALL, Signal};

/// What a wait may be beside the longest before, and still be usual.
const USUAL: f64 = 1.5;
/// Something has stopped that is given less often than so many times what it was before, or
/// that somebody waited for through so much of the outage.
const STOPPED: f64 = 0.2;
const WAITED: f64 = 0.6;
/// Something is slower that is given less often than so many times what it was before.
const SLOWER: f64 = 0.7;
/// What is missing must be so many times what chance takes away.
const BY_CHANCE: f64 = 3.0;
/// Or whose median took so many times as long, and so much longer in milliseconds.
const LONGER: f64 = 2.0;
const NOTICED: f64 = 200.0;

/// What became of something while a component was away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Became {
    Stopped,
    Slower,
    WentOn,
}

/// One outage.
#[derive(Debug, Serialize)]
pub(super) struct Outage {
    /// Of this component.
    pub(super) component: &'static str,
    pub(super) before: Phase,
    pub(super) away: Phase,
    pub(super) after: Phase,
    /// When the component itself was at work again, in seconds after its return.
    pub(super) at_work: f64,
    /// When each was back to normal, in seconds after the component's return; none: it was
    /// not when patience ended.
    pub(super) back: BTreeMap<Signal, Option<f64>>,
    /// Processes that ended by themselves, for want of it, and were started again.
    pub(super) gave_up: u32,
}

impl Outage {
    /// What became of something.
    pub(super) fn became(&self, signal: Signal) -> Became {
        // What nobody can look at has stopped.
        let Some(wait) = self.away.waits.get(&signal).copied() else { return Became::Stopped };
        let usual = limit(&self.before, signal);
        let share = self.share(signal);
        if share < STOPPED || (wait > usual && wait > WAITED * self.away.seconds()) {
            return Became::Stopped;
        }
        let longer = match (self.before.took.get(&signal), self.away.took.get(&signal)) {
            (Some((before, _)), Some((away, _))) => {
                *away > before * LONGER && away - before > NOTICED
            }
            _ => false,
        };
        if share < SLOWER || longer || wait > usual {
            return Became::Slower;
        }
        Became::WentOn
    }

    /// How often something was given beside what was to be expected from before; 1 where less
    /// may be chance.
    fn share(&self, signal: Signal) -> f64 {
        let (Some(before), Some(away)) = (self.before.rate(signal), self.away.rate(signal)) else {
            return 1.0;
        };
        let counted = before * self.before.seconds();
        let (expected, seen) = (before * self.away.seconds(), away * self.away.seconds());
        if counted <= 0.0 {
            return 1.0;
        }
        let chance = (expected + expected * expected / counted).sqrt();
        if expected - seen > BY_CHANCE * chance { seen / expected } else { 1.0 }
    }

    /// What became so.
    pub(super) fn which(&self, became: Became) -> Vec<Signal> {
        ALL.into_iter().filter(|signal| self.became(*signal) == became).collect()
    }

    /// When the last of all was back; none if one was not.
    pub(super) fn all_back(&self) -> Option<f64> {
        self.back.values().try_fold(0.0, |last: f64, back| back.map(|back| last.max(back)))
    }

    /// What was not back when patience ended.
    pub(super) fn not_back(&self) -> Vec<Signal> {
        self.back.iter().filter(|(_, back)| back.is_none()).map(|(signal, _)| *signal).collect()
    }
}

/// The longest wait for something that is no matter, from how it was before.
pub(super) fn limit(before: &Phase, signal: Signal) -> f64 {
    (before.wait(signal) * USUAL).max(signal.usual())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    fn phase(seconds: f64) -> Phase {
        Phase {
            to: seconds,
            rates: [(Signal::Commands, 10.0), (Signal::Replies, 2.0), (Signal::Pushes, 0.3)].into(),
            took: [(Signal::Live1, (30.0, 90.0))].into(),
            waits: ALL.map(|signal| (signal, 1.0)).into(),
            ..Phase::default()
        }
    }

    pub(in super::super) fn outage() -> Outage {
        let mut away = phase(60.0);
        away.rates.insert(Signal::Commands, 6.0);
        away.rates.insert(Signal::Replies, 0.1);
        away.rates.insert(Signal::Pushes, 0.1);
        away.took.insert(Signal::Live1, (400.0, 900.0));
        away.waits.insert(Signal::Reminders, 50.0);
        away.waits.insert(Signal::Seals, 12.0);
        away.waits.remove(&Signal::ReadModels);
        away.failed = [(503, 4), (0, 1)].into();
        away.failed_turns = 9;
        let mut back: BTreeMap<_, _> = ALL.map(|signal| (signal, Some(0.0))).into();
        back.insert(Signal::Reminders, Some(2.5));
        Outage {
            component: "timers",
            before: phase(15.0),
            away,
            after: phase(20.0),
            at_work: 0.4,
            back,
            gave_up: 0,
        }
    }

    #[test]
    fn what_became_of_each_is_told_from_its_rate_its_median_and_the_wait_for_it() {
        let outage = outage();
        let stopped = [Signal::Replies, Signal::Reminders, Signal::ReadModels];
        assert_eq!(outage.which(Became::Stopped), stopped);
        assert_eq!(outage.which(Became::Slower), [Signal::Commands, Signal::Live1]);
        let went_on = outage.which(Became::WentOn);
        assert!(went_on.contains(&Signal::Seals), "it takes that long");
        assert!(went_on.contains(&Signal::Pushes), "there were few");
    }

    #[test]
    fn all_is_back_with_the_last() {
        let mut outage = outage();
        assert_eq!((outage.all_back(), outage.not_back().len()), (Some(2.5), 0));
        outage.back.insert(Signal::Pushes, None);
        assert_eq!((outage.all_back(), outage.not_back()), (None, vec![Signal::Pushes]));
    }
}
