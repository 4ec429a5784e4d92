//! Reading which days: `every Monday and Thursday`, `the 15th of each month`.

use chrono::Weekday;

use super::rule::Pattern;
use crate::phrase::{Ordinal, Tokens, day, number, ordinal, weekday, weekday_plural};

const WORKING: [Weekday; 5] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
const WEEKEND: [Weekday; 2] = [Weekday::Sat, Weekday::Sun];

/// A pattern and the place after it.
type Read = Option<(Pattern, usize)>;

/// Reads a pattern at `at`.
pub(super) fn pattern(tokens: &Tokens, at: usize) -> Read {
    let at = tokens.skip(at, &["on"]);
    match tokens.word(at) {
        "every" | "each" => after_every(tokens, at + 1),
        "daily" => Some((Pattern::Daily { every: 1 }, at + 1)),
        "weekdays" => Some((weekly(&WORKING), at + 1)),
        "weekends" => Some((weekly(&WEEKEND), at + 1)),
        "weekly" => some_weekdays(tokens, tokens.skip(at + 1, &["on"]), 1),
        "fortnightly" | "biweekly" => Some(perhaps_weekdays(tokens, at + 1, 2)),
        "bi" if tokens.reads(at + 1, &["-", "weekly"]) => Some(perhaps_weekdays(tokens, at + 3, 2)),
        "monthly" => in_month(tokens, at + 1, true),
        "yearly" | "annually" => in_year(tokens, at + 1),
        _ => plain_weekdays(tokens, at).or_else(|| in_month(tokens, at, false)),
    }
}

fn weekly(days: &[Weekday]) -> Pattern {
    Pattern::Weekly { days: days.to_vec(), every: 1 }
}

fn after_every(tokens: &Tokens, at: usize) -> Read {
    match tokens.word(at) {
        "day" | "morning" | "afternoon" | "evening" | "night" => {
            return Some((Pattern::Daily { every: 1 }, at + 1));
        }
        "weekday" | "workday" => return Some((weekly(&WORKING), at + 1)),
        "working" | "business" if tokens.word(at + 1) == "day" => {
            return Some((weekly(&WORKING), at + 2));
        }
        "weekend" => return Some((weekly(&WEEKEND), at + 1)),
        "week" => return Some(perhaps_weekdays(tokens, at + 1, 1)),
        "month" => return in_month(tokens, at + 1, true),
        "year" => return in_year(tokens, at + 1),
        "other" => return every_nth(tokens, at + 1, 2),
        _ => {}
    }
    if let Some(weekdays) = some_weekdays(tokens, at, 1) {
        return Some(weekdays);
    }
    if let Some((date, next)) = day(tokens, at).filter(|(date, _)| date.year.is_none()) {
        return Some((Pattern::Yearly { month: date.month, day: date.day }, next));
    }
    if let Some(monthly) = in_month(tokens, at, false) {
        return Some(monthly);
    }
    match ordinal(tokens, at) {
        Some((Ordinal::Nth(every), next)) if every > 1 => every_nth(tokens, next, every),
        Some(_) => None,
        None => number(tokens, at).and_then(|(every, next)| every_nth(tokens, next, every)),
    }
}

/// After `every second`, `every other`, `every two`.
fn every_nth(tokens: &Tokens, at: usize, every: u32) -> Read {
    match tokens.word(at) {
        "day" | "days" => Some((Pattern::Daily { every }, at + 1)),
        "week" | "weeks" => Some(perhaps_weekdays(tokens, at + 1, every)),
        _ => some_weekdays(tokens, at, every),
    }
}

fn some_weekdays(tokens: &Tokens, at: usize, every: u32) -> Read {
    let (days, next) = weekdays(tokens, at)?;
    Some((Pattern::Weekly { days, every }, next))
}

fn perhaps_weekdays(tokens: &Tokens, at: usize, every: u32) -> (Pattern, usize) {
    some_weekdays(tokens, tokens.skip(at, &["on"]), every)
        .unwrap_or((Pattern::Weekly { days: Vec::new(), every }, at))
}

/// Without `every` only the plural and a stretch of days are schedules.
fn plain_weekdays(tokens: &Tokens, at: usize) -> Read {
    let (days, next) = weekdays(tokens, at)?;
    let stretch = tokens.any(at + 1, &["to", "through", "-"]) && days.len() > 1;
    let this_once = tokens.any(next, &["this", "next", "last"]);
    if (weekday_plural(tokens.word(at)).is_none() && !stretch) || this_once {
        return None;
    }
    Some((Pattern::Weekly { days, every: 1 }, next))
}

/// A list of weekdays and stretches of them: `Monday, Wednesday and Friday to Sunday`.
pub(super) fn weekdays(tokens: &Tokens, at: usize) -> Option<(Vec<Weekday>, usize)> {
    let (mut days, mut next) = stretch(tokens, at)?;
    loop {
        let mut after = tokens.skip(next, &[",", "/", "&"]);
        after = tokens.skip(after, &["and", "or"]);
        if after == next {
            break;
        }
        after = tokens.skip(after, &["on"]);
        after = tokens.skip(after, &["every", "each"]);
        let Some((more, end)) = stretch(tokens, after) else { break };
        for day in more {
            if !days.contains(&day) {
                days.push(day);
            }
        }
        next = end;
    }
    Some((days, next))
}

fn stretch(tokens: &Tokens, at: usize) -> Option<(Vec<Weekday>, usize)> {
    let named = |at: usize| {
        let word = tokens.word(at);
        // `Monday's` is somebody's or something's, not a day that comes round.
        let owner = tokens.word(at + 1) == "'" && tokens.joined(at + 1);
        weekday(word).or_else(|| weekday_plural(word)).filter(|_| !owner)
    };
    let first = named(at)?;
    let last = if tokens.any(at + 1, &["to", "through", "-"]) { named(at + 2) } else { None };
    let Some(last) = last else { return Some((vec![first], at + 1)) };
    let mut days = vec![first];
    let mut day = first;
    while day != last {
        day = day.succ();
        days.push(day);
    }
    Some((days, at + 3))
}

/// `the first Monday of each month`, `the 1st and 15th`; `said` when the month was
/// named before: `monthly on the 15th`.
fn in_month(tokens: &Tokens, at: usize, said: bool) -> Read {
    let mut next = if said { tokens.skip(at, &["on"]) } else { at };
    next = tokens.skip(next, &["the"]);
    let (first, mut next) = ordinal(tokens, next)?;
    let mut which = vec![first];
    loop {
        let mut after = tokens.skip(next, &[",", "&"]);
        after = tokens.skip(after, &["and", "or"]);
        if after == next {
            break;
        }
        after = tokens.skip(after, &["the"]);
        let Some((nth, end)) = ordinal(tokens, after) else { break };
        which.push(nth);
        next = end;
    }
    let pattern = if let Some((days, after)) = weekdays(tokens, next) {
        next = after;
        Pattern::MonthlyWeekday { which, days }
    } else {
        next = tokens.skip(next, &["day"]);
        Pattern::MonthlyDay { which }
    };
    match of_month(tokens, next) {
        Some(after) => Some((pattern, after)),
        None if said => Some((pattern, next)),
        None => None,
    }
}

/// `of each month`, `in every month`, `of the month`, `each month`, `monthly`.
fn of_month(tokens: &Tokens, at: usize) -> Option<usize> {
    if tokens.word(at) == "monthly" {
        return Some(at + 1);
    }
    let next = tokens.skip(at, &["of", "in"]);
    let every = tokens.any(next, &["each", "every"]);
    let the = next > at && tokens.any(next, &["the", "a", "any"]);
    let month = tokens.skip(next + 1, &["calendar"]);
    ((every || the) && tokens.word(month) == "month").then_some(month + 1)
}

fn in_year(tokens: &Tokens, at: usize) -> Read {
    let (date, next) = day(tokens, tokens.skip(at, &["on"]))?;
    let pattern = Pattern::Yearly { month: date.month, day: date.day };
    date.year.is_none().then_some((pattern, next))
}
