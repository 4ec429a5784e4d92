//! How a business wants its people told: how long a notice may go unanswered, and when
//! it should be quiet.

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::Urgency;
use crate::ValueError;
use crate::phrase::{computable, instant};

/// The rules of a business; [`Default`] holds while nobody decided on others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationRules {
    /// Minutes within which a normal notice that wants an answer is to be acknowledged;
    /// absent: it waits for ever.
    pub acknowledge_normal_within: Option<u32>,
    /// The same for urgent notices, which always want an answer.
    pub acknowledge_urgent_within: Option<u32>,
    /// When normal notices wait.
    pub quiet_hours: Option<QuietHours>,
    /// Whether urgent notices are put before people in quiet hours too.
    pub urgent_breaks_quiet_hours: bool,
}

/// A stretch of every day, by local time; over midnight when it ends before it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietHours {
    /// Its first moment.
    pub from: NaiveTime,
    /// The first moment after it.
    pub to: NaiveTime,
}

/// When a notice is put before its recipient, and until when an answer is expected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Timing {
    /// Not before this; at once when absent.
    pub deliver_after: Option<DateTime<Utc>>,
    /// Then somebody else is told; never when absent.
    pub acknowledge_by: Option<DateTime<Utc>>,
}

impl Default for NotificationRules {
    fn default() -> Self {
        Self {
            acknowledge_normal_within: Some(120),
            acknowledge_urgent_within: Some(15),
            quiet_hours: None,
            urgent_breaks_quiet_hours: true,
        }
    }
}

impl NotificationRules {
    /// The longest time for an answer, in minutes: a week.
    pub const LONGEST: u32 = 7 * 24 * 60;

    /// Refuses times that cannot be kept.
    pub fn check(&self) -> Result<(), ValueError> {
        let times = [
            ("acknowledge_normal_within", self.acknowledge_normal_within),
            ("acknowledge_urgent_within", self.acknowledge_urgent_within),
        ];
        for (field, minutes) in times {
            if minutes.is_some_and(|minutes| !(1..=Self::LONGEST).contains(&minutes)) {
                let problem = format!("must be between 1 and {} minutes", Self::LONGEST);
                return Err(ValueError::new(field, problem));
            }
        }
        self.quiet_hours.map_or(Ok(()), QuietHours::check)
    }

    /// Whether a notice wants an answer: it asks for one, or is urgent.
    pub fn wants_answer(urgency: Urgency, asked: bool) -> bool {
        asked || urgency == Urgency::Urgent
    }

    /// The timing of a notice issued at `now` in a business in `zone`. The time for an
    /// answer begins when the notice is put before its recipient.
    pub fn timing(
        &self,
        urgency: Urgency,
        answer_wanted: bool,
        now: DateTime<Utc>,
        zone: Tz,
    ) -> Timing {
        let passes = urgency == Urgency::Urgent && self.urgent_breaks_quiet_hours;
        let deliver_after = match self.quiet_hours {
            Some(quiet) if !passes => quiet.end_after(now, zone),
            _ => None,
        };
        let within = match urgency {
            Urgency::Normal => self.acknowledge_normal_within,
            Urgency::Urgent => self.acknowledge_urgent_within,
        };
        let shown = deliver_after.unwrap_or(now);
        let acknowledge_by = within
            .filter(|_| answer_wanted)
            .and_then(|minutes| shown.checked_add_signed(TimeDelta::minutes(minutes.into())));
        Timing { deliver_after, acknowledge_by }
    }
}

impl QuietHours {
    /// Refuses hours that never end.
    pub fn check(self) -> Result<(), ValueError> {
        if self.from == self.to {
            return Err(ValueError::new("quiet_hours", "must end at another time than they begin"));
        }
        Ok(())
    }

    /// When the quiet hours end that `now` lies in; none outside of them.
    pub fn end_after(self, now: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
        if !computable(now) {
            return None;
        }
        let local = now.with_timezone(&zone).naive_local();
        let (time, over_midnight) = (local.time(), self.to < self.from);
        let quiet = if over_midnight {
            time >= self.from || time < self.to
        } else {
            (self.from..self.to).contains(&time)
        };
        if !quiet {
            return None;
        }
        let days = u64::from(over_midnight && time >= self.from);
        let end = local.date().checked_add_days(Days::new(days))?.and_time(self.to);
        // Where clocks are set back within them, the end comes at its first reading.
        instant(zone, end).map(|end| end.with_timezone(&Utc)).filter(|end| *end > now)
    }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
