//! Schedules that a text states ("every second Tuesday at 9:00, counted from Tuesday
//! 6 January 2026", "todos los martes a las 9") and when they come round next.
//!
//! What cannot be computed without guessing is left out: every second week without a
//! date to count from, an end without a year, a date whose weekday is another one.

mod clauses;
mod find;
mod pattern;
mod rule;
mod spanish;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Days, NaiveTime, Utc};
use chrono_tz::Tz;

pub use find::find;

use crate::phrase::{computable, instant};
use crate::when::{describe, describe_day};
use rule::Rule;

/// The longest wait that is looked for: leap days around a year like 2100.
const HORIZON_DAYS: u64 = 366 * 9;

/// A schedule found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurrence {
    /// How the text puts it, without a date it is counted from. Only words of the
    /// schedule itself: whatever else a sentence says is not repeated.
    pub phrase: String,
    rule: Rule,
    times: Vec<NaiveTime>,
}

impl Recurrence {
    /// The first occurrence after `now`, strictly. Without a time of day it is the
    /// start of the day, so today's no longer counts.
    pub fn next_after(&self, now: DateTime<Utc>, zone: Tz) -> Option<DateTime<Tz>> {
        if !computable(now) {
            return None;
        }
        // From yesterday on: local times that do not exist move, by a day at most.
        let yesterday = now.with_timezone(&zone).date_naive().checked_sub_days(Days::new(1))?;
        let mut date = self.rule.since.map_or(yesterday, |since| since.max(yesterday));
        let midnight = [NaiveTime::MIN];
        let times = if self.times.is_empty() { &midnight[..] } else { &self.times[..] };
        for _ in 0..HORIZON_DAYS {
            if self.rule.until.is_some_and(|until| date > until) {
                return None;
            }
            if self.rule.occurs(date) {
                let instants = times.iter().filter_map(|time| instant(zone, date.and_time(*time)));
                if let Some(next) = instants.filter(|at| at.with_timezone(&Utc) > now).min() {
                    return Some(next);
                }
            }
            date = date.succ_opt()?;
        }
        None
    }

    /// Whether the text says at what time of day.
    pub fn has_time(&self) -> bool {
        !self.times.is_empty()
    }

    /// The next occurrence in words: `Tuesday, 24 November 2026 at 09:00`, or the day alone.
    pub fn describe_next(&self, now: DateTime<Utc>, zone: Tz) -> Option<String> {
        let next = self.next_after(now, zone)?;
        Some(if self.has_time() {
            describe(next.with_timezone(&Utc), zone)
        } else {
            describe_day(next.date_naive())
        })
    }
}
