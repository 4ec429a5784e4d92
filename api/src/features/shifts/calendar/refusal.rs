//! Why an event, or an occurrence of one, becomes no shift.

use super::read::Unreadable;
use super::{MOST_SHIFTS, read};

macro_rules! refusals {
    ($($name:ident = $code:literal, $detail:literal;)+) => {
        /// Why something in a calendar becomes no shift.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Refusal {
            $(#[doc = $detail] $name,)+
        }

        impl Refusal {
            /// Its stable name.
            pub(crate) fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// Reads the name.
            pub(crate) fn parse(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$name),)+ _ => None }
            }

            /// What it means, and what to do.
            pub(crate) fn detail(self) -> &'static str {
                match self { $(Self::$name => $detail,)+ }
            }
        }
    };
}

refusals! {
    NoUid = "no-uid", "The event has no UID, so it could not be told apart when it is imported again.";
    UidTwice = "uid-twice", "Another event has this UID, and neither is one occurrence of the other.";
    NoStart = "no-start", "The event has no DTSTART that can be read.";
    WholeDay = "whole-day", "The event has a day where a time is needed: a shift begins and ends at a time of day.";
    NoEnd = "no-end", "The event has no DTEND or DURATION that can be read.";
    UnknownZone = "unknown-zone", "The event names a time zone that is not known, and the calendar does not define it.";
    BadRule = "bad-rule", "The event's RRULE cannot be carried out.";
    TooOften = "too-often", "The event comes round more often than daily.";
    TooLongAgo = "too-long-ago", "The event's series has come round too often since it began; let it begin later.";
    OddDate = "odd-date", "An RDATE or EXDATE of the event is not a time.";
    ThisAndFuture = "this-and-future", "RECURRENCE-ID with RANGE is not understood: end the series, and begin another one.";
    NobodyNamed = "nobody-named", "The event names nobody: give an ATTENDEE, or the summary the form: Name - role.";
    NobodyCalled = "nobody-called", "Nobody of this business has the name before the dash of the summary.";
    SeveralCalled = "several-called", "Several people of this business have the name before the dash of the summary; give an ATTENDEE.";
    UnknownAttendee = "unknown-attendee", "An attendee is nobody of this business.";
    NoRole = "no-role", "The event does not say as what: give CATEGORIES, or the summary the form: Name - role.";
    LongRole = "long-role", "The role is longer than 80 characters, or holds characters that cannot be stored.";
    EndsBeforeStart = "shift-ends-before-start", "A shift must end after it starts.";
    TooLong = "shift-too-long", "A shift lasts at most 24 hours.";
    Overlaps = "shift-overlaps", "The member works another shift at this time.";
    Full = "schedule-full", "Too many shifts of this member are planned ahead.";
}

impl Unreadable {
    /// Its stable name.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::NoCalendar => "no-calendar",
            Self::TooManyEvents | Self::TooManyZones | Self::TooManyShifts => "calendar-too-large",
        }
    }

    /// What it means, and what to do.
    pub(crate) fn detail(self) -> String {
        match self {
            Self::NoCalendar => "The text holds no VCALENDAR.".to_owned(),
            Self::TooManyEvents => {
                format!("A calendar has at most {} events. Split it.", read::MOST_EVENTS)
            }
            Self::TooManyZones => "The calendar defines too many time zones.".to_owned(),
            Self::TooManyShifts => {
                format!("A calendar gives at most {MOST_SHIFTS} shifts. Split it.")
            }
        }
    }
}
