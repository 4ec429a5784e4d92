//! Calendars of any text, and the roster as a calendar, read again.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Europe::Rome;
use uuid::Uuid;

use super::read::{MOST_EVENTS, Who};
use super::{AHEAD, Calendar, MOST_SHIFTS, calendar, export};
use crate::features::shifts::queries::ShiftRow;

fn now() -> DateTime<Utc> {
    "2026-11-02T11:00:00Z".parse().unwrap()
}

#[test]
fn any_calendar() {
    fuzzing::target!("calendar", |bytes| {
        let text = String::from_utf8_lossy(bytes);
        match calendar(&text, Rome, now()) {
            Ok(read) => understood(&read),
            Err(unreadable) => {
                assert!(!unreadable.code().is_empty() && unreadable.detail().len() < 200);
            }
        }
    });
}

/// Everything has its place in the calendar, each UID its series, and there is not too much.
fn understood(read: &Calendar) {
    assert!(read.heads.len() <= MOST_EVENTS);
    let uids: HashSet<&str> = read.series.iter().map(|series| series.uid.as_str()).collect();
    assert_eq!(uids.len(), read.series.len());
    let mut shifts = 0;
    for series in &read.series {
        assert!(!series.uid.is_empty() && series.first < read.heads.len());
        assert!(series.refused.iter().all(|(event, _)| *event < read.heads.len()));
        // Of what an event gives itself; one that replaces an occurrence which does not come may
        // have the key of another, and is refused as its second.
        let own = series.occurrences.iter().map(|one| (one.event, one.key.as_str()));
        let keys: HashSet<(usize, &str)> = own.collect();
        assert_eq!(keys.len(), series.occurrences.len(), "two occurrences are taken for one");
        for one in &series.occurrences {
            assert!(one.event < read.heads.len());
            assert!(one.ends_at.max(one.starts_at) > now(), "it is over");
            let far = one.starts_at >= now() + AHEAD;
            assert!(!far || !one.key.contains('.'), "{} is too far ahead", one.starts_at);
            shifts += match &one.who {
                Who::Attendees(addresses) => {
                    assert!(addresses.iter().all(|address| !address.is_empty()));
                    addresses.len()
                }
                Who::Named(name) => usize::from(!name.is_empty()),
                Who::Nobody => 0,
            };
        }
    }
    assert!(shifts <= MOST_SHIFTS);
    assert!(read.stray.iter().all(|(event, _)| *event < read.heads.len()));
}

/// What was exported is read as the same shift: the first line is the name, the rest the role.
/// Blanks in a row become one where a line is folded or has escapes: the parser reads it so.
#[test]
fn any_roster() {
    fuzzing::target!("roster", |bytes| {
        let text = String::from_utf8_lossy(bytes).replace('\0', "");
        let one_blank = |text: &str| {
            let words: Vec<&str> =
                text.split([' ', '\t']).filter(|word| !word.is_empty()).collect();
            words.join(" ")
        };
        let (name, role) = text.split_once('\n').unwrap_or((&text, ""));
        let starts_at = now() + TimeDelta::days(1);
        let row = ShiftRow {
            shift_id: Uuid::from_u128(5),
            member_id: Uuid::from_u128(6),
            name: Some(name.trim().to_owned()),
            role: role.trim().to_owned(),
            starts_at,
            ends_at: starts_at + TimeDelta::hours(8),
            status: "planned".to_owned(),
            version: 1,
        };
        let exported = export::calendar(std::slice::from_ref(&row), now());
        assert!(exported.lines().all(|line| line.len() <= 76), "a line is not folded");
        let read = calendar(&exported, Rome, now()).unwrap();
        let [series] = read.series.as_slice() else {
            panic!("one shift became {}", read.heads.len())
        };
        let [one] = series.occurrences.as_slice() else { panic!("{:?}", series.refused) };
        assert_eq!(export::exported(&series.uid).map(|shift| shift.0), Some(row.shift_id));
        assert_eq!((one.starts_at, one.ends_at), (row.starts_at, row.ends_at));
        if !row.role.is_empty() {
            assert_eq!(one_blank(&one.role), one_blank(&row.role));
        }
        // A dash of either's own may be taken for the one between them.
        let plain = |text: &str| !text.is_empty() && !text.contains(['-', '–', '—']);
        if plain(name.trim()) && plain(&row.role) {
            let Who::Named(named) = &one.who else { panic!("{:?}", one.who) };
            assert_eq!(one_blank(named), one_blank(name.trim()));
        }
    });
}
