//! Moments in words.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::When;
use crate::phrase::computable;

/// A moment with its weekday, date and local time: `Tuesday, 24 November 2026 at 10:00`.
pub fn describe(at: DateTime<Utc>, zone: Tz) -> String {
    if !computable(at) {
        return at.to_rfc3339();
    }
    at.with_timezone(&zone).format("%A, %-d %B %Y at %H:%M").to_string()
}

/// A day: `Tuesday, 24 November 2026`.
pub fn describe_day(date: NaiveDate) -> String {
    date.format("%A, %-d %B %Y").to_string()
}

/// A moment or a stretch of time; a stretch names its day once if it can.
pub fn describe_when(when: When, zone: Tz) -> String {
    match when {
        When::At(at) => describe(at, zone),
        When::Range(from, to) if !computable(from) || !computable(to) => {
            format!("{} to {}", from.to_rfc3339(), to.to_rfc3339())
        }
        When::Range(from, to) => {
            let (from, to) = (from.with_timezone(&zone), to.with_timezone(&zone));
            let one_day = from.date_naive().succ_opt() == Some(to.date_naive());
            let midnights = from.format("%H:%M").to_string() == "00:00"
                && to.format("%H:%M").to_string() == "00:00";
            if one_day && midnights {
                return describe_day(from.date_naive());
            }
            let ends_with_day = one_day && to.format("%H:%M").to_string() == "00:00";
            if from.date_naive() == to.date_naive() || ends_with_day {
                return format!(
                    "{}, {} to {}",
                    describe_day(from.date_naive()),
                    from.format("%H:%M"),
                    to.format("%H:%M")
                );
            }
            format!(
                "{} to {}",
                from.format("%A, %-d %B %Y at %H:%M"),
                to.format("%A, %-d %B %Y at %H:%M")
            )
        }
    }
}
