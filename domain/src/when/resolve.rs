//! From a phrase to a moment: its day, its part of the day and its time, in any order.

use chrono::{DateTime, Days, Duration, NaiveDate, NaiveTime, Timelike, Utc};
use chrono_tz::Tz;

use super::day::{self, Read, Span};
use super::part::Part;
use super::rewrite::rewritten;
use super::{When, WhenError};
use crate::phrase::{Clock, Tokens, clock, computable, instant, number, tokens};

/// Words that add nothing.
const FILLERS: &[&str] = &[
    "at", "on", "by", "from", "around", "about", "for", "of", "in", "the", "@", ",", "sharp", ".",
];

/// The longest phrase that is looked at.
const LONGEST: usize = 200;

/// The moment or stretch that `text` names for somebody in `zone` at `now`.
pub fn resolve(text: &str, now: DateTime<Utc>, zone: Tz) -> Result<When, WhenError> {
    let shown: String = text.trim().chars().take(LONGEST).collect();
    let absolute = DateTime::parse_from_rfc3339(&shown)
        .or_else(|_| DateTime::parse_from_str(&shown, "%Y-%m-%dT%H:%M%#z"));
    if let Ok(at) = absolute {
        return Ok(When::At(at.with_timezone(&Utc)));
    }
    if !computable(now) || text.trim().chars().count() > LONGEST {
        return Err(WhenError::Unclear(shown));
    }
    let today = now.with_timezone(&zone).date_naive();
    // Only what plain English does not explain is read in other words.
    let read = match Parts::of(&shown, today) {
        Ok(None) => Parts::of(&rewritten(&shown), today),
        read => read,
    };
    match read {
        Ok(Some(parts)) => parts.when(now, zone, today).ok_or(WhenError::Impossible(shown)),
        Ok(None) => Err(WhenError::Unclear(shown)),
        Err(Impossible) => Err(WhenError::Impossible(shown)),
    }
}

struct Impossible;

/// What a phrase says.
#[derive(Default)]
struct Parts {
    now: bool,
    after: Option<Duration>,
    days: Option<Span>,
    part: Option<Part>,
    time: Option<Clock>,
    until: Option<Clock>,
}

impl Parts {
    /// What `text` says; nothing if any of it is not understood.
    fn of(text: &str, today: NaiveDate) -> Result<Option<Self>, Impossible> {
        let mut parts = Self::default();
        Ok(parts.read(&tokens(text), today)?.then_some(parts))
    }

    /// Reads all of the phrase; false if any of it is not understood.
    fn read(&mut self, tokens: &Tokens, today: NaiveDate) -> Result<bool, Impossible> {
        let mut at = 0;
        while at < tokens.len() {
            let Some(next) = self.one(tokens, at, today)? else { return Ok(false) };
            at = next;
        }
        let any = self.after.is_some()
            || self.days.is_some()
            || self.part.is_some()
            || self.time.is_some();
        Ok(any != self.now)
    }

    fn one(
        &mut self,
        tokens: &Tokens,
        at: usize,
        today: NaiveDate,
    ) -> Result<Option<usize>, Impossible> {
        if self.after.is_none() && tokens.word(at) == "in" {
            if let Some((after, next)) = distance(tokens, at + 1) {
                self.after = Some(after);
                return Ok(Some(next));
            }
            if let Some((days, next)) =
                days_ahead(tokens, at + 1, today).filter(|_| self.days.is_none())
            {
                self.days = Some(days);
                return Ok(Some(next));
            }
        }
        if self.days.is_none() {
            match day::read(tokens, at, today) {
                Read::Days(days, next) => {
                    self.days = Some(days);
                    // The `T` of an ISO time.
                    return Ok(Some(if tokens.joined(next) {
                        tokens.skip(next, &["t"])
                    } else {
                        next
                    }));
                }
                Read::Impossible => return Err(Impossible),
                Read::Nothing => {}
            }
        }
        if self.part.is_none() {
            if tokens.word(at) == "tonight" && self.days.is_none() {
                self.days = Some(Span { first: today, days: 1, perhaps_today: false });
                self.part = Some(Part::Evening);
                return Ok(Some(at + 1));
            }
            let this = tokens.word(at) == "this";
            if let Some((part, next)) = Part::read(tokens, if this { at + 1 } else { at }) {
                self.part = Some(part);
                if self.days.is_none() && this {
                    self.days = Some(Span { first: today, days: 1, perhaps_today: false });
                }
                return Ok(Some(next));
            }
        }
        if tokens.word(at) == "now" {
            self.now = true;
            return Ok(Some(at + 1));
        }
        if tokens.reads(at, &["right", "now"]) {
            return Ok(Some(at + 1));
        }
        if self.time.is_none() {
            return self.times(tokens, at);
        }
        Ok(tokens.any(at, FILLERS).then_some(at + 1))
    }

    /// `at 10`, `10:00`, `from 10 to 12`, `between 10 and 12`.
    fn times(&mut self, tokens: &Tokens, at: usize) -> Result<Option<usize>, Impossible> {
        let first = tokens.skip(at, &["at", "from", "between", "@", "by", "around", "about"]);
        let bare = first > at || self.days.is_some() || self.part.is_some();
        let Some((time, next)) = clock(tokens, first, bare) else {
            let timelike =
                tokens.digits(first, 2).is_some() && (first > at || tokens.word(first + 1) == ":");
            if timelike && tokens.joined(first + 1) {
                return Err(Impossible);
            }
            return Ok(tokens.any(at, FILLERS).then_some(at + 1));
        };
        self.time = Some(time);
        if tokens.any(next, &["to", "until", "till", "-", "and"])
            && let Some((until, after)) = clock(tokens, next + 1, true)
        {
            self.until = Some(until);
            return Ok(Some(after));
        }
        Ok(Some(next))
    }

    fn when(&self, now: DateTime<Utc>, zone: Tz, today: NaiveDate) -> Option<When> {
        if self.now {
            return Some(When::At(now));
        }
        if let Some(after) = self.after {
            return now.checked_add_signed(after).map(When::At);
        }
        let first = self.days.map_or(today, |days| days.first);
        let found = self.on(first, zone)?;
        // A time alone is the next one; so is a weekday whose time is over for today.
        let step = match self.days {
            None if self.part.is_none() => 1,
            Some(days) if days.perhaps_today => 7,
            _ => return Some(found),
        };
        let (When::At(end) | When::Range(_, end)) = found;
        if end >= now {
            Some(found)
        } else {
            self.on(first.checked_add_days(Days::new(step))?, zone)
        }
    }

    /// What is meant if the days begin on `first`.
    fn on(&self, first: NaiveDate, zone: Tz) -> Option<When> {
        let at = |date: NaiveDate, time: NaiveTime| {
            instant(zone, date.and_time(time)).map(|at| at.with_timezone(&Utc))
        };
        let late = self.part.is_some_and(Part::late);
        let meant = |clock: Clock| if late { clock.afternoon() } else { clock.time };
        if let Some(clock) = self.time {
            // `tonight at 2` is after midnight.
            if self.part == Some(Part::Evening) && clock.time.hour() < 5 && self.until.is_none() {
                return at(first.succ_opt()?, clock.time).map(When::At);
            }
            let Some(until) = self.until else { return at(first, meant(clock)).map(When::At) };
            let end = meant(until);
            let start = if clock.bare && until.certain && clock.afternoon() < end {
                clock.afternoon()
            } else {
                meant(clock)
            };
            let last = if end > start { first } else { first.succ_opt()? };
            return Some(When::Range(at(first, start)?, at(last, end)?));
        }
        let midnight = NaiveTime::MIN;
        let (from, to) = match self.part {
            Some(part) => {
                let (from, to) = part.hours();
                let from = at(first, NaiveTime::from_hms_opt(from, 0, 0)?)?;
                let to = match NaiveTime::from_hms_opt(to, 0, 0) {
                    Some(to) => at(first, to)?,
                    None => at(first.succ_opt()?, midnight)?,
                };
                (from, to)
            }
            None => {
                let days = self.days.map_or(1, |days| days.days);
                (at(first, midnight)?, at(first.checked_add_days(Days::new(days))?, midnight)?)
            }
        };
        Some(When::Range(from, to))
    }
}

/// `two hours`, `30 minutes`, `half an hour`, `an hour`.
fn distance(tokens: &Tokens, at: usize) -> Option<(Duration, usize)> {
    if tokens.reads(at, &["half", "an", "hour"]) {
        return Some((Duration::minutes(30), at + 3));
    }
    let (count, next) = number(tokens, at)?;
    let count = i64::from(count);
    let length = match tokens.word(next) {
        "minute" | "minutes" | "min" | "mins" => Duration::minutes(count),
        "hour" | "hours" | "h" => Duration::hours(count),
        _ => return None,
    };
    if tokens.reads(next + 1, &["and", "a", "half"]) {
        return Some((length + length / 2 / i32::try_from(count.max(1)).ok()?, next + 4));
    }
    Some((length, next + 1))
}

/// `three days`, `a week`.
fn days_ahead(tokens: &Tokens, at: usize, today: NaiveDate) -> Option<(Span, usize)> {
    let (count, next) = number(tokens, at)?;
    let days = match tokens.word(next) {
        "day" | "days" => u64::from(count),
        "week" | "weeks" => u64::from(count) * 7,
        _ => return None,
    };
    let first = today.checked_add_days(Days::new(days))?;
    Some((Span { first, days: 1, perhaps_today: false }, next + 1))
}
