//! Given/when/then, and the one thing that must hold.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::TimeZone;
use crate::testing::{given, id};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A shift of Tuesday, 24 November 2026, by the hours of its start and end in UTC.
fn shift(n: u128, from: u32, to: u32) -> Booking {
    let hour = |hour| at("2026-11-24T00:00:00Z") + Duration::hours(i64::from(hour));
    Booking { shift_id: id(n), starts_at: hour(from), ends_at: hour(to) }
}

fn nothing() -> Rearrangement {
    Rearrangement {
        release: vec![],
        book: vec![],
        adopt: vec![],
        now: at("2026-11-23T12:00:00Z"),
        zone: TimeZone::parse("Europe/Rome").unwrap(),
    }
}

fn book(bookings: impl Into<Vec<Booking>>) -> ScheduleCommand {
    ScheduleCommand::Rearrange(Rearrangement { book: bookings.into(), ..nothing() })
}

fn forgotten_before() -> DateTime<Utc> {
    at("2026-10-23T12:00:00Z")
}

fn booked(booking: Booking) -> ScheduleEvent {
    PeriodBooked { booking, forgotten_before: forgotten_before() }.into()
}

fn released(n: u128) -> ScheduleEvent {
    PeriodReleased { shift_id: id(n) }.into()
}

fn overlaps(wanted: u128, taken: Booking) -> ScheduleError {
    ScheduleError::Overlaps { wanted: id(wanted), taken, zone: nothing().zone }
}

#[test]
fn a_period_is_booked_once() {
    given::<Schedule>([]).when(book([shift(1, 8, 16)])).then([booked(shift(1, 8, 16))]);
    given::<Schedule>([booked(shift(1, 8, 16))]).when(book([shift(1, 8, 16)])).then_nothing();
}

#[test]
fn what_is_taken_is_not_booked_again_and_the_refusal_says_by_what() {
    for (from, to) in [(7, 9), (9, 10), (15, 17), (7, 17), (8, 16)] {
        given::<Schedule>([booked(shift(1, 8, 16))])
            .when(book([shift(2, from, to)]))
            .then_err(overlaps(2, shift(1, 8, 16)));
    }
    assert_eq!(
        overlaps(2, shift(1, 8, 16)).to_string(),
        "shift 00000000-0000-0000-0000-000000000002 would overlap: its member works Tuesday, \
         24 November 2026, 09:00 to 17:00 already (shift 00000000-0000-0000-0000-000000000001)"
    );
}

#[test]
fn a_shift_may_begin_when_another_one_ends() {
    let after = [shift(2, 16, 20), shift(3, 6, 8)];
    given::<Schedule>([booked(shift(1, 8, 16))]).when(book(after.clone())).then(after.map(booked));
}

#[test]
fn a_shift_moves_without_being_in_its_own_way() {
    given::<Schedule>([booked(shift(1, 8, 16))])
        .when(book([shift(1, 9, 17)]))
        .then([booked(shift(1, 9, 17))]);
}

#[test]
fn what_is_given_back_can_be_taken_in_the_same_unit() {
    let change = Rearrangement { release: vec![id(1)], book: vec![shift(2, 9, 12)], ..nothing() };
    given::<Schedule>([booked(shift(1, 8, 16))])
        .when(ScheduleCommand::Rearrange(change))
        .then([released(1), booked(shift(2, 9, 12))]);
}

#[test]
fn two_shifts_exchange_their_times() {
    given::<Schedule>([booked(shift(1, 8, 12)), booked(shift(2, 12, 16))])
        .when(book([shift(1, 12, 16), shift(2, 8, 12)]))
        .then([booked(shift(1, 12, 16)), booked(shift(2, 8, 12))]);
    given::<Schedule>([])
        .when(book([shift(1, 8, 12), shift(2, 11, 16)]))
        .then_err(overlaps(1, shift(2, 11, 16)));
}

#[test]
fn giving_back_what_is_not_booked_is_nothing() {
    let change = Rearrangement { release: vec![id(1)], ..nothing() };
    given::<Schedule>([]).when(ScheduleCommand::Rearrange(change)).then_nothing();
}

#[test]
fn what_was_planned_before_schedules_is_taken_over_once_overlaps_included() {
    let old = vec![shift(1, 8, 16), shift(2, 10, 18)];
    let adopted =
        PeriodsAdopted { bookings: old.clone(), forgotten_before: forgotten_before() }.into();
    let with = |change| ScheduleCommand::Rearrange(Rearrangement { adopt: old.clone(), ..change });
    given::<Schedule>([])
        .when(with(Rearrangement { release: vec![id(2)], ..nothing() }))
        .then([ScheduleEvent::clone(&adopted), released(2)]);
    given::<Schedule>([])
        .when(with(Rearrangement { book: vec![shift(3, 15, 20)], ..nothing() }))
        .then_err(overlaps(3, shift(1, 8, 16)));
    given::<Schedule>([adopted, released(2), released(1)]).when(with(nothing())).then_nothing();
}

#[test]
fn what_ended_long_ago_is_forgotten_and_nothing_is_planned_there() {
    let year_later =
        Rearrangement { now: at("2027-11-23T12:00:00Z"), book: vec![shift(2, 8, 16)], ..nothing() };
    given::<Schedule>([booked(shift(1, 8, 16))])
        .when(ScheduleCommand::Rearrange(year_later))
        .then_err(ScheduleError::LongPast);
    let mut schedule = Schedule::default();
    schedule.evolve(booked(shift(1, 8, 16)));
    let mut later =
        PeriodBooked { booking: shift(2, 8, 16), forgotten_before: shift(1, 8, 16).ends_at };
    later.booking.starts_at += Duration::days(300);
    later.booking.ends_at += Duration::days(300);
    schedule.evolve(later.clone().into());
    assert_eq!(schedule.booked, [later.booking]);
    // A clock that runs behind opens nothing again.
    assert_eq!(schedule.decide(book([shift(3, 9, 10)])), Err(ScheduleError::LongPast));
}

#[test]
fn a_period_has_a_length() {
    for (from, to) in [(8, 8), (9, 8)] {
        given::<Schedule>([])
            .when(book([shift(1, from, to)]))
            .then_err(ScheduleError::EndsBeforeStart);
    }
}

#[test]
fn a_schedule_has_an_end() {
    let hourly = |n: usize| {
        let starts_at = at("2026-11-24T00:00:00Z") + Duration::hours(n as i64);
        Booking { shift_id: id(n as u128), starts_at, ends_at: starts_at + Duration::hours(1) }
    };
    let full: Vec<_> = (0..MOST).map(|n| booked(hourly(n))).collect();
    given::<Schedule>(full).when(book([hourly(MOST)])).then_err(ScheduleError::Full);
}

proptest! {
    /// Whatever is asked in whatever order, at times that run back and forth.
    #[test]
    fn no_two_booked_periods_overlap(
        asked in vec((vec((0u128..6, 0u32..2000, 1u32..30), 0..4), vec(0u128..6, 0..3), 0i64..2000), 1..40)
    ) {
        let mut schedule = Schedule::default();
        let mut ever: Vec<Booking> = Vec::new();
        for (book, release, now) in asked {
            let book: Vec<_> = book.into_iter().map(|(n, from, hours)| shift(n, from, from + hours)).collect();
            let release: Vec<ShiftId> = release.into_iter().map(id).collect();
            let now = shift(0, 0, 1).starts_at + Duration::hours(now);
            let change = Rearrangement { release: release.clone(), book, now, ..nothing() };
            for event in schedule.decide(ScheduleCommand::Rearrange(change)).into_iter().flatten() {
                schedule.evolve(event.clone());
                // The truth, with nothing forgotten.
                match event {
                    ScheduleEvent::PeriodBooked(PeriodBooked { booking, .. }) => {
                        ever.retain(|other| other.shift_id != booking.shift_id);
                        ever.push(booking);
                    }
                    ScheduleEvent::PeriodReleased(PeriodReleased { shift_id }) => {
                        ever.retain(|other| other.shift_id != shift_id);
                    }
                    ScheduleEvent::PeriodsAdopted(_) => {}
                }
            }
            for (n, one) in ever.iter().enumerate() {
                prop_assert!(ever[n + 1..].iter().all(|other| !other.overlaps(one)));
            }
        }
    }
}
