//! Spanish schedules, in the words that [`super::find()`] reads: each token keeps its place
//! in the text, so that a phrase is repeated as the text has it.

mod words;

use self::words::{MARKS, PHRASES, WORDS};
use crate::phrase::spanish::{MONTHS, NUMBERS, WEEKDAYS, named};
use crate::phrase::{Token, Tokens};

/// The tokens in English, when the text seems to state schedules in Spanish.
pub(super) fn translated(given: &Tokens) -> Option<Tokens> {
    let spanish = given.iter().any(|token| {
        MARKS.contains(&token.word.as_str()) || named(&WEEKDAYS, &token.word).is_some()
    });
    spanish.then(|| Translation { given, out: Vec::new(), open: false }.all())
}

struct Translation<'a> {
    given: &'a Tokens,
    out: Vec<Token>,
    /// Whether a stretch has begun (`de 9`), whose end is to come (`a 17`).
    open: bool,
}

impl Translation<'_> {
    fn all(mut self) -> Tokens {
        let mut at = 0;
        while at < self.given.len() {
            at = self.one(at).max(at + 1);
        }
        Tokens::of(self.out)
    }

    /// Translates what stands at `at`; the place after it.
    fn one(&mut self, at: usize) -> usize {
        let word = self.given.word(at);
        // A fortnight, or fifteen days: nobody can tell.
        if self.given.reads(at, &["cada"]) && self.given.any(at + 1, &["15", "quince"]) {
            return self.put(at, at + 2, &["alternately"]);
        }
        if let Some(next) = self.days_of_month(at) {
            return next;
        }
        if let Some((words, english)) =
            PHRASES.iter().find(|(words, _)| self.given.reads(at, words))
        {
            return self.put(at, at + words.len(), &[english]);
        }
        if let Some(next) = self.stretch(at) {
            return next;
        }
        // `los lunes y los jueves`: days that come round.
        if word == "los"
            && let Some(day) = named(&WEEKDAYS, self.given.word(at + 1))
        {
            return self.put(at, at + 2, &[&format!("{day}s")]);
        }
        // `6 de enero de 2026`.
        if let Some(month) = named(&MONTHS, word) {
            let year = self.given.any(at + 1, &["de", "del"])
                && self.given.word(at + 2).len() == 4
                && self.given.digits(at + 2, 4).is_some();
            return self.put(at, if year { at + 2 } else { at + 1 }, &[month]);
        }
        if word == "de" && named(&MONTHS, self.given.word(at + 1)).is_some() {
            return self.put(at, at + 1, &["of"]);
        }
        if let Some(hour) = NUMBERS.iter().position(|name| *name == word).filter(|_| {
            !matches!(self.out.last().map(|token| token.word.as_str()), Some("the" | "first"))
        }) {
            return self.put(at, at + 1, &[&(hour + 1).to_string()]);
        }
        let english = named(&WEEKDAYS, word).or_else(|| named(WORDS, word));
        let english = english.unwrap_or(word).to_owned();
        self.put(at, at + 1, &[&english])
    }

    /// `a las 9`, `de 9 a 17`, `de lunes a viernes`, `entre las 14 y las 16`.
    fn stretch(&mut self, at: usize) -> Option<usize> {
        let word = self.given.word(at);
        let next = self.given.skip(at + 1, &["las", "la"]);
        if matches!(word, "de" | "desde" | "a" | "entre" | "y")
            && let Some((clock, after)) = self.spoken(next)
        {
            let english = match word {
                "de" | "desde" if self.given.any(after, &["a", "hasta"]) => "from",
                "entre" => "between",
                "a" if self.open => "to",
                "a" => "at",
                "y" => "and",
                _ => return None,
            };
            self.open = english == "from";
            self.put(at, next, &[english]);
            return Some(match clock {
                Some((hour, minute)) => self.put(next, after, &[&hour, ":", &minute]),
                None => after.min(next),
            });
        }
        let month_or_day = |at| {
            let word = self.given.word(at);
            named(&WEEKDAYS, word).is_some() || named(&MONTHS, word).is_some()
        };
        if word == "de" && month_or_day(at + 1) && self.given.word(at + 2) == "a" {
            let month = named(&MONTHS, self.given.word(at + 1)).is_some();
            // The article of a stretch of days is not read, that of months is.
            return Some(if month {
                self.put(at, at + 1, &["from"])
            } else {
                let day = named(&WEEKDAYS, self.given.word(at + 1))?;
                self.put(at, at + 2, &[day])
            });
        }
        (word == "a" && month_or_day(at + 1)).then(|| self.put(at, at + 1, &["to"]))
    }

    /// A time of day at `at`, in words if it is said so, and the place after it.
    fn spoken(&self, at: usize) -> Option<(Option<(String, String)>, usize)> {
        let digits = self.given.digits(at, 2);
        let named = NUMBERS.iter().position(|name| *name == self.given.word(at));
        let hour = digits.or(named.and_then(|hour| u32::try_from(hour + 1).ok()))?;
        let minute = match (self.given.word(at + 1), self.given.word(at + 2)) {
            ("y", "media") => 30,
            ("y", "cuarto") => 15,
            _ if digits.is_some() => {
                let minutes = self.given.any(at + 1, &[":", ".", "h"])
                    && self.given.digits(at + 2, 2).is_some();
                let after = if minutes { at + 3 } else { at + 1 };
                return Some((None, self.given.skip(after, &["h", "horas"])));
            }
            _ => 0,
        };
        let end = if minute == 0 { at + 1 } else { at + 3 };
        Some((Some((hour.to_string(), format!("{minute:02}"))), end))
    }

    /// `el día 15`, `los días 1 y 15`, `el 1 y el 15 de cada mes`.
    fn days_of_month(&mut self, at: usize) -> Option<usize> {
        let first = self.given.skip(at, &["el", "los"]);
        let named = self.given.any(first, &["día", "días"]);
        let first = if named { first + 1 } else { first };
        if first == at {
            return None;
        }
        let (mut days, mut next) = (Vec::new(), first);
        loop {
            self.given.digits(next, 2).filter(|day| (1..=31).contains(day))?;
            days.push(next);
            next += 1;
            let after = self.given.skip(next, &[",", "y"]);
            let more = self.given.skip(self.given.skip(after, &["el"]), &["día"]);
            if after == next || self.given.digits(more, 2).is_none() {
                break;
            }
            next = more;
        }
        let of_month = self.given.reads(next, &["de", "cada", "mes"])
            || self.given.reads(next, &["del", "mes"])
            || self.given.reads(next, &["de", "todos", "los", "meses"]);
        let dated = self.given.word(next) == "de" && !of_month;
        if !(named || of_month) || dated {
            return None;
        }
        self.put(at, first, &["the"]);
        for (place, day) in days.iter().enumerate() {
            if let Some(before) = place.checked_sub(1).and_then(|before| days.get(before)) {
                self.put(before + 1, *day, &["and"]);
            }
            let word = self.given.word(*day).to_owned();
            self.put(*day, day + 1, &[&word, "th"]);
        }
        Some(next)
    }

    /// Writes English words for the tokens from `at` until before `next`: the first spans
    /// them, the others stand behind it.
    fn put(&mut self, at: usize, next: usize, words: &[&str]) -> usize {
        let (Some(first), Some(last)) = (self.given.get(at), self.given.get(next - 1)) else {
            return next;
        };
        let (mut start, end) = (first.start, last.end);
        for word in words {
            self.out.push(Token { word: (*word).to_owned(), start, end });
            start = end;
        }
        next
    }
}
