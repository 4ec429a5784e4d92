//! Days relative to today: `tomorrow`, `next Friday`, `24 November`, `the 3rd`,
//! `this weekend`, `next week on Tuesday`, `the Tuesday after next`.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use crate::phrase::{Ordinal, Tokens, day, ordinal, weekday};

/// The days a phrase names: the first, and how many from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) first: NaiveDate,
    pub(super) days: u64,
    /// A weekday that may be today: if its time is over, the one in a week is meant.
    pub(super) perhaps_today: bool,
}

impl Span {
    fn one(first: NaiveDate) -> Self {
        Self { first, days: 1, perhaps_today: false }
    }
}

/// What was read at a place: nothing, days, or a date that does not exist.
pub(super) enum Read {
    Nothing,
    Days(Span, usize),
    Impossible,
}

/// Reads days at `at`.
pub(super) fn read(tokens: &Tokens, at: usize, today: NaiveDate) -> Read {
    if let Some((date, next)) = day(tokens, at) {
        let found = match date.year {
            Some(_) => date.exact(),
            // Without a year: this year's, or the next one's if that is over.
            None => [today.year(), today.year() + 1]
                .into_iter()
                .filter_map(|year| date.in_year(year))
                .find(|date| *date >= today),
        };
        return found.map_or(Read::Impossible, |date| Read::Days(Span::one(date), next));
    }
    if let Some(Ordinal::Nth(nth)) =
        tokens.digits(at, 2).and(ordinal(tokens, at)).map(|(nth, _)| nth)
    {
        let found = day_of_month(nth, today).map(Span::one);
        return found.map_or(Read::Impossible, |span| Read::Days(span, at + 2));
    }
    relative(tokens, at, today).map_or(Read::Nothing, |(span, next)| Read::Days(span, next))
}

/// The first such day of a month on or after `today`; months without it are passed over.
fn day_of_month(nth: u32, today: NaiveDate) -> Option<NaiveDate> {
    let first = today.with_day(1)?;
    (0..=2)
        .filter_map(|later| first.checked_add_months(Months::new(later))?.with_day(nth))
        .find(|date| *date >= today)
}

fn relative(tokens: &Tokens, at: usize, today: NaiveDate) -> Option<(Span, usize)> {
    let plus = |days: u64| today.checked_add_days(Days::new(days)).map(Span::one);
    let named = |at: usize| weekday(tokens.word(at));
    Some(match tokens.word(at) {
        "today" => (Span::one(today), at + 1),
        "tomorrow" => (plus(1)?, at + 1),
        "yesterday" => (Span::one(today.pred_opt()?), at + 1),
        "day" if tokens.reads(at + 1, &["after", "tomorrow"]) => (plus(2)?, at + 3),
        "day" if tokens.reads(at + 1, &["before", "yesterday"]) => {
            (Span::one(today.checked_sub_days(Days::new(2))?), at + 3)
        }
        "this" | "coming" if named(at + 1).is_some() => (coming(today, named(at + 1)?, 0)?, at + 2),
        "next" if named(at + 1).is_some() => (coming(today, named(at + 1)?, 1)?, at + 2),
        "week" if tokens.reads(at + 1, &["after", "next"]) => {
            let ahead = u64::from(14 - today.weekday().num_days_from_monday());
            within(tokens, at + 3, today.checked_add_days(Days::new(ahead))?)?
        }
        "this" | "next" if tokens.any(at + 1, &["week", "weekend"]) => {
            let later = u64::from(tokens.word(at) == "next");
            let from_monday = u64::from(today.weekday().num_days_from_monday());
            let monday = today.checked_sub_days(Days::new(from_monday))?;
            let monday = monday.checked_add_days(Days::new(7 * later))?;
            if tokens.word(at + 1) == "week" {
                within(tokens, at + 2, monday)?
            } else {
                let first = monday.checked_add_days(Days::new(5))?;
                (Span { first, days: 2, perhaps_today: false }, at + 2)
            }
        }
        _ => {
            let weekday = named(at)?;
            if tokens.reads(at + 1, &["next", "week"]) {
                let ahead = u64::from(7 - today.weekday().num_days_from_monday());
                let monday = today.checked_add_days(Days::new(ahead))?;
                (Span::one(coming(monday, weekday, 0)?.first), at + 3)
            } else if tokens.reads(at + 1, &["after", "next"]) {
                // The one after that which `next Tuesday` is.
                let next = coming(today, weekday, 1)?.first;
                (Span::one(next.checked_add_days(Days::new(7))?), at + 3)
            } else {
                (coming(today, weekday, 0)?, at + 1)
            }
        }
    })
}

/// The week that begins on `monday`, or a day of it: `next week on Tuesday`.
fn within(tokens: &Tokens, at: usize, monday: NaiveDate) -> Option<(Span, usize)> {
    let next = tokens.skip(tokens.skip(at, &[","]), &["on"]);
    let Some(weekday) = weekday(tokens.word(next)) else {
        return Some((Span { first: monday, days: 7, perhaps_today: false }, at));
    };
    Some((Span::one(coming(monday, weekday, 0)?.first), next + 1))
}

/// The first such weekday on or after `today` plus `later` days.
fn coming(today: NaiveDate, weekday: Weekday, later: u64) -> Option<Span> {
    let from = today.checked_add_days(Days::new(later))?;
    let ahead = weekday.days_since(from.weekday());
    let first = from.checked_add_days(Days::new(u64::from(ahead)))?;
    Some(Span { first, days: 1, perhaps_today: first == today })
}
