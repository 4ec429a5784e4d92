//! When to try a failed call again: a pure decision, so that the caller can record each
//! attempt before it waits.

use std::time::Duration;

use crate::ModelError;

/// How often and how patiently to try.
#[derive(Debug, Clone, PartialEq)]
pub struct RetryPolicy {
    /// Calls in all, the first included.
    pub attempts: u32,
    /// Calls in all when the model answers something unusable: those cost tokens each time.
    pub content_attempts: u32,
    /// The wait after the first failure; it doubles with each.
    pub base: Duration,
    /// The longest wait that we choose ourselves.
    pub max: Duration,
    /// How far our own waits spread, as a share of them, to both sides.
    pub jitter: f64,
    /// A provider that asks for more than this is not waited for.
    pub longest_wait: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 5,
            content_attempts: 3,
            base: Duration::from_secs(1),
            max: Duration::from_secs(30),
            jitter: 0.3,
            longest_wait: Duration::from_secs(300),
        }
    }
}

impl RetryPolicy {
    /// For calls that somebody waits for: two tries, close together.
    pub fn impatient() -> Self {
        Self {
            attempts: 2,
            base: Duration::from_millis(250),
            max: Duration::from_secs(1),
            longest_wait: Duration::from_secs(2),
            ..Self::default()
        }
    }

    /// How long to wait before the next call, or `None` to give up.
    ///
    /// `attempt` counts the calls made so far, from 1; `rand01` is random in `0.0..1.0`.
    /// A wait asked for by the provider is a minimum, lengthened by up to a fifth.
    pub fn next_delay(&self, attempt: u32, error: &ModelError, rand01: f64) -> Option<Duration> {
        let allowed = if error.is_content() {
            self.content_attempts.min(self.attempts)
        } else {
            self.attempts
        };
        if !error.retryable() || attempt >= allowed {
            return None;
        }
        let rand01 = if rand01.is_finite() { rand01.clamp(0.0, 1.0) } else { 0.5 };
        let own = self.backoff(attempt, rand01);
        match error.retry_after() {
            Some(asked) if asked > self.longest_wait => None,
            Some(asked) => Some(asked.mul_f64(1.0 + 0.2 * rand01).max(own)),
            None => Some(own),
        }
    }

    /// Our own wait: doubling, bounded, spread.
    fn backoff(&self, attempt: u32, rand01: f64) -> Duration {
        let doublings = attempt.saturating_sub(1).min(16);
        let delay = self.base.saturating_mul(1 << doublings).min(self.max);
        let jitter = if self.jitter.is_finite() { self.jitter.clamp(0.0, 1.0) } else { 0.0 };
        delay.mul_f64(1.0 - jitter + 2.0 * jitter * rand01)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn limited(seconds: u64) -> ModelError {
        ModelError::RateLimited { retry_after: Some(Duration::from_secs(seconds)), daily: false }
    }

    #[test]
    fn doubles_up_to_the_maximum() {
        let policy = RetryPolicy { attempts: 100, jitter: 0.0, ..RetryPolicy::default() };
        let delays: Vec<u64> = (1..=7)
            .filter_map(|n| policy.next_delay(n, &ModelError::Overloaded, 0.9))
            .map(|delay| delay.as_secs())
            .collect();
        assert_eq!(delays, [1, 2, 4, 8, 16, 30, 30]);
    }

    #[test]
    fn gives_up_after_the_last_attempt() {
        let policy = RetryPolicy::default();
        assert!(policy.next_delay(4, &ModelError::Timeout, 0.5).is_some());
        assert_eq!(policy.next_delay(5, &ModelError::Timeout, 0.5), None);
    }

    #[test]
    fn unusable_answers_are_retried_less_often() {
        let policy = RetryPolicy::default();
        assert!(policy.next_delay(2, &ModelError::Empty, 0.5).is_some());
        assert_eq!(policy.next_delay(3, &ModelError::Empty, 0.5), None);
        assert_eq!(policy.next_delay(3, &ModelError::malformed("x"), 0.5), None);
        assert!(policy.next_delay(3, &ModelError::Incomplete, 0.5).is_some());
    }

    #[test]
    fn never_retries_what_cannot_succeed() {
        let policy = RetryPolicy::default();
        let daily = ModelError::RateLimited { retry_after: None, daily: true };
        let blocked = ModelError::Blocked { reason: "SAFETY".into() };
        for error in [
            daily,
            blocked,
            ModelError::Unauthorized,
            ModelError::NotFound,
            ModelError::invalid(""),
        ] {
            assert_eq!(policy.next_delay(1, &error, 0.5), None, "{error}");
        }
    }

    #[test]
    fn a_wait_asked_for_is_a_minimum_and_may_be_too_long() {
        let policy = RetryPolicy::default();
        assert_eq!(policy.next_delay(1, &limited(22), 0.0), Some(Duration::from_secs(22)));
        assert_eq!(policy.next_delay(1, &limited(20), 1.0), Some(Duration::from_secs(24)));
        assert!(policy.next_delay(1, &limited(300), 0.0).is_some());
        assert_eq!(policy.next_delay(1, &limited(301), 0.0), None);
        let soon = policy.next_delay(1, &limited(0), 0.5);
        assert_eq!(soon, Some(Duration::from_secs(1)), "a wait of nothing is no licence to hammer");
    }

    proptest! {
        #[test]
        fn waits_stay_in_bounds(attempt in 0u32..u32::MAX, asked in 0u64..400, rand01 in any::<f64>()) {
            let policy = RetryPolicy { attempts: u32::MAX, ..RetryPolicy::default() };
            if let Some(delay) = policy.next_delay(attempt, &limited(asked), rand01) {
                prop_assert!(delay >= Duration::from_secs(asked));
                prop_assert!(delay <= Duration::from_secs(360));
            }
            if let Some(delay) = policy.next_delay(attempt, &ModelError::Overloaded, rand01) {
                prop_assert!(delay <= policy.max.mul_f64(1.3));
            }
        }
    }
}
