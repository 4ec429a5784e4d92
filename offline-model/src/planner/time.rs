//! Words for a time, resolved against the local `now` of the context.

use std::{ops::Range, sync::LazyLock};

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Weekday};
use regex::{Captures, Regex};

use super::text::pattern;

/// How exact a time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grain {
    Now,
    Minute,
    /// A part of a day: morning, evening.
    Part,
    Day,
}

/// A resolved time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    pub at: NaiveDateTime,
    pub grain: Grain,
}

const MONTHS: &str = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|\
    aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";
const NUMBERS: [&str; 13] = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve",
];
const COUNT: &str = r"\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve";

static DAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?xi)\b(?:
        (?P<near>(?:the\ )?day\ after\ tomorrow|tomorrow|tmrw|today|tonight|yesterday)
        |(?:(?P<which>this|next|last|coming|every|each)\s+)?
         (?P<weekday>monday|tuesday|wednesday|thursday|friday|saturday|sunday)
        |(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})
        |(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m1>{MONTHS})
        |(?P<m2>{MONTHS})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?
        |in\s+(?P<days>{COUNT})\s+days?)\b"
    ))
});
static CLOCK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?xi)\b(?:(?P<word>noon|midday|midnight)
        |(?:(?P<before>at|by|around|between|from|until|till|before|after)\s+)?
         (?P<hour>\d{1,2})(?:(?P<sep>[:.h])(?P<minute>\d{2}))?
         (?:\s*(?P<half>(?:am|pm)\b|a\.m\.?|p\.m\.?)|\s*o'?clock\b)?)",
    )
});
static PART: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(morning|afternoon|evening|tonight|night|lunchtime)\b"));
static RELATIVE: LazyLock<Regex> = LazyLock::new(|| {
    let units = "minutes?|mins?|hours?|hrs?";
    pattern(&format!(r"(?i)\bin\s+(?:about\s+)?(?P<n>half an|{COUNT})\s+(?P<unit>{units})\b"))
});
static NOW: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(right now|now|immediately|at the moment|currently|at once|straight away)\b")
});

/// The time that a text speaks of, if any.
pub(crate) fn find(text: &str, now: NaiveDateTime) -> Option<Moment> {
    if let Some(found) = RELATIVE.captures(text) {
        return relative(&found, now).map(|at| Moment { at, grain: Grain::Minute });
    }
    let day = DAY.captures_iter(text).find_map(|found| date(&found, now));
    let part = PART.find(text).map(|found| found.as_str().to_lowercase());
    let clock = CLOCK.captures_iter(text).find_map(|found| Clock::new(&found, text));
    let Some(clock) = clock else {
        let Some(part) = part else {
            let day = day.map(|day| Moment { at: day.and_time(NaiveTime::MIN), grain: Grain::Day });
            return day
                .or_else(|| NOW.is_match(text).then_some(Moment { at: now, grain: Grain::Now }));
        };
        let hour = match part.as_str() {
            "morning" => 9,
            "lunchtime" => 12,
            "afternoon" => 15,
            "evening" => 19,
            "tonight" => 20,
            _ => 22,
        };
        let at = day.unwrap_or(now.date()).and_hms_opt(hour, 0, 0)?;
        let passed = day.is_none() && at.date() == now.date() && hour == 9 && at < now;
        let at = if passed { at + Days::new(1) } else { at };
        return Some(Moment { at, grain: Grain::Part });
    };
    let small_hours = matches!(part.as_deref(), Some("night" | "tonight"))
        && clock.half.is_none()
        && clock.hour < 6;
    if small_hours {
        // "Saturday night at 1" is on Sunday.
        let at =
            (day.unwrap_or(now.date()) + Days::new(1)).and_hms_opt(clock.hour, clock.minute, 0)?;
        return Some(Moment { at, grain: Grain::Minute });
    }
    let date = day.unwrap_or(now.date());
    let mut at = date.and_time(clock.time(part.as_deref())?);
    if at <= now && date == now.date() {
        let later = at + TimeDelta::hours(12);
        if !clock.exact && part.is_none() && later > now && later.date() == date {
            at = later;
        } else if day.is_none() {
            at = at + Days::new(1);
        }
    }
    Some(Moment { at, grain: Grain::Minute })
}

fn count(word: &str) -> Option<i64> {
    let word = word.to_lowercase();
    match word.as_str() {
        "a" | "an" => Some(1),
        _ => word.parse().ok().or_else(|| {
            NUMBERS.iter().position(|number| *number == word).and_then(|n| i64::try_from(n).ok())
        }),
    }
}

fn relative(found: &Captures<'_>, now: NaiveDateTime) -> Option<NaiveDateTime> {
    let unit = if found["unit"].to_lowercase().starts_with('h') { 60 } else { 1 };
    let minutes = match &found["n"] {
        "half an" => 30,
        n => count(n)?.checked_mul(unit)?,
    };
    now.checked_add_signed(TimeDelta::try_minutes(minutes)?)
}

fn date(found: &Captures<'_>, now: NaiveDateTime) -> Option<NaiveDate> {
    let today = now.date();
    if let Some(near) = found.name("near") {
        return match near.as_str().to_lowercase().as_str() {
            "today" | "tonight" => Some(today),
            "yesterday" => today.checked_sub_days(Days::new(1)),
            "tomorrow" | "tmrw" => today.checked_add_days(Days::new(1)),
            _ => today.checked_add_days(Days::new(2)),
        };
    }
    if let Some(name) = found.name("weekday") {
        let weekday: Weekday = name.as_str().parse().ok()?;
        let ahead = u64::from(weekday.days_since(today.weekday()));
        let this_week = weekday.num_days_from_monday() > today.weekday().num_days_from_monday();
        return match found.name("which").map(|m| m.as_str().to_lowercase()).as_deref() {
            Some("last") => {
                today.checked_sub_days(Days::new(if ahead == 0 { 7 } else { 7 - ahead }))
            }
            Some("next") if this_week || ahead == 0 => today.checked_add_days(Days::new(ahead + 7)),
            _ => today.checked_add_days(Days::new(ahead)),
        };
    }
    if let Some(iso) = found.name("iso") {
        return iso.as_str().parse().ok();
    }
    if let Some(days) = found.name("days") {
        return today.checked_add_days(Days::new(u64::try_from(count(days.as_str())?).ok()?));
    }
    let month = found.name("m1").or(found.name("m2"))?.as_str().to_lowercase();
    let day: u32 = found.name("d1").or(found.name("d2"))?.as_str().parse().ok()?;
    let month = month.parse::<chrono::Month>().ok()?.number_from_month();
    let this_year = NaiveDate::from_ymd_opt(today.year(), month, day)?;
    if this_year >= today { Some(this_year) } else { this_year.with_year(today.year() + 1) }
}

struct Clock {
    hour: u32,
    minute: u32,
    /// Morning or afternoon is said, or the form has 24 hours.
    exact: bool,
    half: Option<bool>,
}

/// What may follow a bare number for it to be an hour.
const AFTER_HOUR: &str = " on in tomorrow today tonight this next sharp and but so because instead rather latest until to \
    when please or every each for i we as if the monday tuesday wednesday thursday friday saturday \
    sunday ";

impl Clock {
    /// A number is a time when its form or its surroundings say so ("7:30", "7 pm", "at 7").
    fn new(found: &Captures<'_>, text: &str) -> Option<Self> {
        if let Some(word) = found.name("word") {
            let hour = if word.as_str().eq_ignore_ascii_case("midnight") { 0 } else { 12 };
            return Some(Self { hour, minute: 0, exact: true, half: None });
        }
        let hour: u32 = found["hour"].parse().ok()?;
        let minute = found.name("minute").map_or(Some(0), |m| m.as_str().parse().ok())?;
        let half = found.name("half").map(|half| half.as_str().to_lowercase().starts_with('p'));
        let colon = found.name("sep").is_some_and(|sep| sep.as_str() == ":");
        let end = found.get(0)?.end();
        let tail = text.get(end..)?;
        let following = tail.split_whitespace().next().unwrap_or_default().to_lowercase();
        let joined =
            tail.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '%' | '€' | '-'));
        let free = tail.trim_start().is_empty()
            || tail.starts_with([',', '.', '?', '!', ';', ')', ':'])
            || AFTER_HOUR.contains(&format!(" {} ", following.trim_matches([',', '.', '?', '!'])));
        let said = half.is_some()
            || colon
            || found[0].to_lowercase().ends_with("clock")
            || (found.name("before").is_some() && free);
        (said && !joined && hour < 25 && minute < 60).then_some(Self {
            hour: hour % 24,
            minute,
            exact: half.is_some() || hour > 12 || found["hour"].starts_with('0'),
            half,
        })
    }

    fn time(&self, part: Option<&str>) -> Option<NaiveTime> {
        let hour = match (self.half, part) {
            (Some(false), _) => self.hour % 12,
            (Some(true), _) => self.hour % 12 + 12,
            (None, Some("afternoon" | "evening" | "night" | "tonight"))
                if (1..12).contains(&self.hour) =>
            {
                self.hour + 12
            }
            (None, None) if !self.exact && (1..7).contains(&self.hour) => self.hour + 12,
            _ => self.hour,
        };
        NaiveTime::from_hms_opt(hour, self.minute, 0)
    }
}

/// Every span of words for a time, in order.
fn spans(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = CLOCK
        .captures_iter(text)
        .filter(|found| Clock::new(found, text).is_some())
        .filter_map(|found| found.get(0))
        .chain(DAY.find_iter(text))
        .chain(PART.find_iter(text))
        .chain(RELATIVE.find_iter(text))
        .chain(NOW.find_iter(text))
        .map(|found| found.range())
        .collect();
    found.sort_by_key(|range| range.start);
    found
}

/// The words for a time, from the first to the last, with the "on" before them.
pub(crate) fn words(text: &str) -> Option<&str> {
    let spans = spans(text);
    let (first, last) = (spans.first()?, spans.iter().map(|span| span.end).max()?);
    let near = text.get(first.clone())?.to_lowercase().starts_with("to");
    let on = !near && text.get(..first.start)?.ends_with("on ");
    text.get(if on { first.start - 3 } else { first.start }..last)
}

/// Whether the text itself says which day it means.
pub(crate) fn names_day(text: &str) -> bool {
    DAY.is_match(text) || RELATIVE.is_match(text)
}

/// The text without its words for a time.
pub(crate) fn without(text: &str) -> String {
    let mut rest = String::new();
    let mut end = 0;
    for span in spans(text) {
        if span.start >= end {
            rest.push_str(text.get(end..span.start).unwrap_or_default());
        }
        end = end.max(span.end);
    }
    rest.push_str(text.get(end..).unwrap_or_default());
    rest
}

/// The text with dates beside relative days and clock times in 24 hours: "tomorrow at 10am"
/// becomes "tomorrow (Tuesday 24 November) at 10:00", which stays true when read later.
pub(crate) fn spelled_out(text: &str, now: NaiveDateTime) -> String {
    let part = PART.find(text).map(|found| found.as_str().to_lowercase());
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let days: Vec<_> = DAY.captures_iter(text).collect();
    for found in &days {
        let (Some(all), Some(day)) = (found.get(0), date(found, now)) else { continue };
        let which = found.name("which").map(|which| which.as_str().to_lowercase());
        let recurring = matches!(which.as_deref(), Some("every" | "each"));
        if (days.len() > 1 && found.name("near").is_none()) || recurring {
            continue;
        }
        let named = day.format("%A %-d %B").to_string();
        // The date goes behind "tomorrow morning" as a whole.
        let tail = text.get(all.end()..).unwrap_or_default();
        let part = PART.find(tail).filter(|part| part.start() == 1);
        let end = all.end() + part.map_or(0, |part| part.end());
        let (range, new) = match (found.name("weekday"), part) {
            (Some(_), Some(_)) => (end..end, day.format(" (%-d %B)").to_string()),
            (Some(_), None) if which.is_some() => {
                let on = text.get(..all.start()).is_some_and(|before| before.ends_with("on "));
                (all.range(), if on { named } else { format!("on {named}") })
            }
            (Some(_), None) => (all.range(), named),
            (None, _) if found.name("m1").is_some() => (all.range(), named),
            _ => (end..end, format!(" ({named})")),
        };
        edits.push((range, new));
    }
    for found in CLOCK.captures_iter(text) {
        let clock = Clock::new(&found, text).and_then(|clock| clock.time(part.as_deref()));
        let (Some(all), Some(time)) = (found.get(0), clock) else { continue };
        let before = found.name("before").map(|word| format!("{} ", word.as_str()));
        let new = format!("{}{}", before.unwrap_or_default(), time.format("%H:%M"));
        edits.push((all.range(), new));
    }
    for found in RELATIVE.captures_iter(text) {
        if let (Some(all), Some(at)) = (found.get(0), relative(&found, now)) {
            edits.push((all.end()..all.end(), format!(" (at {})", at.format("%H:%M"))));
        }
    }
    edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mut result = text.to_owned();
    for (range, new) in edits {
        result.replace_range(range, &new);
    }
    result
}

/// `Tuesday, 24 November 2026 at 10:00`.
pub(crate) fn long(at: NaiveDateTime) -> String {
    at.format("%A, %-d %B %Y at %H:%M").to_string()
}

/// `2026-11-24T10:00`, as tools take it.
pub(crate) fn iso(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M").to_string()
}
