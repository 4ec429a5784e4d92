//! What to do after an attempt has failed: the same model again, another one, or no more.
//! A pure decision over what is recorded of the step.

use std::time::Duration;

use llm::{ModelError, RetryPolicy};

/// Calls of one model at one step before another one is asked, if there is one.
const TRIES: u32 = 2;
/// The longest wait for one model while there is another one, and for one that is down.
const PATIENCE: Duration = Duration::from_secs(5);

/// The next attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Recourse {
    /// The model to ask.
    pub model: String,
    /// How long to wait before.
    pub delay: Duration,
}

/// What is known when an attempt has failed.
pub(super) struct Failure<'a> {
    /// The models that this business may ask, the preferred one first.
    pub order: &'a [String],
    /// The models of this step's failed attempts, oldest first, the last one included.
    pub failed: &'a [&'a str],
    /// How the last one failed.
    pub error: &'a ModelError,
    /// When to try again.
    pub policy: &'a RetryPolicy,
    /// Random in `0.0..1.0`.
    pub rand01: f64,
}

/// The next attempt, or none. `refused_for` tells how long a model need not be asked.
pub(super) fn after(
    failure: &Failure<'_>,
    refused_for: impl Fn(&str) -> Duration,
) -> Option<Recourse> {
    let Failure { order, failed, error, policy, rand01 } = failure;
    let current = *failed.last()?;
    // A filter is no outage: another model is not asked to say what this one would not.
    if matches!(error, ModelError::Blocked { .. }) {
        return None;
    }
    let tries = failed.iter().rev().take_while(|model| **model == current).count() as u32;
    let is_down = |model: &str| !refused_for(model).is_zero();
    let again = policy.next_delay(tries, error, *rand01).filter(|_| !is_down(current));
    let other = order.iter().find(|model| !failed.contains(&model.as_str()) && !is_down(model));
    match (again, other) {
        // Unusable answers have a sequence of their own: a note, then words alone.
        (Some(delay), Some(_)) if error.is_content() => Some(same(current, delay)),
        (Some(delay), Some(_)) if tries < TRIES && delay <= PATIENCE => Some(same(current, delay)),
        (_, Some(other)) => Some(Recourse { model: other.clone(), delay: Duration::ZERO }),
        (Some(delay), None) => Some(same(current, delay)),
        (None, None) => brief(failure, tries, refused_for(current)).map(|wait| same(current, wait)),
    }
}

/// The wait for a model that is down and tried again so soon that it is worth it, where
/// nobody else could answer. A little longer, so that not all who wait come at once.
fn brief(failure: &Failure<'_>, tries: u32, refused_for: Duration) -> Option<Duration> {
    let Failure { error, policy, rand01, .. } = failure;
    let passes = error.is_outage() || matches!(error, ModelError::Down);
    let worth_it = !refused_for.is_zero() && refused_for <= PATIENCE && tries < policy.attempts;
    (passes && worth_it).then(|| refused_for + policy.base.mul_f64(*rand01))
}

fn same(model: &str, delay: Duration) -> Recourse {
    Recourse { model: model.to_owned(), delay }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order() -> Vec<String> {
        vec!["big".to_owned(), "small".to_owned()]
    }

    fn next(order: &[String], failed: &[&str], error: &ModelError, down: &[&str]) -> String {
        let policy = RetryPolicy { jitter: 0.0, ..RetryPolicy::default() };
        let failure = Failure { order, failed, error, policy: &policy, rand01: 0.0 };
        let refused_for = |model: &str| match down.contains(&model) {
            true => Duration::from_secs(16),
            false => Duration::ZERO,
        };
        after(&failure, refused_for).map_or_else(
            || "give up".to_owned(),
            |next| format!("{} in {}", next.model, next.delay.as_secs()),
        )
    }

    fn limited(seconds: u64, daily: bool) -> ModelError {
        ModelError::RateLimited { retry_after: Some(Duration::from_secs(seconds)), daily }
    }

    #[test]
    fn an_outage_is_tried_again_once_and_then_elsewhere() {
        let error = ModelError::Overloaded;
        assert_eq!(next(&order(), &["big"], &error, &[]), "big in 1");
        assert_eq!(next(&order(), &["big"; 2], &error, &[]), "small in 0");
        let failed = ["big", "big", "small"];
        assert_eq!(next(&order(), &failed, &error, &[]), "small in 1", "nobody else is left");
        let failed = ["big", "big", "small", "small", "small", "small", "small"];
        assert_eq!(next(&order(), &failed, &error, &[]), "give up");
    }

    #[test]
    fn without_another_model_patience_is_longer() {
        let only = &order()[..1];
        assert_eq!(next(only, &["big"; 4], &ModelError::Overloaded, &[]), "big in 8");
        assert_eq!(next(only, &["big"; 5], &ModelError::Overloaded, &[]), "give up");
        assert_eq!(next(only, &["big"], &limited(40, false), &[]), "big in 40");
    }

    #[test]
    fn what_cannot_pass_goes_elsewhere_at_once() {
        for error in [
            limited(1, true),
            ModelError::Unauthorized,
            ModelError::NotFound,
            ModelError::InvalidRequest { message: String::new() },
            ModelError::Down,
        ] {
            assert_eq!(next(&order(), &["big"], &error, &[]), "small in 0", "{error}");
            assert_eq!(next(&order()[..1], &["big"], &error, &[]), "give up", "{error}");
        }
        assert_eq!(next(&order(), &["big"], &limited(6, false), &[]), "small in 0", "too long");
    }

    #[test]
    fn a_filter_is_not_evaded() {
        let blocked = ModelError::Blocked { reason: "SAFETY".to_owned() };
        assert_eq!(next(&order(), &["big"], &blocked, &[]), "give up");
    }

    #[test]
    fn unusable_answers_are_asked_again_with_a_note_and_then_in_words() {
        for tries in 1..3 {
            let next = next(&order(), &vec!["big"; tries], &ModelError::Empty, &[]);
            assert!(next.starts_with("big in "), "{next}");
        }
        assert_eq!(next(&order(), &["big"; 3], &ModelError::Empty, &[]), "small in 0");
    }

    #[test]
    fn a_model_that_is_down_is_passed_over() {
        let error = ModelError::Timeout;
        assert_eq!(next(&order(), &["big"], &error, &["small"]), "big in 1");
        assert_eq!(next(&order(), &["big"], &error, &["big"]), "small in 0");
        assert_eq!(next(&order(), &["big"], &error, &["big", "small"]), "give up");
    }

    #[test]
    fn the_only_model_is_waited_for_if_it_is_soon_tried_again() {
        let policy = RetryPolicy { jitter: 0.0, ..RetryPolicy::default() };
        let wait = |error: &ModelError, tries: usize, refused_for: u64| {
            let (order, failed) = (order(), vec!["big"; tries]);
            let failure = Failure {
                order: &order[..1],
                failed: &failed,
                error,
                policy: &policy,
                rand01: 0.0,
            };
            after(&failure, |_| Duration::from_secs(refused_for)).map(|next| next.delay.as_secs())
        };
        for error in [ModelError::Down, ModelError::Overloaded] {
            assert_eq!(wait(&error, 1, 2), Some(2), "{error}");
            assert_eq!(wait(&error, 4, 5), Some(5), "{error}");
            assert_eq!(wait(&error, 1, 6), None, "{error}: too long");
            assert_eq!(wait(&error, 5, 2), None, "{error}: often enough");
        }
        assert_eq!(wait(&ModelError::Unauthorized, 1, 2), None, "it will not pass");
    }
}
