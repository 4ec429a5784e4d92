//! From the text of a calendar to its events. No I/O; any text leads to an answer.

use calcard::common::{PartialDateTime, timezone};
use calcard::icalendar::timezone::TzResolver;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarEntry, ICalendarMethod,
    ICalendarParameterName, ICalendarProperty, ICalendarRecurrenceRule, ICalendarStatus,
    ICalendarValue, Uri,
};
use calcard::{Entry, Parser};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::refusal::Refusal;
use super::zone::{Moment, Zone};

/// The most events of one calendar.
pub(crate) const MOST_EVENTS: usize = 1000;
/// The most zones that one calendar defines itself.
const MOST_ZONES: usize = 50;

/// An event, or why it stands for no shift; with what it is known by.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) head: Head,
    pub(crate) event: Result<Event, Refusal>,
}

/// What an event is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) uid: Option<String>,
    /// The line on which it begins, from 1; none when the calendar is laid out oddly.
    pub(crate) line: Option<u32>,
}

/// An event that is read in full.
#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) who: Who,
    /// What its member works as; empty when it does not say.
    pub(crate) role: String,
    pub(crate) starts: Moment,
    pub(crate) length: Length,
    pub(crate) repeats: Repeats,
    /// Which occurrence of its series it replaces: the instant at which that would begin.
    pub(crate) replaces: Option<DateTime<Utc>>,
    pub(crate) cancelled: bool,
}

/// Who works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Who {
    /// Addresses of attendees, in lower case and in order.
    Attendees(Vec<String>),
    /// The name before the dash of the summary.
    Named(String),
    Nobody,
}

/// How long it lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    /// By the clock on the wall: a night shift ends at six, whatever the clocks did.
    Clock(TimeDelta),
    /// By the watch.
    Exact(TimeDelta),
}

/// When it comes round.
#[derive(Debug, Default)]
pub(crate) struct Repeats {
    pub(crate) rule: Option<ICalendarRecurrenceRule>,
    pub(crate) also: Vec<Moment>,
    pub(crate) except: Vec<DateTime<Utc>>,
}

/// A text that is no calendar, or too much of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unreadable {
    NoCalendar,
    TooManyEvents,
    TooManyZones,
    TooManyShifts,
}

/// Every event of a calendar, in its order. Times without a zone are in `zone`.
pub(crate) fn read(text: &str, zone: Tz) -> Result<Vec<Read>, Unreadable> {
    let lines: Vec<u32> = begins(text, "BEGIN:VEVENT").take(MOST_EVENTS + 1).collect();
    if lines.len() > MOST_EVENTS {
        return Err(Unreadable::TooManyEvents);
    }
    if begins(text, "BEGIN:VTIMEZONE").nth(MOST_ZONES).is_some() {
        return Err(Unreadable::TooManyZones);
    }
    let calendars = calendars(text)?;
    let mut events = Vec::new();
    for calendar in &calendars {
        let zones = calendar.build_tz_resolver().with_default(zone);
        let cancel = calendar.components.iter().any(cancels);
        let components = calendar.components.iter();
        for component in
            components.filter(|one| one.component_type == ICalendarComponentType::VEvent)
        {
            let head = Head { uid: uid(component), line: None };
            events.push(Read { head, event: Reader { component, zones: &zones }.event(cancel) });
        }
    }
    if events.len() > MOST_EVENTS {
        return Err(Unreadable::TooManyEvents);
    }
    if lines.len() == events.len() {
        for (read, line) in events.iter_mut().zip(lines) {
            read.head.line = Some(line);
        }
    }
    Ok(events)
}

/// The lines on which something begins, from 1.
fn begins<'a>(text: &'a str, what: &'static str) -> impl Iterator<Item = u32> + 'a {
    let lines = (1u32..).zip(text.lines());
    lines.filter(move |(_, line)| line.trim_end().eq_ignore_ascii_case(what)).map(|(line, _)| line)
}

/// The calendars of a stream.
fn calendars(text: &str) -> Result<Vec<ICalendar>, Unreadable> {
    let mut parser = Parser::new(text);
    let mut calendars = Vec::new();
    loop {
        match parser.entry() {
            Entry::ICalendar(calendar) => calendars.push(calendar),
            Entry::Eof | Entry::TooManyComponents => break,
            _ => {}
        }
    }
    let whole = |calendar: &ICalendar| {
        calendar.components.first().map(|first| &first.component_type)
            == Some(&ICalendarComponentType::VCalendar)
    };
    calendars.retain(whole);
    if calendars.is_empty() { Err(Unreadable::NoCalendar) } else { Ok(calendars) }
}

fn cancels(component: &ICalendarComponent) -> bool {
    component.component_type == ICalendarComponentType::VCalendar
        && component.property(&ICalendarProperty::Method).is_some_and(|entry| {
            matches!(entry.values.first(), Some(ICalendarValue::Method(ICalendarMethod::Cancel)))
        })
}

fn uid(component: &ICalendarComponent) -> Option<String> {
    component.uid().map(str::trim).filter(|uid| !uid.is_empty()).map(str::to_owned)
}

struct Reader<'a> {
    component: &'a ICalendarComponent,
    zones: &'a TzResolver<&'a str>,
}

impl Reader<'_> {
    fn event(&self, cancel: bool) -> Result<Event, Refusal> {
        uid(self.component).ok_or(Refusal::NoUid)?;
        let replaces = match self.entry(&ICalendarProperty::RecurrenceId) {
            Some(entry) if parameter(entry, &ICalendarParameterName::Range).is_some() => {
                return Err(Refusal::ThisAndFuture);
            }
            Some(entry) => Some(self.time(entry)?.at().ok_or(Refusal::NoStart)?),
            None => None,
        };
        let cancelled = cancel || self.component.status() == Some(&ICalendarStatus::Cancelled);
        let starts = match self.entry(&ICalendarProperty::Dtstart) {
            Some(entry) => self.time(entry),
            None => Err(Refusal::NoStart),
        };
        let (starts, length) = match starts.and_then(|starts| Ok((starts, self.length(starts)?))) {
            // What is cancelled need not say when it would have been.
            Err(_) if cancelled => (Moment::EPOCH, Length::Exact(TimeDelta::zero())),
            read => read?,
        };
        let repeats = if cancelled { Repeats::default() } else { self.repeats()? };
        let (who, role) = self.who();
        Ok(Event { who, role, starts, length, repeats, replaces, cancelled })
    }

    fn entry(&self, name: &ICalendarProperty) -> Option<&ICalendarEntry> {
        self.component.property(name)
    }

    fn time(&self, entry: &ICalendarEntry) -> Result<Moment, Refusal> {
        let Some(ICalendarValue::PartialDateTime(time)) = entry.values.first() else {
            return Err(Refusal::NoStart);
        };
        self.moment(entry, time)
    }

    fn moment(&self, entry: &ICalendarEntry, time: &PartialDateTime) -> Result<Moment, Refusal> {
        if !time.has_time() {
            return Err(Refusal::WholeDay);
        }
        let read = time.to_date_time().ok_or(Refusal::NoStart)?;
        let zone = match (read.offset, parameter(entry, &ICalendarParameterName::Tzid)) {
            (Some(offset), _) => Zone::Fixed(offset),
            (None, Some(name)) => match self.zones.resolve(name) {
                Some(timezone::Tz::Tz(zone)) => Zone::Named(zone),
                Some(timezone::Tz::Fixed(offset)) => Zone::Fixed(offset),
                Some(timezone::Tz::Floating) | None => return Err(Refusal::UnknownZone),
            },
            (None, None) => match self.zones.resolve_or_default(None) {
                timezone::Tz::Tz(zone) => Zone::Named(zone),
                timezone::Tz::Fixed(offset) => Zone::Fixed(offset),
                timezone::Tz::Floating => Zone::Named(Tz::UTC),
            },
        };
        Ok(Moment { local: read.date_time, zone })
    }

    fn length(&self, starts: Moment) -> Result<Length, Refusal> {
        if let Some(entry) = self.entry(&ICalendarProperty::Dtend) {
            let ends = self.time(entry)?;
            if ends.zone == starts.zone {
                return Ok(Length::Clock(ends.local - starts.local));
            }
            let (Some(start), Some(end)) = (starts.at(), ends.at()) else {
                return Err(Refusal::NoEnd);
            };
            return Ok(Length::Exact(end - start));
        }
        match self.entry(&ICalendarProperty::Duration).and_then(|entry| entry.values.first()) {
            Some(ICalendarValue::Duration(length)) => {
                length.to_time_delta().map(Length::Exact).ok_or(Refusal::NoEnd)
            }
            _ => Err(Refusal::NoEnd),
        }
    }

    fn repeats(&self) -> Result<Repeats, Refusal> {
        let mut repeats = Repeats::default();
        for entry in &self.component.entries {
            match &entry.name {
                ICalendarProperty::Rrule => match entry.values.first() {
                    Some(ICalendarValue::RecurrenceRule(rule)) if repeats.rule.is_none() => {
                        repeats.rule = Some((**rule).clone());
                    }
                    _ => return Err(Refusal::BadRule),
                },
                ICalendarProperty::Rdate => {
                    for value in &entry.values {
                        let ICalendarValue::PartialDateTime(time) = value else {
                            return Err(Refusal::OddDate);
                        };
                        repeats.also.push(self.moment(entry, time)?);
                    }
                }
                ICalendarProperty::Exdate => {
                    for value in &entry.values {
                        let ICalendarValue::PartialDateTime(time) = value else {
                            return Err(Refusal::OddDate);
                        };
                        repeats.except.extend(self.moment(entry, time)?.at());
                    }
                }
                _ => {}
            }
        }
        Ok(repeats)
    }

    /// Attendees, or the name in `Peach - kitchen`; and the role.
    fn who(&self) -> (Who, String) {
        let mut attendees: Vec<String> =
            self.component.properties(&ICalendarProperty::Attendee).filter_map(attendee).collect();
        attendees.sort_unstable();
        attendees.dedup();
        let text = |name| {
            let value = self.entry(name).and_then(|entry| entry.values.first());
            value.and_then(ICalendarValue::as_text).unwrap_or_default().trim().to_owned()
        };
        let (summary, category) =
            (text(&ICalendarProperty::Summary), text(&ICalendarProperty::Categories));
        let dashed =
            ["-", "–", "—"].iter().find_map(|dash| summary.split_once(&format!(" {dash} ")));
        let (name, after) = match dashed {
            Some((name, role)) => (name.trim(), role.trim()),
            None if attendees.is_empty() && !category.is_empty() => (summary.as_str(), ""),
            None => ("", summary.as_str()),
        };
        let role = if category.is_empty() { after.to_owned() } else { category };
        let who = if !attendees.is_empty() {
            Who::Attendees(attendees)
        } else if name.is_empty() {
            Who::Nobody
        } else {
            Who::Named(name.to_owned())
        };
        (who, role)
    }
}

/// The address of an attendee who is a person and has not declined.
fn attendee(entry: &ICalendarEntry) -> Option<String> {
    let is = |name, values: &[&str]| {
        parameter(entry, name)
            .is_some_and(|given| values.iter().any(|value| given.eq_ignore_ascii_case(value)))
    };
    if is(&ICalendarParameterName::Cutype, &["RESOURCE", "ROOM"])
        || is(&ICalendarParameterName::Partstat, &["DECLINED"])
    {
        return None;
    }
    let address = match entry.values.first()? {
        ICalendarValue::Uri(Uri::Location(address)) | ICalendarValue::Text(address) => address,
        _ => return None,
    };
    let address = match address.split_once(':') {
        Some((scheme, address)) if scheme.eq_ignore_ascii_case("mailto") => address,
        _ => address,
    };
    Some(address.trim().to_lowercase()).filter(|address| !address.is_empty())
}

fn parameter<'a>(entry: &'a ICalendarEntry, name: &ICalendarParameterName) -> Option<&'a str> {
    let given = entry.params.iter().find(|parameter| parameter.name == *name);
    given.and_then(|parameter| parameter.value.as_text())
}
