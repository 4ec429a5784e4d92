//! Reading what follows the days: times, a start, an end, a season, exceptions.

use std::ops::Range;

use chrono::{Datelike, NaiveDate, NaiveTime, Weekday};

use super::pattern::weekdays;
use crate::phrase::{Tokens, clock, day, month};

/// What the clauses of one schedule say.
#[derive(Debug, Default)]
pub(super) struct Clauses {
    pub(super) times: Vec<NaiveTime>,
    pub(super) since: Option<NaiveDate>,
    pub(super) until: Option<NaiveDate>,
    pub(super) season: Option<(u32, u32)>,
    pub(super) except: Vec<Weekday>,
    /// It says that there are exceptions, and not which.
    pub(super) vague: bool,
    /// It has a start or an end that cannot be told, so neither can the days.
    pub(super) open: bool,
    /// The tokens that belong to the phrase.
    pub(super) said: Vec<Range<usize>>,
}

impl Clauses {
    /// Reads clauses in any order from `at` on; the place after the last one.
    pub(super) fn read(&mut self, tokens: &Tokens, mut at: usize) -> usize {
        loop {
            let next = tokens.skip(at, &[",", "(", "-", ":"]);
            let start = tokens.skip(next, &["and", "but"]);
            let after = self
                .part_of_day(tokens, next)
                .or_else(|| self.start(tokens, start))
                .or_else(|| self.season(tokens, next))
                .or_else(|| self.end(tokens, start))
                .or_else(|| self.exception(tokens, start))
                .or_else(|| self.time(tokens, next));
            match after {
                Some(after) => at = after,
                None => return at,
            }
        }
    }

    /// `at 9`, `from 9:00 to 17:00`, `between 14:00 and 16:00`, `7:30`, `at 9:00 and 17:00`.
    pub(super) fn time(&mut self, tokens: &Tokens, at: usize) -> Option<usize> {
        if !self.times.is_empty() {
            return None;
        }
        let between = tokens.word(at) == "between";
        let first = tokens.skip(at, &["at", "@", "from", "between", "by", "before", "after"]);
        let (start, mut next) = clock(tokens, first, first > at)?;
        let mut times = vec![start.time];
        let stretch = if between { &["and", "-"][..] } else { &["to", "until", "till", "-"] };
        if tokens.any(next, stretch) {
            if let Some((end, after)) = clock(tokens, next + 1, true) {
                // `from 2 to 4 pm` means the afternoon at both ends.
                if start.bare && end.certain && start.afternoon() < end.time {
                    times = vec![start.afternoon()];
                }
                next = after;
            }
        } else {
            while tokens.any(next, &["and", ",", "&"]) {
                let after = tokens.skip(next + 1, &["and"]);
                let Some((more, end)) = clock(tokens, tokens.skip(after, &["at"]), false) else {
                    break;
                };
                times.push(more.time);
                next = end;
            }
        }
        self.times = times;
        self.said.push(at..next);
        Some(next)
    }

    /// `morning`, `in the evening`: part of the phrase, without a time.
    fn part_of_day(&mut self, tokens: &Tokens, at: usize) -> Option<usize> {
        const PARTS: &[&str] = &[
            "morning",
            "mornings",
            "afternoon",
            "afternoons",
            "evening",
            "evenings",
            "night",
            "nights",
        ];
        let next = if tokens.reads(at, &["in", "the"]) { at + 2 } else { at };
        tokens.any(next, PARTS).then(|| {
            self.said.push(at..next + 1);
            next + 1
        })
    }

    /// `counted from Tuesday 6 January 2026`, `starting 6 January 2026`, `since ...`.
    fn start(&mut self, tokens: &Tokens, at: usize) -> Option<usize> {
        let next = match tokens.word(at) {
            "counted" | "counting" | "starting" | "starts" | "beginning" | "begins"
            | "effective" | "first" => {
                let next = tokens.skip(at + 1, &["time", "date"]);
                tokens.skip(next, &["from", "on", "with", "since", ":"])
            }
            "as" if tokens.word(at + 1) == "of" => at + 2,
            "from" | "since" => at + 1,
            _ => return None,
        };
        let (date, after) = day(tokens, next)?;
        match date.exact() {
            Some(date) => self.since = Some(date),
            None => self.open = true,
        }
        Some(after)
    }

    /// `until 30 June 2026`; an end that is a time of day only belongs to the phrase.
    fn end(&mut self, tokens: &Tokens, at: usize) -> Option<usize> {
        if !tokens.any(at, &["until", "till", "through", "to"]) {
            return None;
        }
        if let Some((date, after)) = day(tokens, at + 1) {
            match date.exact() {
                Some(date) => self.until = Some(date),
                None => self.open = true,
            }
            self.said.push(at..after);
            return Some(after);
        }
        if let Some((_, after)) = clock(tokens, at + 1, true) {
            self.said.push(at..after);
            return Some(after);
        }
        let named = tokens.skip(at + 1, &["the"]);
        let named = if tokens.reads(named, &["end", "of"]) { named + 2 } else { named };
        month(tokens.word(named)).map(|_| {
            self.open = true;
            named + 1
        })
    }

    /// `from May to September`, `in July and August`, `in July`.
    fn season(&mut self, tokens: &Tokens, at: usize) -> Option<usize> {
        if !tokens.any(at, &["from", "between", "in"]) {
            return None;
        }
        let from = month(tokens.word(at + 1))?;
        let to = tokens
            .any(at + 2, &["to", "and", "through", "until", "-"])
            .then(|| month(tokens.word(at + 3)))
            .flatten();
        let (season, after) = match to {
            Some(to) => ((from, to), at + 4),
            None if tokens.word(at) == "in" => ((from, from), at + 2),
            None => return None,
        };
        self.season = Some(season);
        if let Some(year) = tokens.digits(after, 4).filter(|_| tokens.word(after).len() == 4) {
            // In one year only.
            let last =
                i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, 12, 31));
            self.until = last;
            self.since = self.since.or(last.and_then(|last| last.with_ordinal(1)));
            self.said.push(at..after + 1);
            return Some(after + 1);
        }
        self.said.push(at..after);
        Some(after)
    }

    /// `except Sunday`; other exceptions are only noted.
    fn exception(&mut self, tokens: &Tokens, at: usize) -> Option<usize> {
        if !tokens.any(at, &["except", "excluding", "unless", "not"]) {
            return None;
        }
        let next = tokens.skip(at + 1, &["for"]);
        let next = tokens.skip(next, &["on"]);
        match weekdays(tokens, next) {
            Some((days, after)) if tokens.word(at) != "unless" => {
                self.except = days;
                self.said.push(at..after);
                Some(after)
            }
            _ => {
                self.vague = true;
                Some(next)
            }
        }
    }
}
