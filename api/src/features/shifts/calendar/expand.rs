//! From events to occurrences: those of a series come one by one, as far as one looks.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use calcard::common::PartialDateTime;
use calcard::common::timezone::Tz as Clock;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarDuration, ICalendarFrequency,
    ICalendarProperty, ICalendarRecurrenceRule, ICalendarValue,
};
use chrono::{DateTime, Datelike, NaiveDateTime, TimeDelta, Timelike, Utc};

use super::read::{Event, Length, Read, Who};
use super::refusal::Refusal;
use super::zone::{Moment, Zone};

/// How many occurrences of a series are looked through, the past included.
const LOOKED_THROUGH: usize = 20_000;
/// How long ago a series may have begun: as long as one of every day may. Where its days are
/// none (30 February), it takes as long to find that out as if they were.
const LONG_AGO: TimeDelta = TimeDelta::days(LOOKED_THROUGH as i64);

/// One stretch of work that the calendar states.
#[derive(Debug)]
pub(crate) struct Occurrence {
    /// Its event, by place in the calendar.
    pub(crate) event: usize,
    /// Which of its series: the day on which it would begin, or that it comes once.
    pub(crate) key: String,
    pub(crate) who: Who,
    pub(crate) role: String,
    pub(crate) starts_at: DateTime<Utc>,
    pub(crate) ends_at: DateTime<Utc>,
}

/// All events of one UID.
#[derive(Debug, Default)]
pub(crate) struct Series {
    pub(crate) uid: String,
    /// Its first event, by place in the calendar.
    pub(crate) first: usize,
    /// Those that end after the window begins; of what comes round, those that begin
    /// before it ends.
    pub(crate) occurrences: Vec<Occurrence>,
    /// Events that are refused, by place in the calendar.
    pub(crate) refused: Vec<(usize, Refusal)>,
}

/// An event, by its place in the calendar.
type Placed = (usize, Result<Event, Refusal>);

/// The series of a calendar, in its order, and events that belong to none.
pub(crate) fn series(
    read: Vec<Read>,
    window: &Range<DateTime<Utc>>,
) -> (Vec<Series>, Vec<(usize, Refusal)>) {
    let mut order: Vec<String> = Vec::new();
    let mut grouped: HashMap<String, Vec<Placed>> = HashMap::new();
    let mut stray = Vec::new();
    for (place, Read { head, event }) in read.into_iter().enumerate() {
        match (head.uid, event) {
            (Some(uid), event) => {
                if !grouped.contains_key(&uid) {
                    order.push(uid.clone());
                }
                grouped.entry(uid).or_default().push((place, event));
            }
            (None, Err(refusal)) => stray.push((place, refusal)),
            (None, Ok(_)) => stray.push((place, Refusal::NoUid)),
        }
    }
    let of = |uid: String| {
        let events = grouped.remove(&uid).unwrap_or_default();
        one(uid, events, window)
    };
    (order.into_iter().map(of).collect(), stray)
}

fn one(uid: String, events: Vec<Placed>, window: &Range<DateTime<Utc>>) -> Series {
    let first = events.first().map_or(0, |(place, _)| *place);
    let mut series = Series { uid, first, ..Series::default() };
    let (mut master, mut replaced) = (None, BTreeMap::new());
    for (place, event) in events {
        match event {
            Err(refusal) => series.refused.push((place, refusal)),
            Ok(event) => match event.replaces {
                Some(at) => {
                    replaced.insert(at, (place, event));
                }
                None if master.is_none() => master = Some((place, event)),
                None => series.refused.push((place, Refusal::UidTwice)),
            },
        }
    }
    let zone = master.as_ref().map(|(_, event): &(usize, Event)| event.starts.zone);
    if let Some((place, event)) = master.filter(|(_, event)| !event.cancelled) {
        match starts(&event, window) {
            Err(refusal) => series.refused.push((place, refusal)),
            Ok(starts) => {
                for (key, local, at) in starts {
                    if !replaced.contains_key(&at) && !event.repeats.except.contains(&at) {
                        series.add(place, key, &event, local, at, window);
                    }
                }
            }
        }
    }
    for (at, (place, event)) in replaced {
        if event.cancelled {
            continue;
        }
        let zone = zone.unwrap_or(event.starts.zone);
        let starts = event.starts;
        match (zone.local(at), starts.at()) {
            (Some(day), Some(begin)) => {
                series.add(place, day_key(day), &event, starts.local, begin, window);
            }
            _ => series.refused.push((place, Refusal::NoStart)),
        }
    }
    series
}

impl Series {
    fn add(
        &mut self,
        event: usize,
        key: String,
        of: &Event,
        local: NaiveDateTime,
        starts_at: DateTime<Utc>,
        window: &Range<DateTime<Utc>>,
    ) {
        let ends_at = match of.length {
            Length::Exact(length) => starts_at.checked_add_signed(length),
            Length::Clock(length) => {
                local.checked_add_signed(length).and_then(|local| of.starts.zone.at(local))
            }
        };
        let Some(ends_at) = ends_at else {
            self.refused.push((event, Refusal::NoEnd));
            return;
        };
        if ends_at.max(starts_at) <= window.start {
            return;
        }
        let (who, role) = (of.who.clone(), of.role.clone());
        self.occurrences.push(Occurrence { event, key, who, role, starts_at, ends_at });
    }
}

type Start = (String, NaiveDateTime, DateTime<Utc>);

/// When the occurrences of an event begin: key, by the clock, instant.
fn starts(event: &Event, window: &Range<DateTime<Utc>>) -> Result<Vec<Start>, Refusal> {
    let Moment { local, zone } = event.starts;
    let repeats = &event.repeats;
    if repeats.rule.is_none() && repeats.also.is_empty() {
        let at = zone.at(local).ok_or(Refusal::NoStart)?;
        return Ok(vec![("once".to_owned(), local, at)]);
    }
    let mut locals = match &repeats.rule {
        Some(rule) => expanded(rule, local, zone, window)?,
        None => vec![local],
    };
    locals.extend(repeats.also.iter().filter_map(|also| zone.local(also.at()?)));
    locals.sort_unstable();
    locals.dedup();
    let mut starts: Vec<Start> = Vec::new();
    for local in locals {
        let Some(at) = zone.at(local) else { continue };
        if at >= window.end {
            break;
        }
        let day = day_key(local);
        let same = starts.iter().rev().take_while(|(key, ..)| key.starts_with(&day)).count();
        let key = if same == 0 { day } else { format!("{day}.{same}") };
        starts.push((key, local, at));
    }
    Ok(starts)
}

fn day_key(local: NaiveDateTime) -> String {
    local.format("%Y%m%d").to_string()
}

/// Local starts by a rule, counted by the clock of its zone.
fn expanded(
    rule: &ICalendarRecurrenceRule,
    start: NaiveDateTime,
    zone: Zone,
    window: &Range<DateTime<Utc>>,
) -> Result<Vec<NaiveDateTime>, Refusal> {
    if !matches!(
        rule.freq,
        ICalendarFrequency::Daily
            | ICalendarFrequency::Weekly
            | ICalendarFrequency::Monthly
            | ICalendarFrequency::Yearly
    ) {
        return Err(Refusal::TooOften);
    }
    let end = zone.local(window.end).ok_or(Refusal::BadRule)?;
    if end - start > LONG_AGO {
        return Err(Refusal::TooLongAgo);
    }
    let mut rule = rule.clone();
    // An end in UTC is one by the clock of the event; an end that is a day holds all of it.
    let given = rule.until.take();
    let given = match given {
        Some(until) if !until.has_time() => {
            let day = until.to_date_time().ok_or(Refusal::BadRule)?.date_time;
            day.checked_add_signed(TimeDelta::seconds(86_399))
        }
        Some(until) => {
            let until = until.to_date_time().ok_or(Refusal::BadRule)?;
            match until.offset {
                Some(offset) => {
                    Zone::Fixed(offset).at(until.date_time).and_then(|at| zone.local(at))
                }
                None => Some(until.date_time),
            }
        }
        None => None,
    };
    let until = given.map_or(end, |given| given.min(end));
    rule.until = Some(floating(until));
    let hour = ICalendarDuration { hours: 1, ..ICalendarDuration::default() };
    let mut event = ICalendarComponent::new(ICalendarComponentType::VEvent);
    event.add_property(
        ICalendarProperty::Dtstart,
        ICalendarValue::PartialDateTime(Box::new(floating(start))),
    );
    event.add_property(ICalendarProperty::Duration, ICalendarValue::Duration(hour));
    event.add_property(ICalendarProperty::Rrule, ICalendarValue::RecurrenceRule(Box::new(rule)));
    let calendar = ICalendar { components: vec![event] };
    let found = calendar.expand_dates(Clock::Floating, LOOKED_THROUGH);
    if !found.errors.is_empty() {
        return Err(Refusal::BadRule);
    }
    if found.events.len() >= LOOKED_THROUGH {
        return Err(Refusal::TooLongAgo);
    }
    Ok(found.events.into_iter().map(|event| event.start.naive_local()).collect())
}

/// A time by some clock.
fn floating(local: NaiveDateTime) -> PartialDateTime {
    let byte = |number: u32| u8::try_from(number).ok();
    PartialDateTime {
        year: u16::try_from(local.year()).ok(),
        month: byte(local.month()),
        day: byte(local.day()),
        hour: byte(local.hour()),
        minute: byte(local.minute()),
        second: byte(local.second()),
        ..PartialDateTime::default()
    }
}
