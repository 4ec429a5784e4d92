//! Names of days and months, numbers and ordinals.

use chrono::Weekday;

use super::Tokens;

/// Which one of several: the second, the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ordinal {
    /// Counted from 1.
    Nth(u32),
    /// The last one.
    Last,
}

/// A weekday's name, full or short, singular.
pub(crate) fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" | "mon" => Weekday::Mon,
        "tuesday" | "tue" | "tues" => Weekday::Tue,
        "wednesday" | "wed" => Weekday::Wed,
        "thursday" | "thu" | "thur" | "thurs" => Weekday::Thu,
        "friday" | "fri" => Weekday::Fri,
        "saturday" | "sat" => Weekday::Sat,
        "sunday" | "sun" => Weekday::Sun,
        _ => return None,
    })
}

/// A weekday in the plural: `Mondays`.
pub(crate) fn weekday_plural(word: &str) -> Option<Weekday> {
    let singular = word.strip_suffix('s').filter(|singular| singular.ends_with("day"))?;
    weekday(singular)
}

/// A month's name, full or short, as 1 to 12.
pub(crate) fn month(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    if word == "sept" {
        return Some(9);
    }
    let at = MONTHS
        .iter()
        .position(|name| *name == word || (word.len() == 3 && name.starts_with(word)))?;
    u32::try_from(at + 1).ok()
}

/// A small number in words or digits, and the place after it.
pub(crate) fn number(tokens: &Tokens, at: usize) -> Option<(u32, usize)> {
    const WORDS: [&str; 12] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    if let Some(digits) = tokens.digits(at, 4) {
        return Some((digits, at + 1));
    }
    let word = tokens.word(at);
    if matches!(word, "a" | "an") {
        return Some((1, at + 1));
    }
    let index = WORDS.iter().position(|known| *known == word)?;
    Some((u32::try_from(index + 1).ok()?, at + 1))
}

/// `second`, `2nd` or `last`, and the place after it.
pub(crate) fn ordinal(tokens: &Tokens, at: usize) -> Option<(Ordinal, usize)> {
    let nth = match tokens.word(at) {
        "first" => 1,
        "second" => 2,
        "third" => 3,
        "fourth" => 4,
        "fifth" => 5,
        "sixth" => 6,
        "last" => return Some((Ordinal::Last, at + 1)),
        _ => {
            let nth = tokens.digits(at, 2)?;
            if !tokens.any(at + 1, &["st", "nd", "rd", "th"]) || !tokens.joined(at + 1) {
                return None;
            }
            return Some((Ordinal::Nth(nth), at + 2));
        }
    };
    Some((Ordinal::Nth(nth), at + 1))
}
