//! Phrases in other words: Spanish ones and spoken times, as the English that is read.

use crate::phrase::spanish::{MONTHS, NUMBERS, WEEKDAYS, named};
use crate::phrase::{self, Tokens, tokens};

/// Spanish phrases and what they are in English, the longer before their beginnings.
const PHRASES: &[(&[&str], &str)] = &[
    (&["el", "fin", "de", "semana", "que", "viene"], "next weekend"),
    (&["fin", "de", "semana", "que", "viene"], "next weekend"),
    (&["próximo", "fin", "de", "semana"], "next weekend"),
    (&["este", "fin", "de", "semana"], "this weekend"),
    (&["el", "fin", "de", "semana"], "this weekend"),
    (&["semana", "que", "viene"], "next week"),
    (&["próxima", "semana"], "next week"),
    (&["esta", "semana"], "this week"),
    (&["pasado", "mañana"], "day after tomorrow"),
    (&["esta", "mañana"], "this morning"),
    (&["por", "la", "mañana"], "morning"),
    (&["de", "la", "mañana"], "morning"),
    (&["esta", "tarde"], "this afternoon"),
    (&["por", "la", "tarde"], "afternoon"),
    (&["de", "la", "tarde"], "afternoon"),
    (&["esta", "noche"], "tonight"),
    (&["por", "la", "noche"], "night"),
    (&["de", "la", "noche"], "night"),
    (&["de", "la", "madrugada"], "am"),
    (&["dentro", "de"], "in"),
    (&["media", "hora"], "half an hour"),
    (&["hora", "y", "media"], "hour and a half"),
    (&["ahora", "mismo"], "right now"),
    (&["a", "las"], "at"),
    (&["a", "la"], "at"),
    (&["al", "mediodía"], "at noon"),
];

/// Spanish words; an empty one is left out.
const WORDS: &[(&str, &str)] = &[
    ("hoy", "today"),
    ("mañana", "tomorrow"),
    ("ayer", "yesterday"),
    ("ahora", "now"),
    ("mediodía", "noon"),
    ("medianoche", "midnight"),
    ("en", "in"),
    ("entre", "between"),
    ("desde", "from"),
    ("hasta", "until"),
    ("a", "to"),
    ("y", "and"),
    ("el", ""),
    ("la", ""),
    ("las", ""),
    ("de", ""),
    ("del", ""),
    ("hora", "hour"),
    ("horas", "hours"),
    ("minuto", "minute"),
    ("minutos", "minutes"),
    ("día", "day"),
    ("días", "days"),
    ("semana", "week"),
    ("semanas", "weeks"),
    ("este", "this"),
    ("próximo", "next"),
];

/// The phrase in the words that [`super::resolve()`] reads. What is not known stays.
pub(super) fn rewritten(text: &str) -> String {
    let given = tokens(text);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < given.len() {
        let (words, next) = one(&given, at);
        if !words.is_empty() && !out.is_empty() && !given.joined(at) {
            out.push(' ');
        }
        out.push_str(&words);
        at = next;
    }
    out
}

/// What stands at `at` in English, and the place after it.
fn one(given: &Tokens, at: usize) -> (String, usize) {
    if let Some(spoken) = spoken(given, at) {
        return spoken;
    }
    let phrase = PHRASES.iter().find(|(words, _)| given.reads(at, words));
    if let Some((words, english)) = phrase {
        return ((*english).to_owned(), at + words.len());
    }
    if let Some(weekday) = named(&WEEKDAYS, given.word(at)) {
        let next = given.reads(at + 1, &["que", "viene"]);
        return if next {
            (format!("next {weekday}"), at + 3)
        } else {
            (weekday.to_owned(), at + 1)
        };
    }
    // `el día 3`, but not `el día 3 de diciembre`.
    if given.word(at) == "día"
        && let Some(day) = given.digits(at + 1, 2)
    {
        let month = given.word(at + 2) == "de" && english(given.word(at + 3)).is_some();
        return (if month { day.to_string() } else { format!("{day}th") }, at + 2);
    }
    if let Some(number) = number(given, at).filter(|_| given.digits(at, 2).is_none()) {
        return (number.to_string(), at + 1);
    }
    let word = given.word(at);
    (english(word).unwrap_or(word).to_owned(), at + 1)
}

/// `half past nine`, `quarter to ten`, `nueve y media`, `diez menos cuarto`.
fn spoken(given: &Tokens, at: usize) -> Option<(String, usize)> {
    let (hour, minute, next) = match given.word(at) {
        "half" if given.word(at + 1) == "past" => (number(given, at + 2)?, 30, at + 3),
        "quarter" if given.word(at + 1) == "past" => (number(given, at + 2)?, 15, at + 3),
        "quarter" if given.word(at + 1) == "to" => (before(number(given, at + 2)?), 45, at + 3),
        _ => {
            let hour = number(given, at)?;
            match (given.word(at + 1), given.word(at + 2)) {
                ("y", "media") => (hour, 30, at + 3),
                ("y", "cuarto") => (hour, 15, at + 3),
                ("menos", "cuarto") => (before(hour), 45, at + 3),
                _ => return None,
            }
        }
    };
    Some((format!("{hour}:{minute:02}"), next))
}

/// The hour before, as a clock shows it.
fn before(hour: u32) -> u32 {
    match hour {
        1 => 12,
        0 => 23,
        hour => hour - 1,
    }
}

/// A number up to twelve in words, or an hour in digits.
fn number(given: &Tokens, at: usize) -> Option<u32> {
    let word = given.word(at);
    if matches!(word, "un" | "una") {
        return Some(1);
    }
    if let Some(index) = NUMBERS.iter().position(|name| *name == word) {
        return u32::try_from(index + 1).ok();
    }
    // `a` and `an` are articles here.
    let spelled = word.len() > 2 && word.starts_with(char::is_alphabetic);
    let spelled = if spelled { phrase::number(given, at) } else { None };
    spelled.map(|(number, _)| number).or_else(|| given.digits(at, 2))
}

/// What a word is in English.
fn english(word: &str) -> Option<&'static str> {
    named(WORDS, word).or_else(|| named(&MONTHS, word))
}
