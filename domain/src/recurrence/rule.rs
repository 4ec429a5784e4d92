//! On which days a schedule falls.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::phrase::Ordinal;

/// The days that a schedule names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pattern {
    /// Every n-th day.
    Daily { every: u32 },
    /// These weekdays of every n-th week; no weekday: that of the date it counts from.
    Weekly { days: Vec<Weekday>, every: u32 },
    /// Such as the first and the last Monday of each month.
    MonthlyWeekday { which: Vec<Ordinal>, days: Vec<Weekday> },
    /// Such as the 15th and the last day of each month.
    MonthlyDay { which: Vec<Ordinal> },
    /// A day of the year.
    Yearly { month: u32, day: u32 },
}

/// A pattern with its bounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) pattern: Pattern,
    /// The first day it counts from.
    pub(super) since: Option<NaiveDate>,
    /// The last day.
    pub(super) until: Option<NaiveDate>,
    /// From this month to that one, perhaps over New Year.
    pub(super) season: Option<(u32, u32)>,
    /// Weekdays left out.
    pub(super) except: Vec<Weekday>,
}

impl Rule {
    /// The rule, if it says enough to compute its days.
    pub(super) fn checked(mut self) -> Option<Self> {
        let since = self.since;
        let counted = |every: u32| every == 1 || (since.is_some() && (1..=200).contains(&every));
        let enough = match &mut self.pattern {
            Pattern::Daily { every } => counted(*every),
            Pattern::Weekly { days, every } => {
                if let (true, Some(since)) = (days.is_empty(), since) {
                    days.push(since.weekday());
                }
                counted(*every) && !days.is_empty()
            }
            Pattern::MonthlyWeekday { which, .. } => {
                which.iter().all(|nth| matches!(nth, Ordinal::Nth(1..=5) | Ordinal::Last))
            }
            Pattern::MonthlyDay { which } => {
                which.iter().all(|nth| matches!(nth, Ordinal::Nth(1..=31) | Ordinal::Last))
            }
            Pattern::Yearly { month, day } => NaiveDate::from_ymd_opt(2024, *month, *day).is_some(),
        };
        enough.then_some(self)
    }

    /// Whether it falls on this day.
    pub(super) fn occurs(&self, date: NaiveDate) -> bool {
        let bounded = self.since.is_none_or(|since| date >= since)
            && self.until.is_none_or(|until| date <= until)
            && self.season.is_none_or(|(from, to)| in_season(date.month(), from, to))
            && !self.except.contains(&date.weekday());
        bounded
            && match &self.pattern {
                Pattern::Daily { every } => {
                    let from = self.since.unwrap_or(date);
                    (date - from).num_days() % i64::from((*every).max(1)) == 0
                }
                Pattern::Weekly { days, every } => {
                    days.contains(&date.weekday()) && self.counts_week(date, *every)
                }
                Pattern::MonthlyWeekday { which, days } => {
                    days.contains(&date.weekday()) && which.iter().any(|nth| nth_week(date, *nth))
                }
                Pattern::MonthlyDay { which } => which.iter().any(|nth| nth_day(date, *nth)),
                Pattern::Yearly { month, day } => date.month() == *month && date.day() == *day,
            }
    }

    /// Each weekday counts from its own first day on or after the start.
    fn counts_week(&self, date: NaiveDate, every: u32) -> bool {
        let Some(since) = self.since.filter(|_| every > 1) else { return true };
        let ahead = date.weekday().days_since(since.weekday());
        let first = since.checked_add_days(Days::new(u64::from(ahead)));
        first.is_some_and(|first| (date - first).num_days() % (7 * i64::from(every)) == 0)
    }
}

fn in_season(month: u32, from: u32, to: u32) -> bool {
    if from <= to { (from..=to).contains(&month) } else { month >= from || month <= to }
}

fn nth_week(date: NaiveDate, nth: Ordinal) -> bool {
    match nth {
        Ordinal::Nth(nth) => date.day0() / 7 + 1 == nth,
        Ordinal::Last => other_month_in(date, 7),
    }
}

fn nth_day(date: NaiveDate, nth: Ordinal) -> bool {
    match nth {
        Ordinal::Nth(nth) => date.day() == nth,
        Ordinal::Last => other_month_in(date, 1),
    }
}

fn other_month_in(date: NaiveDate, days: u64) -> bool {
    date.checked_add_days(Days::new(days)).is_none_or(|later| later.month() != date.month())
}
