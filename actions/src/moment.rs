//! Times in arguments, in the tenant's zone.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use domain::when::{self, When};

/// An instant on the roster.
const INSTANT: TimeDelta = TimeDelta::seconds(1);

/// What a time in arguments names: local time or words, from `now` on. Years away there
/// is no roster, and the database holds no moment that is far enough.
pub fn moment(text: &str, now: DateTime<Utc>, zone: Tz) -> Result<When, String> {
    let when = when::resolve(text, now, zone).map_err(|error| shortened(&error.to_string()))?;
    let (When::At(first) | When::Range(first, _)) = when;
    if (first - now).abs() > TimeDelta::days(3660) {
        return Err("that is years away; give a time within ten years".to_owned());
    }
    Ok(when)
}

/// What a time stands for on the roster.
pub fn stretch(when: When) -> (DateTime<Utc>, DateTime<Utc>) {
    match when {
        When::At(at) => (at, at + INSTANT),
        When::Range(from, to) => (from, to),
    }
}

/// What somebody got wrong may be long, and is repeated to them.
pub(crate) fn shortened(problem: &str) -> String {
    problem.chars().take(300).collect()
}
