//! Given/when/then.

use super::*;
use crate::Personal;
use crate::testing::{given, id};

const LUIGI: u128 = 1;
const PEACH: u128 = 2;
const TOAD: u128 = 3;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Luigi has Peach reminded.
fn scheduled() -> ReminderScheduled {
    ReminderScheduled {
        reminder_id: id(100),
        member_id: id(PEACH),
        set_by: id(LUIGI),
        text: Personal::of_all(id(LUIGI), [id(PEACH)], "Order flour.".into()),
        due_at: at("2026-11-24T09:00:00Z"),
        action_id: None,
        turn_id: None,
    }
}

fn cancel(by: u128) -> ReminderCommand {
    ReminderCommand::CancelReminder(ReminderCancelled { cancelled_by: id(by) })
}

fn fired() -> ReminderFired {
    ReminderFired { notification: Some(id(101)) }
}

#[test]
fn a_reminder_is_set_once() {
    let set = ReminderCommand::ScheduleReminder(scheduled());
    given::<Reminder>([]).when(set.clone()).then([scheduled().into()]);
    given::<Reminder>([scheduled().into()]).when(set).then_nothing();
}

#[test]
fn it_is_given_once() {
    let fire = ReminderCommand::FireReminder(fired());
    given::<Reminder>([scheduled().into()]).when(fire.clone()).then([fired().into()]);
    given::<Reminder>([scheduled().into(), fired().into()]).when(fire).then_nothing();
}

#[test]
fn who_set_it_and_who_is_reminded_can_cancel_it() {
    for who in [LUIGI, PEACH] {
        let cancelled: ReminderEvent = ReminderCancelled { cancelled_by: id(who) }.into();
        given::<Reminder>([scheduled().into()]).when(cancel(who)).then([cancelled.clone()]);
        given::<Reminder>([scheduled().into(), cancelled]).when(cancel(who)).then_nothing();
    }
    given::<Reminder>([scheduled().into()]).when(cancel(TOAD)).then_err(ReminderError::Unknown);
}

#[test]
fn what_was_given_cannot_be_cancelled_and_what_was_cancelled_is_not_given() {
    given::<Reminder>([scheduled().into(), fired().into()])
        .when(cancel(LUIGI))
        .then_err(ReminderError::Fired);
    let cancelled = ReminderCancelled { cancelled_by: id(LUIGI) };
    given::<Reminder>([scheduled().into(), cancelled.into()])
        .when(ReminderCommand::FireReminder(fired()))
        .then_err(ReminderError::Cancelled);
}

#[test]
fn nothing_happens_to_a_reminder_that_was_not_set() {
    for command in [cancel(LUIGI), ReminderCommand::FireReminder(fired())] {
        given::<Reminder>([]).when(command).then_err(ReminderError::Unknown);
    }
}

#[test]
fn a_reminder_is_for_a_moment_to_come() {
    let now = at("2026-11-23T20:41:00Z");
    assert!(check_due(at("2026-11-23T20:41:01Z"), now).is_ok());
    assert!(check_due(now, now).is_err());
    assert!(check_due(at("2031-11-23T20:41:00Z"), now).is_ok());
    assert!(check_due(at("2032-11-23T20:41:00Z"), now).is_err());
    assert!(check_due(DateTime::<Utc>::MAX_UTC, DateTime::<Utc>::MIN_UTC).is_err());
}
