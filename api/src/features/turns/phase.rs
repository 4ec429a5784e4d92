//! What a turn is at, in words for whoever waits for it: computed from its record.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::features::conversations::TurnStatus;

/// Without news for this long, an answer is slow.
const SLOW: TimeDelta = TimeDelta::seconds(15);

/// What a turn is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Phase {
    /// No worker has taken it up yet.
    Queued,
    /// The model is at it.
    Thinking,
    /// The model is at it, for longer than usual.
    Slow,
    /// A call of the model failed; it is tried again.
    Retrying,
    /// The model's rate limit is reached; it is asked again when it allows it.
    Waiting,
    /// The first model could not, and another one answers or has answered.
    OtherModel,
}

/// The newest event of a turn, as far as its phase depends on it.
#[derive(Debug, Clone, Default, sqlx::FromRow)]
pub(crate) struct Newest {
    /// Such as `ModelAttemptFailed`.
    pub(crate) step_event: Option<String>,
    /// Of a failed attempt: why.
    pub(crate) step_kind: Option<String>,
    /// Of a failed attempt: the wait before the next one.
    pub(crate) step_retry_ms: Option<i64>,
    /// Of a failed attempt: the other model that is asked next.
    pub(crate) step_next_model: Option<String>,
    pub(crate) step_at: Option<DateTime<Utc>>,
    /// Whether any failure in the turn led to another model.
    pub(crate) switched: Option<bool>,
}

impl Newest {
    /// A subquery that gives its columns for the row `t` of `turns`.
    pub(crate) const OF_TURN: &str = "\
        SELECT s.event_type AS step_event, s.data->>'kind' AS step_kind, \
               (s.data->>'retry_in_ms')::bigint AS step_retry_ms, \
               s.data->>'next_model' AS step_next_model, s.occurred_at AS step_at, \
               EXISTS (SELECT FROM turn_steps f \
                       WHERE f.tenant_id = t.tenant_id AND f.turn_id = t.turn_id \
                         AND f.event_type = 'ModelAttemptFailed' AND f.data->>'next_model' IS NOT NULL) AS switched \
        FROM turn_steps s WHERE s.tenant_id = t.tenant_id AND s.turn_id = t.turn_id \
        ORDER BY s.sequence DESC LIMIT 1";
}

impl Phase {
    /// Of a turn at `now`; none once it has ended, unless another model answered.
    pub(crate) fn of(status: TurnStatus, newest: &Newest, now: DateTime<Utc>) -> Option<Self> {
        let switched = newest.switched == Some(true);
        match status {
            TurnStatus::Queued => Some(Self::Queued),
            TurnStatus::Running => Some(running(newest, switched, now)),
            TurnStatus::Completed if switched => Some(Self::OtherModel),
            TurnStatus::Completed | TurnStatus::Failed | TurnStatus::Cancelled => None,
        }
    }
}

fn running(newest: &Newest, switched: bool, now: DateTime<Utc>) -> Phase {
    let failed = newest.step_event.as_deref() == Some("ModelAttemptFailed");
    let wait = newest.step_retry_ms.filter(|_| failed);
    match wait {
        Some(_) if newest.step_next_model.is_some() => return Phase::OtherModel,
        Some(ms) if ms > 0 && newest.step_kind.as_deref() == Some("rate-limited") => {
            return Phase::Waiting;
        }
        Some(_) => return Phase::Retrying,
        None => {}
    }
    match newest.step_at {
        Some(at) if now - at > SLOW => Phase::Slow,
        _ if switched => Phase::OtherModel,
        _ => Phase::Thinking,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn newest(event: &str) -> Newest {
        Newest {
            step_event: Some(event.to_owned()),
            step_at: Some(DateTime::UNIX_EPOCH),
            ..Newest::default()
        }
    }

    fn failed(kind: &str, retry: Option<i64>, next: Option<&str>) -> Newest {
        Newest {
            step_kind: Some(kind.to_owned()),
            step_retry_ms: retry,
            step_next_model: next.map(str::to_owned),
            switched: Some(next.is_some()),
            ..newest("ModelAttemptFailed")
        }
    }

    fn after(seconds: i64, newest: &Newest) -> Option<Phase> {
        let now = DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds);
        Phase::of(TurnStatus::Running, newest, now)
    }

    #[test]
    fn a_running_turn_thinks_until_it_is_slow() {
        assert_eq!(after(3, &newest("ContextRetrieved")), Some(Phase::Thinking));
        assert_eq!(after(16, &newest("ContextRetrieved")), Some(Phase::Slow));
    }

    #[test]
    fn a_failed_attempt_says_what_comes_next() {
        assert_eq!(after(1, &failed("overloaded", Some(900), None)), Some(Phase::Retrying));
        assert_eq!(after(1, &failed("rate-limited", Some(900), None)), Some(Phase::Waiting));
        assert_eq!(after(1, &failed("rate-limited", Some(0), None)), Some(Phase::Retrying));
        assert_eq!(after(1, &failed("overloaded", Some(0), Some("b"))), Some(Phase::OtherModel));
        assert_eq!(after(1, &failed("overloaded", None, None)), Some(Phase::Thinking));
    }

    #[test]
    fn once_it_has_ended_only_another_model_is_told() {
        let now = DateTime::UNIX_EPOCH;
        let switched = Newest { switched: Some(true), ..newest("TurnCompleted") };
        let of = |status, newest: &Newest| Phase::of(status, newest, now);
        assert_eq!(of(TurnStatus::Completed, &switched), Some(Phase::OtherModel));
        assert_eq!(of(TurnStatus::Completed, &newest("TurnCompleted")), None);
        assert_eq!(of(TurnStatus::Failed, &switched), None);
        assert_eq!(of(TurnStatus::Queued, &Newest::default()), Some(Phase::Queued));
    }
}
