//! The algorithm, and its counts within this process: each request moves its subject's
//! next free moment on by one share of a minute, and may lie at most a minute ahead
//! (GCRA, the leaky bucket as a meter of ITU-T I.371). So a minute's requests can come at
//! once, and then as fast as they are allowed.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::Limit;

pub(super) const MINUTE: Duration = Duration::from_secs(60);
/// Subjects remembered, at most about.
const MOST: usize = 100_000;

/// What was counted of one subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verdict {
    /// Requests that may follow at once.
    pub(super) remaining: u32,
    /// Seconds until all may.
    pub(super) resets_in: u64,
    /// Seconds to wait, when this one may not be made.
    pub(super) wait: Option<u64>,
}

impl Verdict {
    /// The verdict on a request that puts its subject's next free moment `ahead` of now.
    pub(super) fn of(ahead: Duration, per_minute: u32) -> Self {
        let share = MINUTE / per_minute;
        let up = |duration: Duration| duration.as_secs() + u64::from(duration.subsec_nanos() > 0);
        if let Some(over) = ahead.checked_sub(MINUTE).filter(|over| !over.is_zero()) {
            return Self { remaining: 0, resets_in: up(ahead - share), wait: Some(up(over)) };
        }
        let remaining = ((MINUTE - ahead).as_nanos() / share.as_nanos().max(1)) as u32;
        Self { remaining, resets_in: up(ahead), wait: None }
    }
}

/// Next free moments of subjects, in this process.
#[derive(Default)]
pub(super) struct Local(Mutex<HashMap<String, Instant>>);

impl Local {
    /// Takes one request from each, up to the first that is used up.
    pub(super) fn take(&self, wanted: &[Limit]) -> Vec<Verdict> {
        let now = Instant::now();
        let mut free = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if free.len() >= MOST {
            free.retain(|_, moment| *moment > now);
        }
        let mut verdicts = Vec::new();
        for limit in wanted {
            let at = free.get(&limit.subject).copied().filter(|at| *at > now).unwrap_or(now);
            let next = at + MINUTE / limit.per_minute;
            let verdict = Verdict::of(next - now, limit.per_minute);
            verdicts.push(verdict);
            if verdict.wait.is_some() {
                break;
            }
            free.insert(limit.subject.clone(), next);
        }
        verdicts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(subject: &str, per_minute: u32) -> Limit {
        Limit { policy: "member", subject: subject.to_owned(), per_minute }
    }

    #[test]
    fn each_subject_has_its_own() {
        let local = Local::default();
        let takes = |subject: &str| local.take(&[limit(subject, 2)])[0];
        assert_eq!(takes("a").remaining, 1);
        assert_eq!(takes("a").remaining, 0);
        let refused = takes("a");
        assert!(refused.wait.is_some_and(|wait| (29..=30).contains(&wait)), "{refused:?}");
        assert_eq!(takes("b").wait, None);
    }

    #[test]
    fn what_is_refused_by_one_is_not_counted_by_the_next() {
        let local = Local::default();
        for _ in 0..3 {
            local.take(&[limit("a", 1), limit("all", 100)]);
        }
        assert_eq!(local.take(&[limit("all", 100)])[0].remaining, 98);
    }
}
