//! Calendars and the occurrences that they state.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Europe::Rome;
use proptest::prelude::*;

use super::expand::{Occurrence, Series};
use super::read::{MOST_EVENTS, Unreadable, Who};
use super::refusal::Refusal;
use super::{Calendar, calendar};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Monday, 2 November 2026, noon in Rome: ninety days reach to the last of January.
fn now() -> DateTime<Utc> {
    at("2026-11-02T11:00:00Z")
}

fn event(lines: &str) -> String {
    let lines = lines.trim().lines().map(str::trim).collect::<Vec<_>>().join("\r\n");
    format!("BEGIN:VEVENT\r\n{lines}\r\nEND:VEVENT\r\n")
}

fn whole(events: &[&str]) -> String {
    let events: String = events.iter().map(|lines| event(lines)).collect();
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n")
}

fn read(events: &[&str]) -> Calendar {
    calendar(&whole(events), Rome, now()).unwrap()
}

fn one(lines: &str) -> Series {
    let mut read = read(&[lines]);
    assert_eq!(read.stray, []);
    read.series.remove(0)
}

fn starts(series: &Series) -> Vec<String> {
    series.occurrences.iter().map(|one| one.starts_at.format("%m-%dT%H:%M").to_string()).collect()
}

fn only(series: &Series) -> &Occurrence {
    assert_eq!((series.occurrences.len(), series.refused.as_slice()), (1, &[][..]));
    &series.occurrences[0]
}

#[test]
fn times_are_utc_of_a_zone_or_of_the_business() {
    for (start, end) in [
        ("DTSTART:20261103T090000", "DTEND:20261103T170000"),
        ("DTSTART:20261103T080000Z", "DTEND:20261103T160000Z"),
        ("DTSTART;TZID=Europe/Rome:20261103T090000", "DTEND;TZID=Europe/Rome:20261103T170000"),
        ("DTSTART;TZID=America/New_York:20261103T030000", "DURATION:PT8H"),
        ("DTSTART;TZID=W. Europe Standard Time:20261103T090000", "DTEND:20261103T160000Z"),
    ] {
        let series = one(&format!("UID:a\n{start}\n{end}\nSUMMARY:Peach - kitchen"));
        let shift = only(&series);
        assert_eq!(shift.starts_at, at("2026-11-03T08:00:00Z"), "{start}");
        assert_eq!(shift.ends_at, at("2026-11-03T16:00:00Z"), "{start} {end}");
        assert_eq!((&shift.who, shift.role.as_str()), (&Who::Named("Peach".into()), "kitchen"));
    }
}

#[test]
fn who_works_as_what() {
    let of = |lines: &str| {
        let series = one(&format!("UID:a\nDTSTART:20261103T090000\nDURATION:PT8H\n{lines}"));
        let shift = only(&series);
        (shift.who.clone(), shift.role.clone())
    };
    let peach = || Who::Attendees(vec!["peach@pizza.com".into()]);
    for (lines, who, role) in [
        ("SUMMARY:Peach – pizza oven", Who::Named("Peach".into()), "pizza oven"),
        ("SUMMARY:Peach\nCATEGORIES:kitchen,late", Who::Named("Peach".into()), "kitchen"),
        ("SUMMARY:Peach - bar\nCATEGORIES:kitchen", Who::Named("Peach".into()), "kitchen"),
        ("SUMMARY:kitchen\nATTENDEE;CN=P:mailto:Peach@Pizza.com", peach(), "kitchen"),
        ("SUMMARY:Peach - kitchen\nATTENDEE:MAILTO:peach@pizza.com", peach(), "kitchen"),
        (
            "SUMMARY:bar\nATTENDEE;PARTSTAT=DECLINED:mailto:luigi@pizza.com\nATTENDEE:mailto:peach@pizza.com\n\
             ATTENDEE;CUTYPE=ROOM:mailto:kitchen@pizza.com\nORGANIZER:mailto:mario@pizza.com",
            peach(),
            "bar",
        ),
        ("SUMMARY:kitchen", Who::Nobody, "kitchen"),
        ("", Who::Nobody, ""),
    ] {
        assert_eq!(of(lines), (who, role.to_owned()), "{lines}");
    }
}

#[test]
fn what_comes_round_is_looked_at_ninety_days_ahead_without_its_exceptions() {
    let weekly = "UID:a\nDTSTART:20260105T090000\nDTEND:20260105T170000\nSUMMARY:Peach - kitchen";
    let series =
        one(&format!("{weekly}\nRRULE:FREQ=WEEKLY;UNTIL=20261130T080000Z\nEXDATE:20261116T090000"));
    // Today's is not over yet. The end is nine o'clock in Rome, and belongs to it.
    assert_eq!(starts(&series), ["11-02T08:00", "11-09T08:00", "11-23T08:00", "11-30T08:00"]);
    assert_eq!(series.occurrences[1].key, "20261109");
    let endless = one(&format!("{weekly}\nRRULE:FREQ=WEEKLY"));
    assert_eq!(
        endless.occurrences.last().map(|last| last.starts_at),
        Some(at("2027-01-25T08:00:00Z"))
    );
    let days =
        one(&format!("{weekly}\nRRULE:FREQ=WEEKLY;BYDAY=TU,TH;COUNT=90\nRDATE:20261104T100000"));
    assert_eq!(starts(&days)[..3], ["11-03T08:00", "11-04T09:00", "11-05T08:00"]);
}

#[test]
fn one_occurrence_may_be_another_or_cancelled() {
    let read = read(&[
        "UID:a\nDTSTART:20261103T090000\nDTEND:20261103T170000\nSUMMARY:Peach - kitchen\nRRULE:FREQ=DAILY;COUNT=4",
        "UID:a\nRECURRENCE-ID:20261104T090000\nDTSTART:20261104T120000\nDURATION:PT2H\nSUMMARY:Luigi - bar",
        "UID:a\nRECURRENCE-ID:20261105T080000Z\nSTATUS:CANCELLED",
    ]);
    let series = &read.series[0];
    assert_eq!(starts(series), ["11-03T08:00", "11-06T08:00", "11-04T11:00"]);
    let other = &series.occurrences[2];
    assert_eq!((other.event, other.key.as_str()), (1, "20261104"));
    assert_eq!(other.who, Who::Named("Luigi".into()));
    assert_eq!(series.refused, []);
}

#[test]
fn a_night_shift_ends_by_the_clock_whatever_the_clocks_do() {
    // In Rome the clocks go forward on 28 March 2027 at 2.
    let spring = at("2027-03-27T12:00:00Z");
    let nights = |length: &str| {
        let lines = format!(
            "UID:a\nDTSTART:20270327T220000\n{length}\nSUMMARY:Peach - night\nRRULE:FREQ=DAILY;COUNT=2"
        );
        let read = calendar(&whole(&[&lines]), Rome, spring).unwrap();
        let hours = |one: &Occurrence| (one.ends_at - one.starts_at).num_hours();
        read.series[0].occurrences.iter().map(hours).collect::<Vec<_>>()
    };
    assert_eq!(nights("DTEND:20270328T060000"), [7, 8]);
    assert_eq!(nights("DURATION:PT8H"), [8, 8]);
    let gap = calendar(
        &whole(&["UID:a\nDTSTART:20270328T023000\nDURATION:PT1H\nSUMMARY:Peach - night"]),
        Rome,
        spring,
    );
    assert_eq!(only(&gap.unwrap().series[0]).starts_at, at("2027-03-28T01:30:00Z"));
}

#[test]
fn what_cannot_be_read_is_refused_with_its_reason_and_its_line() {
    let times = "DTSTART:20261103T090000\nDTEND:20261103T170000";
    for (lines, refusal) in [
        ("UID:a\nSUMMARY:Peach - kitchen".to_owned(), Refusal::NoStart),
        ("UID:a\nDTSTART:soon\nDURATION:PT1H".to_owned(), Refusal::NoStart),
        ("UID:a\nDTSTART:20261103T090000".to_owned(), Refusal::NoEnd),
        (
            "UID:a\nDTSTART;VALUE=DATE:20261103\nDTEND;VALUE=DATE:20261104".to_owned(),
            Refusal::WholeDay,
        ),
        (
            "UID:a\nDTSTART;TZID=Atlantis:20261103T090000\nDURATION:PT1H".to_owned(),
            Refusal::UnknownZone,
        ),
        (format!("UID:a\n{times}\nRRULE:FREQ=HOURLY"), Refusal::TooOften),
        (format!("UID:a\n{times}\nRRULE:FREQ=SOMETIMES"), Refusal::BadRule),
        (format!("UID:a\n{times}\nRRULE:FREQ=DAILY;COUNT=many"), Refusal::BadRule),
        (
            format!("UID:a\n{times}\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261103T090000"),
            Refusal::ThisAndFuture,
        ),
        (
            "UID:a\nDTSTART:18000101T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY".to_owned(),
            Refusal::TooLongAgo,
        ),
        // Half a second for each of them, where nothing is optimised.
        (
            "UID:a\nDTSTART:00010101T090000\nDURATION:PT1H\n\
             RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"
                .to_owned(),
            Refusal::TooLongAgo,
        ),
    ] {
        let series = one(&lines);
        assert_eq!(series.refused, [(0, refusal)], "{lines}");
        assert!(series.occurrences.is_empty(), "{lines}");
    }
    let read = read(&[&format!("UID:a\n{times}"), times, &format!("UID:a\n{times}")]);
    assert_eq!(read.stray, [(1, Refusal::NoUid)]);
    assert_eq!(read.series[0].refused, [(2, Refusal::UidTwice)]);
    assert_eq!(
        read.heads.iter().map(|head| head.line).collect::<Vec<_>>(),
        [Some(3), Some(8), Some(12)]
    );
}

#[test]
fn no_calendar_and_too_much_of_one() {
    let refusal = |text: &str| calendar(text, Rome, now()).err();
    for text in ["", "Hello", "BEGIN:VCARD\r\nEND:VCARD\r\n", "BEGIN:VEVENT\r\nEND:VEVENT\r\n"] {
        assert_eq!(refusal(text), Some(Unreadable::NoCalendar), "{text}");
    }
    assert_eq!(refusal(&whole(&vec!["UID:a"; MOST_EVENTS + 1])), Some(Unreadable::TooManyEvents));
    let daily = "DTSTART:20261103T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY\nSUMMARY:Peach - kitchen";
    let events: Vec<String> = (0..6).map(|n| format!("UID:{n}\n{daily}")).collect();
    let events: Vec<&str> = events.iter().map(String::as_str).collect();
    assert_eq!(refusal(&whole(&events)), Some(Unreadable::TooManyShifts));
}

const PIECES: &[&str] = &[
    "UID:a",
    "UID:b",
    "SUMMARY:Peach - kitchen",
    "DTSTART:20261103T090000",
    "DTSTART:20261103",
    "DTSTART;TZID=Europe/Rome:20270328T023000",
    "DTSTART:99991231T235959Z",
    "DTSTART:00000000T000000",
    "DTSTART;TZID=:x",
    "DTEND:20261103T170000",
    "DTEND:20251103T170000Z",
    "DURATION:PT8H",
    "DURATION:-P99999999W",
    "DURATION:P",
    "RRULE:FREQ=DAILY",
    "RRULE:FREQ=WEEKLY;BYDAY=MO,-1TU,9WE",
    "RRULE:FREQ=MONTHLY;BYMONTHDAY=31,-31,0",
    "RRULE:FREQ=YEARLY;BYWEEKNO=53,-53;BYSETPOS=-1",
    "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "RRULE:FREQ=DAILY;INTERVAL=65535",
    "RRULE:FREQ=DAILY;COUNT=4294967295",
    "RRULE:FREQ=DAILY;UNTIL=20270101",
    "RRULE:FREQ=DAILY;BYHOUR=25;BYMINUTE=61",
    "RRULE:FREQ=YEARLY;BYYEARDAY=366,-366",
    "RRULE:",
    "RRULE:FREQ=",
    "EXDATE:20261103T090000,20261104T090000",
    "RDATE;VALUE=PERIOD:20261103T090000/PT1H",
    "RDATE:20261103T100000",
    "RECURRENCE-ID:20261103T090000",
    "STATUS:CANCELLED",
    "ATTENDEE:mailto:a@b.c",
    "ATTENDEE",
    "CATEGORIES:",
    "BEGIN:VEVENT",
    "END:VEVENT",
    "BEGIN:VTIMEZONE\r\nTZID:X\r\nBEGIN:STANDARD\r\nTZOFFSETTO:+9999\r\nEND:STANDARD\r\nEND:VTIMEZONE",
    "BEGIN:VCALENDAR",
    "END:VCALENDAR",
    "METHOD:CANCEL",
    " folded",
    ";:=,\"",
    "X-\u{0}:\u{FEFF}",
    "ENCODING=BASE64:====",
];

proptest! {
    /// Whatever is sent, there is an answer, and what is read lies where it was looked.
    #[test]
    fn any_lines_of_calendars(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..30)) {
        let text = format!("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\nEND:VCALENDAR", pieces.join("\r\n"));
        if let Ok(read) = calendar(&text, Rome, now()) {
            for one in read.series.iter().flat_map(|series| &series.occurrences) {
                prop_assert!(one.ends_at.max(one.starts_at) > now() || one.key == "once");
                prop_assert!(one.event < read.heads.len());
            }
        }
    }

    #[test]
    fn any_text(text in any::<String>(), length in 0usize..200) {
        let _ = calendar(&text, Rome, now());
        let whole = whole(&["UID:a\nDTSTART:20261103T090000\nDURATION:PT8H\nSUMMARY:Peach - kitchen\nRRULE:FREQ=DAILY;COUNT=3"]);
        let mut cut: Vec<u8> = whole.into_bytes();
        cut.truncate(length);
        cut.extend(text.as_bytes());
        let _ = calendar(&String::from_utf8_lossy(&cut), Rome, now() + Duration::days(1));
    }
}
