//! Times of day: `7:30`, `9`, `6 pm`, `noon`.

use chrono::NaiveTime;

use super::Tokens;

/// A time of day as somebody wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clock {
    /// The time.
    pub(crate) time: NaiveTime,
    /// Only an hour was given, without am or pm: `at 9`.
    pub(crate) bare: bool,
    /// am or pm was given, or the hour can only be meant on the 24-hour clock.
    pub(crate) certain: bool,
}

/// What may not follow a lone number that is to be a time.
const UNITS: &[&str] = &[
    "%", "°", "minute", "minutes", "min", "hour", "hours", "day", "days", "week", "weeks",
    "people", "persons", "percent", "degrees", "euro", "euros", "eur", "€", "$", "st", "nd", "rd",
    "th", "/",
];

/// Reads a time at `at`, and the place after it. A lone hour counts only if `bare`.
pub(crate) fn clock(tokens: &Tokens, at: usize, bare: bool) -> Option<(Clock, usize)> {
    if tokens.any(at, &["noon", "midday", "midnight"]) {
        let hour = if tokens.word(at) == "midnight" { 0 } else { 12 };
        return made(hour, 0, false, true).map(|time| (time, at + 1));
    }
    let mut hour = tokens.digits(at, 2)?;
    let mut next = at + 1;
    let mut minute = None;
    if tokens.any(next, &[":", ".", "h"]) && tokens.joined(next) && tokens.joined(next + 1) {
        let digits = tokens.digits(next + 1, 2).filter(|_| tokens.word(next + 1).len() == 2);
        if let Some(value) = digits {
            minute = Some(value);
            next += 2;
            if tokens.word(next) == ":"
                && tokens.joined(next)
                && tokens.digits(next + 1, 2).is_some()
            {
                next += 2; // Seconds say nothing here.
            }
        }
    }
    let half = half_of_day(tokens, next);
    if let Some((afternoon, after)) = half {
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + if afternoon { 12 } else { 0 };
        next = after;
    } else if tokens.reads(next, &["o", "'", "clock"]) {
        next += 3;
        minute = minute.or(Some(0));
    }
    let lone = minute.is_none() && half.is_none();
    if lone && (!bare || tokens.any(next, UNITS) || super::month(tokens.word(next)).is_some()) {
        return None;
    }
    let certain = half.is_some() || hour > 12 || tokens.word(at).starts_with('0');
    made(hour, minute.unwrap_or(0), lone, certain).map(|time| (time, next))
}

fn made(hour: u32, minute: u32, bare: bool, certain: bool) -> Option<Clock> {
    NaiveTime::from_hms_opt(hour, minute, 0).map(|time| Clock { time, bare, certain })
}

/// `am`, `p.m.`: whether it is the second half of the day, and the place after it.
fn half_of_day(tokens: &Tokens, at: usize) -> Option<(bool, usize)> {
    match tokens.word(at) {
        "am" => Some((false, at + 1)),
        "pm" => Some((true, at + 1)),
        letter @ ("a" | "p") if tokens.reads(at + 1, &[".", "m"]) && tokens.joined(at + 2) => {
            let end = at + 3;
            // The dot of `p.m.` is part of it, unless it ends the sentence too.
            let dot = tokens.word(end) == "." && tokens.joined(end);
            Some((letter == "p", if dot { end + 1 } else { end }))
        }
        _ => None,
    }
}

impl Clock {
    /// The same hour in the second half of the day, if the text left that open.
    pub(crate) fn afternoon(self) -> NaiveTime {
        let later = self.time.overflowing_add_signed(chrono::Duration::hours(12));
        if self.certain || later.1 != 0 { self.time } else { later.0 }
    }
}
