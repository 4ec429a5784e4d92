//! A circuit breaker per model: while a model is down, calls go elsewhere at once instead
//! of waiting for it one by one. The time is passed in.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use crate::ModelError;

/// How often the time until the next trial doubles.
const DOUBLINGS: u32 = 3;

/// The breaker of one model.
#[derive(Debug, Clone)]
pub struct Breaker {
    threshold: u32,
    cooldown: Duration,
    /// Trials that failed since it opened.
    trials: u32,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    /// Calls pass; so many failed in a row.
    Closed { failures: u32 },
    /// Calls are refused until then.
    Open { until: Instant },
    /// One call is out to see. Should it never report, another may go after `until`.
    HalfOpen { until: Instant },
}

impl Breaker {
    /// Opens after `threshold` failures in a row, and lets one call try after `cooldown`:
    /// a restart is soon over. With each trial that fails the next one is twice as far off,
    /// up to eight times.
    pub fn new(threshold: u32, cooldown: Duration) -> Self {
        let state = State::Closed { failures: 0 };
        Self { threshold: threshold.max(1), cooldown, trials: 0, state }
    }

    /// How long no call may go; zero if one may.
    pub fn refused_for(&self, now: Instant) -> Duration {
        match self.state {
            State::Closed { .. } => Duration::ZERO,
            State::Open { until } | State::HalfOpen { until } => {
                until.saturating_duration_since(now)
            }
        }
    }

    /// How long a trial is waited for.
    fn pause(&self) -> Duration {
        self.cooldown.saturating_mul(1 << self.trials.min(DOUBLINGS))
    }

    /// Whether a call may go now; if not, how long until one may.
    pub fn allow(&mut self, now: Instant) -> Result<(), Duration> {
        let wait = self.refused_for(now);
        if !wait.is_zero() {
            return Err(wait);
        }
        if self.is_open() {
            self.state = State::HalfOpen { until: now + self.pause() };
        }
        Ok(())
    }

    /// Takes note of how a call ended. Only outages count as failures: a model that refuses
    /// a request or a quota that is used up still answers.
    pub fn record(&mut self, outcome: Result<(), &ModelError>, now: Instant) {
        let outage = outcome.is_err_and(ModelError::is_outage);
        if outage && matches!(self.state, State::HalfOpen { .. }) {
            self.trials = self.trials.saturating_add(1);
        }
        let open = State::Open { until: now + self.pause() };
        self.state = match self.state {
            State::Closed { failures } if outage && failures + 1 >= self.threshold => open,
            State::Closed { failures } if outage => State::Closed { failures: failures + 1 },
            State::HalfOpen { .. } if outage => open,
            // A call from before it opened failed too: that is no news.
            State::Open { .. } if outage => self.state,
            _ => State::Closed { failures: 0 },
        };
        if !self.is_open() {
            self.trials = 0;
        }
    }

    /// Whether calls are being refused or tried out.
    pub fn is_open(&self) -> bool {
        !matches!(self.state, State::Closed { .. })
    }
}

/// The breakers of all models that a process calls.
#[derive(Debug)]
pub struct Breakers {
    template: Breaker,
    by_model: Mutex<HashMap<String, Breaker>>,
}

impl Default for Breakers {
    fn default() -> Self {
        Self::new(5, Duration::from_secs(2))
    }
}

impl Breakers {
    /// One breaker per model, each as [`Breaker::new`] makes them.
    pub fn new(threshold: u32, cooldown: Duration) -> Self {
        Self { template: Breaker::new(threshold, cooldown), by_model: Mutex::default() }
    }

    /// See [`Breaker::allow`].
    pub fn allow(&self, model: &str, now: Instant) -> Result<(), Duration> {
        self.with(model, |breaker| breaker.allow(now))
    }

    /// See [`Breaker::record`].
    pub fn record(&self, model: &str, outcome: Result<(), &ModelError>, now: Instant) {
        self.with(model, |breaker| breaker.record(outcome, now));
    }

    /// See [`Breaker::refused_for`].
    pub fn refused_for(&self, model: &str, now: Instant) -> Duration {
        self.with(model, |breaker| breaker.refused_for(now))
    }

    fn with<T>(&self, model: &str, act: impl FnOnce(&mut Breaker) -> T) -> T {
        let mut breakers: MutexGuard<'_, HashMap<_, _>> =
            self.by_model.lock().unwrap_or_else(PoisonError::into_inner);
        let breaker = match breakers.get_mut(model) {
            Some(breaker) => breaker,
            None => breakers.entry(model.to_owned()).or_insert_with(|| self.template.clone()),
        };
        let outcome = act(breaker);
        metrics::gauge!("llm_breaker_open", "model" => model.to_owned())
            .set(f64::from(breaker.is_open()));
        outcome
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COOLDOWN: Duration = Duration::from_secs(30);
    const DOWN: Result<(), &ModelError> = Err(&ModelError::Overloaded);

    fn opened(now: Instant) -> Breaker {
        let mut breaker = Breaker::new(3, COOLDOWN);
        for _ in 0..3 {
            assert_eq!(breaker.allow(now), Ok(()));
            breaker.record(DOWN, now);
        }
        breaker
    }

    #[test]
    fn opens_after_failures_in_a_row_only() {
        let now = Instant::now();
        let mut breaker = Breaker::new(2, COOLDOWN);
        for outcome in [DOWN, Ok(()), DOWN, Err(&ModelError::Unauthorized), DOWN] {
            breaker.record(outcome, now);
            assert_eq!(breaker.allow(now), Ok(()));
        }
        breaker.record(DOWN, now);
        assert_eq!(breaker.allow(now), Err(COOLDOWN));
    }

    #[test]
    fn lets_one_call_try_and_closes_when_it_succeeds() {
        let now = Instant::now();
        let mut breaker = opened(now);
        let later = now + COOLDOWN;
        assert_eq!(breaker.allow(later), Ok(()));
        assert_eq!(breaker.allow(later), Err(COOLDOWN), "only one");
        breaker.record(Ok(()), later);
        assert!(!breaker.is_open());
        assert_eq!(breaker.allow(later), Ok(()));
    }

    #[test]
    fn opens_again_when_the_trial_fails() {
        let now = Instant::now();
        let mut breaker = opened(now);
        let later = now + COOLDOWN;
        assert_eq!(breaker.allow(later), Ok(()));
        breaker.record(DOWN, later);
        assert_eq!(breaker.allow(later), Err(COOLDOWN * 2));
    }

    #[test]
    fn each_failed_trial_puts_the_next_one_further_off_until_it_succeeds() {
        let mut now = Instant::now();
        let mut breaker = opened(now);
        for times in [2, 4, 8, 8] {
            now += breaker.refused_for(now);
            assert_eq!(breaker.allow(now), Ok(()));
            breaker.record(DOWN, now);
            assert_eq!(breaker.refused_for(now), COOLDOWN * times);
        }
        now += COOLDOWN * 8;
        assert_eq!(breaker.allow(now), Ok(()));
        breaker.record(Ok(()), now);
        for _ in 0..3 {
            breaker.record(DOWN, now);
        }
        assert_eq!(breaker.refused_for(now), COOLDOWN);
    }

    #[test]
    fn a_trial_that_never_reports_does_not_block_for_ever() {
        let now = Instant::now();
        let mut breaker = opened(now);
        assert_eq!(breaker.allow(now + COOLDOWN), Ok(()));
        assert_eq!(breaker.allow(now + COOLDOWN * 2), Ok(()));
    }

    #[test]
    fn models_do_not_share_a_breaker() {
        let now = Instant::now();
        let breakers = Breakers::new(1, COOLDOWN);
        breakers.record("a", DOWN, now);
        assert_eq!(breakers.refused_for("a", now), COOLDOWN);
        assert_eq!(breakers.allow("b", now), Ok(()));
    }
}
