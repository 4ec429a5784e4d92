//! Dates: `6 January 2026`, `Tuesday, 24 November`, `Nov 24, 2026`, `2026-11-24`.

use chrono::{Datelike, NaiveDate, Weekday};

use super::{Tokens, month, weekday};

/// A date as somebody wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Day {
    /// 1 to 12.
    pub(crate) month: u32,
    /// 1 to 31.
    pub(crate) day: u32,
    /// The year, if it was named.
    pub(crate) year: Option<i32>,
    /// The weekday, if it was named.
    pub(crate) weekday: Option<Weekday>,
}

impl Day {
    /// The date, if its year is known, it exists and its weekday is the one named.
    pub(crate) fn exact(&self) -> Option<NaiveDate> {
        self.in_year(self.year?)
    }

    /// The same day in another year, under the same conditions.
    pub(crate) fn in_year(&self, year: i32) -> Option<NaiveDate> {
        let date = NaiveDate::from_ymd_opt(year, self.month, self.day)?;
        if self.weekday.is_none_or(|named| named == date.weekday()) { Some(date) } else { None }
    }
}

/// Reads a date at `at`, and the place after it.
pub(crate) fn day(tokens: &Tokens, at: usize) -> Option<(Day, usize)> {
    let named = weekday(tokens.word(at));
    let mut next = at;
    if named.is_some() {
        next = tokens.skip(at + 1, &[","]);
        next = tokens.skip(next, &["the"]);
    }
    next = tokens.skip(next, &["the"]);
    let (date, after) = iso(tokens, next)
        .or_else(|| day_first(tokens, next))
        .or_else(|| month_first(tokens, next))?;
    if date.day == 0 || date.day > 31 {
        return None;
    }
    Some((Day { weekday: named, ..date }, after))
}

fn iso(tokens: &Tokens, at: usize) -> Option<(Day, usize)> {
    let year = tokens.digits(at, 4).filter(|_| tokens.word(at).len() == 4)?;
    let month = tokens.digits(at + 2, 2).filter(|month| (1..=12).contains(month))?;
    let day = tokens.digits(at + 4, 2)?;
    let dashes = tokens.word(at + 1) == "-" && tokens.word(at + 3) == "-";
    let joined = (1..5).all(|offset| tokens.joined(at + offset));
    let year = i32::try_from(year).ok()?;
    (dashes && joined).then_some((Day { month, day, year: Some(year), weekday: None }, at + 5))
}

fn day_first(tokens: &Tokens, at: usize) -> Option<(Day, usize)> {
    let day = tokens.digits(at, 2)?;
    let mut next = at + 1;
    if tokens.joined(next) {
        next = tokens.skip(next, &["st", "nd", "rd", "th", "."]);
    }
    next = tokens.skip(next, &["of"]);
    let month = month(tokens.word(next))?;
    let (year, after) = year(tokens, next + 1);
    Some((Day { month, day, year, weekday: None }, after))
}

fn month_first(tokens: &Tokens, at: usize) -> Option<(Day, usize)> {
    let month = month(tokens.word(at))?;
    let next = tokens.skip(at + 1, &["the"]);
    let day = tokens.digits(next, 2)?;
    let mut after = next + 1;
    // `May 10:00` and `May 10am` are no dates.
    if tokens.joined(after) && tokens.any(after, &[":", "am", "pm", "h"]) {
        return None;
    }
    if tokens.joined(after) {
        after = tokens.skip(after, &["st", "nd", "rd", "th"]);
    }
    let (year, after) = year(tokens, after);
    Some((Day { month, day, year, weekday: None }, after))
}

/// A year of four digits, after a comma or not.
fn year(tokens: &Tokens, at: usize) -> (Option<i32>, usize) {
    let next = tokens.skip(at, &[","]);
    let four = tokens.digits(next, 4).filter(|_| tokens.word(next).len() == 4);
    match four.and_then(|year| i32::try_from(year).ok()) {
        Some(year) => (Some(year), next + 1),
        None => (None, at),
    }
}
