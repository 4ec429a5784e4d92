//! Given/when/then.

use chrono::{DateTime, Duration, Utc};

use super::*;
use crate::testing::{given, id};

const PEACH: u128 = 1;
const LUIGI: u128 = 2;

fn period(member: u128, minutes: i64) -> Period {
    let starts_at: DateTime<Utc> = "2026-11-24T08:00:00Z".parse().unwrap();
    Period {
        member_id: id(member),
        role: "kitchen".into(),
        starts_at,
        ends_at: starts_at + Duration::minutes(minutes),
    }
}

fn scheduled(period: Period) -> ShiftScheduled {
    ShiftScheduled { shift_id: id(100), period, scheduled_by: None, imported: None }
}

fn changed(period: Period) -> ShiftChanged {
    ShiftChanged { period, changed_by: id(3), imported: None }
}

fn cancelled() -> ShiftCancelled {
    ShiftCancelled { cancelled_by: id(3), imported: None }
}

fn eight_hours() -> Period {
    period(PEACH, 8 * 60)
}

#[test]
fn a_shift_is_planned_once() {
    given::<Shift>([])
        .when(ShiftCommand::ScheduleShift(scheduled(eight_hours())))
        .then([scheduled(eight_hours()).into()]);
    given::<Shift>([scheduled(eight_hours()).into()])
        .when(ShiftCommand::ScheduleShift(scheduled(eight_hours())))
        .then_nothing();
}

#[test]
fn a_shift_ends_after_it_starts_within_a_day() {
    for (minutes, error) in [
        (0, ShiftError::EndsBeforeStart),
        (-60, ShiftError::EndsBeforeStart),
        (24 * 60 + 1, ShiftError::TooLong),
    ] {
        given::<Shift>([])
            .when(ShiftCommand::ScheduleShift(scheduled(period(PEACH, minutes))))
            .then_err(error.clone());
        given::<Shift>([scheduled(eight_hours()).into()])
            .when(ShiftCommand::ChangeShift(changed(period(PEACH, minutes))))
            .then_err(error);
    }
    given::<Shift>([])
        .when(ShiftCommand::ScheduleShift(scheduled(period(PEACH, 24 * 60))))
        .then([scheduled(period(PEACH, 24 * 60)).into()]);
}

#[test]
fn a_plan_changes_once() {
    let luigi = || changed(period(LUIGI, 60));
    given::<Shift>([scheduled(eight_hours()).into()])
        .when(ShiftCommand::ChangeShift(luigi()))
        .then([luigi().into()]);
    given::<Shift>([scheduled(eight_hours()).into(), luigi().into()])
        .when(ShiftCommand::ChangeShift(luigi()))
        .then_nothing();
}

#[test]
fn a_shift_is_cancelled_once() {
    given::<Shift>([scheduled(eight_hours()).into()])
        .when(ShiftCommand::CancelShift(cancelled()))
        .then([cancelled().into()]);
    given::<Shift>([scheduled(eight_hours()).into(), cancelled().into()])
        .when(ShiftCommand::CancelShift(cancelled()))
        .then_nothing();
}

#[test]
fn a_cancelled_shift_stays_cancelled() {
    for command in [
        ShiftCommand::ScheduleShift(scheduled(eight_hours())),
        ShiftCommand::ChangeShift(changed(eight_hours())),
    ] {
        given::<Shift>([scheduled(eight_hours()).into(), cancelled().into()])
            .when(command)
            .then_err(ShiftError::Cancelled);
    }
}

#[test]
fn what_was_never_planned_cannot_be_changed() {
    for command in
        [ShiftCommand::ChangeShift(changed(eight_hours())), ShiftCommand::CancelShift(cancelled())]
    {
        given::<Shift>([]).when(command).then_err(ShiftError::Unknown);
    }
}

#[test]
fn what_a_calendar_says_is_recorded_when_it_is_something_else() {
    let said = |n: u128| Some(Imported { series: id(7), said: id(n) });
    let planned = || ShiftScheduled { imported: said(1), ..scheduled(eight_hours()) };
    let again = |n| ShiftChanged { imported: said(n), ..changed(eight_hours()) };
    given::<Shift>([planned().into()]).when(ShiftCommand::ChangeShift(again(1))).then_nothing();
    given::<Shift>([planned().into()])
        .when(ShiftCommand::ChangeShift(again(2)))
        .then([again(2).into()]);
    // A change by hand says nothing of the calendar, and it is remembered what that said.
    let mut shift = Shift::default();
    for event in [planned().into(), changed(period(LUIGI, 60)).into(), cancelled().into()] {
        shift.evolve(event);
    }
    assert_eq!(shift, Shift::Cancelled { imported: said(1) });
}
