//! Finding schedules in a text.

use std::ops::Range;

use super::Recurrence;
use super::clauses::Clauses;
use super::pattern::{pattern, weekdays};
use super::rule::{Pattern, Rule};
use super::spanish::translated;
use crate::phrase::{Tokens, clock, tokens, weekday};

/// How far after its days a schedule's time is looked for: `Every Monday the ovens
/// are cleaned at 9:00`.
const REACH: usize = 14;

/// Every schedule that `text` states and that can be computed, in order.
pub fn find(text: &str) -> Vec<Recurrence> {
    let given = tokens(text);
    let tokens = translated(&given).unwrap_or(given);
    let mut found = Vec::new();
    let (mut at, mut free) = (0, 0);
    while at < tokens.len() {
        let Some((days, next)) = pattern(&tokens, at) else {
            at += 1;
            continue;
        };
        let mut stretch = Stretch { days, free, at, next };
        loop {
            let (recurrence, end, further) = schedule(text, &tokens, stretch);
            found.extend(recurrence);
            at = end.max(at + 1);
            free = at;
            match further {
                Some(further) => stretch = further,
                None => break,
            }
        }
    }
    found
}

/// The days of a schedule, and where they stand.
struct Stretch {
    days: Pattern,
    /// The first token before them that no earlier schedule took.
    free: usize,
    /// Their first token.
    at: usize,
    /// The place after their last one.
    next: usize,
}

/// Reads what surrounds the days: the schedule if it can be computed, the place after
/// all of it, and the next days of a list that goes on without another `every`.
fn schedule(
    text: &str,
    tokens: &Tokens,
    stretch: Stretch,
) -> (Option<Recurrence>, usize, Option<Stretch>) {
    let Stretch { days, free, at, next } = stretch;
    let mut clauses = Clauses::default();
    let mut end = clauses.read(tokens, next);
    let mut start = at;
    if clauses.times.is_empty() {
        if let Some(lead) = leading_time(tokens, free..at, &mut clauses) {
            start = lead;
        } else if let Some(time) = trailing_time(tokens, end)
            && let Some(after) = clauses.time(tokens, time)
        {
            end = clauses.read(tokens, after);
        }
    }
    let further = further_days(tokens, &days, &clauses, end);
    if clauses.open {
        return (None, end, further);
    }
    let mut phrase = said(text, tokens, start..next);
    for range in &clauses.said {
        phrase.push(' ');
        phrase.push_str(&said(text, tokens, range.clone()));
    }
    if clauses.vague {
        phrase.push_str(" (with exceptions)");
    }
    let rule = Rule {
        pattern: days,
        since: clauses.since,
        until: clauses.until,
        season: clauses.season,
        except: clauses.except,
    };
    let times = clauses.times;
    (rule.checked().map(|rule| Recurrence { phrase, rule, times }), end, further)
}

/// `at 9:00 every Monday`: the start of a time that ends where the days begin.
fn leading_time(tokens: &Tokens, before: Range<usize>, clauses: &mut Clauses) -> Option<usize> {
    let at = before.end;
    let first = at.saturating_sub(8).max(before.start);
    (first..at).find(|from| {
        // The time must not begin in the middle of a number or of another time.
        if from.checked_sub(1).is_some_and(|before| tokens.any(before, &[":", "."])) {
            return false;
        }
        let mut trial = Clauses::default();
        let ends = trial.time(tokens, *from).map(|end| tokens.skip(end, &[","]));
        if ends == Some(at) {
            clauses.times = trial.times;
        }
        ends == Some(at)
    })
}

/// A time later in the same clause of the sentence, with its preposition.
fn trailing_time(tokens: &Tokens, from: usize) -> Option<usize> {
    const STOPS: &[&str] =
        &[".", ";", "!", "?", ",", "\n", "(", ")", "|", "and", "but", "or", "#", "unless"];
    let from = tokens.skip(from, &[","]);
    let end = from.saturating_add(REACH).min(tokens.len());
    for at in from..end {
        let timed = tokens.any(at, &["at", "from", "between"]);
        if timed && clock(tokens, at + 1, true).is_some() {
            return Some(at);
        }
        if tokens.any(at, STOPS)
            || weekday(tokens.word(at)).is_some()
            || pattern(tokens, at).is_some()
        {
            return None;
        }
    }
    None
}

/// `every Monday at 7:30 and Thursday at 8:00` is two schedules.
fn further_days(tokens: &Tokens, days: &Pattern, clauses: &Clauses, end: usize) -> Option<Stretch> {
    let Pattern::Weekly { every: 1, .. } = days else { return None };
    if clauses.times.is_empty() {
        return None;
    }
    let from = tokens.skip(tokens.skip(end, &[","]), &["and"]);
    let at = if from > end { tokens.skip(from, &["on"]) } else { return None };
    let (days, next) = weekdays(tokens, at)?;
    Clauses::default().time(tokens, next)?;
    Some(Stretch { days: Pattern::Weekly { days, every: 1 }, free: at, at, next })
}

/// The words of these tokens as the text has them, on one line and without emphasis.
fn said(text: &str, tokens: &Tokens, range: Range<usize>) -> String {
    let mut phrase = String::new();
    let mut before: Option<usize> = None;
    for token in tokens.get(range).unwrap_or_default() {
        if before.is_some_and(|end| end < token.start) {
            phrase.push(' ');
        }
        // A token of other words may span several of the text's.
        let words = text.get(token.start..token.end).unwrap_or_default();
        let words: String = words.chars().filter(|c| !matches!(c, '*' | '_' | '`')).collect();
        phrase.push_str(&words.split_whitespace().collect::<Vec<_>>().join(" "));
        before = Some(token.end);
    }
    phrase
}
