//! Times in arguments and receipts, in the tenant's zone.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use domain::when::{self, When};

use crate::Language;

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

const DAYS: [&str; 7] = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"];
const MONTHS: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

/// A moment by the clocks of a zone: `Tuesday, 24 November 2026 at 10:00`, or `martes, 24
/// de noviembre de 2026, a las 10:00`.
pub fn spoken(at: DateTime<Utc>, zone: Tz, language: Language) -> String {
    if language == Language::English || !(1..=9999).contains(&at.year()) {
        return when::describe(at, zone);
    }
    let local = at.with_timezone(&zone);
    format!("{}, a las {}", spanish_day(local.date_naive()), local.format("%H:%M"))
}

/// A stretch by the clocks of a zone: `Tuesday, 24 November 2026, 10:00 to 18:00`, or
/// `martes, 24 de noviembre de 2026, de 10:00 a 18:00`.
pub fn spoken_stretch(
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    zone: Tz,
    language: Language,
) -> String {
    let known = |at: DateTime<Utc>| (1..=9999).contains(&at.year());
    if language == Language::English || !known(from) || !known(to) {
        return when::describe_when(When::Range(from, to), zone);
    }
    let (start, end) = (from.with_timezone(&zone), to.with_timezone(&zone));
    let day = spanish_day(start.date_naive());
    if start.date_naive() == end.date_naive() {
        return format!("{day}, de {} a {}", start.format("%H:%M"), end.format("%H:%M"));
    }
    let end = spoken(to, zone, language);
    format!("{day}, de {} hasta el {end}", start.format("%H:%M"))
}

fn spanish_day(date: NaiveDate) -> String {
    let name = |names: &[&'static str], n: u32| {
        usize::try_from(n).ok().and_then(|n| names.get(n)).copied().unwrap_or_default()
    };
    format!(
        "{}, {} de {} de {}",
        name(&DAYS, date.weekday().num_days_from_monday()),
        date.day(),
        name(&MONTHS, date.month0()),
        date.year()
    )
}

/// What somebody got wrong may be long, and is repeated to them.
pub(crate) fn shortened(problem: &str) -> String {
    problem.chars().take(300).collect()
}
