//! Times in arguments and receipts, in the tenant's zone.

use chrono::{DateTime, Datelike, TimeDelta, Utc};
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
    if in_english(at, language) {
        return when::describe(at, zone);
    }
    let day = spoken_day(at, zone, language);
    format!("{day}, a las {}", at.with_timezone(&zone).format("%H:%M"))
}

/// The day of a moment by the clocks of a zone: `Tuesday, 24 November 2026`, or `martes, 24
/// de noviembre de 2026`.
pub fn spoken_day(at: DateTime<Utc>, zone: Tz, language: Language) -> String {
    let local = at.with_timezone(&zone);
    if in_english(at, language) {
        return when::describe_day(local.date_naive());
    }
    let name = |names: &[&'static str], n: u32| {
        usize::try_from(n).ok().and_then(|n| names.get(n)).copied().unwrap_or_default()
    };
    format!(
        "{}, {} de {} de {}",
        name(&DAYS, local.weekday().num_days_from_monday()),
        local.day(),
        name(&MONTHS, local.month0()),
        local.year()
    )
}

/// A moment as [`spoken`], or a stretch of time, which names its day once if it can:
/// `Tuesday, 24 November 2026, 10:00 to 18:00`, or `martes, 24 de noviembre de 2026, de
/// 10:00 a 18:00`.
pub fn spoken_when(when: When, zone: Tz, language: Language) -> String {
    let (from, to) = match when {
        When::At(at) => return spoken(at, zone, language),
        When::Range(from, to) if in_english(from, language) || in_english(to, language) => {
            return when::describe_when(when, zone);
        }
        When::Range(from, to) => (from, to),
    };
    let clock = |at: DateTime<Utc>| at.with_timezone(&zone).format("%H:%M").to_string();
    let date = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
    let day = spoken_day(from, zone, language);
    // A day ends with the first moment of the next one.
    let one_day = date(from) == date(to - TimeDelta::nanoseconds(1));
    match (one_day, clock(from).as_str(), clock(to).as_str()) {
        (true, "00:00", "00:00") => day,
        (true, from, to) => format!("{day}, de {from} a {to}"),
        (false, from, _) => format!("{day}, de {from} hasta el {}", spoken(to, zone, language)),
    }
}

fn in_english(at: DateTime<Utc>, language: Language) -> bool {
    language == Language::English || !(1..=9999).contains(&at.year())
}

/// What somebody got wrong may be long, and is repeated to them.
pub(crate) fn shortened(problem: &str) -> String {
    problem.chars().take(300).collect()
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Madrid;

    use super::*;

    #[test]
    fn stretches_are_told_in_either_language() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let (nine, five) = (at("2026-11-24T08:00:00Z"), at("2026-11-24T16:00:00Z"));
        let (midnight, next) = (at("2026-11-23T23:00:00Z"), at("2026-11-24T23:00:00Z"));
        for (when, english, spanish) in [
            (
                When::At(nine),
                "Tuesday, 24 November 2026 at 09:00",
                "martes, 24 de noviembre de 2026, a las 09:00",
            ),
            (
                When::Range(nine, five),
                "Tuesday, 24 November 2026, 09:00 to 17:00",
                "martes, 24 de noviembre de 2026, de 09:00 a 17:00",
            ),
            (
                When::Range(midnight, next),
                "Tuesday, 24 November 2026",
                "martes, 24 de noviembre de 2026",
            ),
            (
                When::Range(five, at("2026-11-25T08:00:00Z")),
                "Tuesday, 24 November 2026 at 17:00 to Wednesday, 25 November 2026 at 09:00",
                "martes, 24 de noviembre de 2026, de 17:00 hasta el miércoles, 25 de noviembre de 2026, a las 09:00",
            ),
        ] {
            assert_eq!(spoken_when(when, Madrid, Language::English), english);
            assert_eq!(spoken_when(when, Madrid, Language::Spanish), spanish);
        }
    }
}
