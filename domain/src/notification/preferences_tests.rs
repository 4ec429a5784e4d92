//! What is pushed when somebody has chosen what tells them.

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn quiet(from: &str, to: &str) -> Option<QuietHours> {
    Some(QuietHours { from: from.parse().unwrap(), to: to.parse().unwrap() })
}

/// At noon in Rome, unless it is said to be night.
fn pushed(wishes: &NotificationPreferences, urgency: Urgency, breaks: bool, now: &str) -> Pushed {
    wishes.pushed(NotificationKind::Task, urgency, breaks, at(now), Tz::Europe__Rome)
}

const NOON: &str = "2026-11-24T11:00:00Z";
const NIGHT: &str = "2026-11-24T22:00:00Z";
const MORNING: &str = "2026-11-25T06:00:00Z";

#[test]
fn whoever_chose_nothing_is_told_everything_at_once() {
    let wishes = NotificationPreferences::default();
    for urgency in [Urgency::Normal, Urgency::Urgent] {
        assert_eq!(pushed(&wishes, urgency, false, NIGHT), Pushed::Now);
    }
}

#[test]
fn a_kind_that_is_switched_off_is_not_pushed_unless_it_is_urgent() {
    let wishes = NotificationPreferences {
        not_pushed: [NotificationKind::Task].into(),
        ..NotificationPreferences::default()
    };
    assert_eq!(pushed(&wishes, Urgency::Normal, true, NOON), Pushed::Never);
    assert_eq!(pushed(&wishes, Urgency::Urgent, true, NOON), Pushed::Now);
    let other = NotificationKind::Reminder;
    let told = wishes.pushed(other, Urgency::Normal, true, at(NOON), Tz::Europe__Rome);
    assert_eq!(told, Pushed::Now);
}

#[test]
fn what_is_not_shown_is_still_pushed() {
    let wishes = NotificationPreferences {
        not_shown: [NotificationKind::Task].into(),
        ..NotificationPreferences::default()
    };
    assert_eq!(pushed(&wishes, Urgency::Normal, true, NOON), Pushed::Now);
}

#[test]
fn quiet_hours_hold_pushes_until_they_end() {
    let wishes = NotificationPreferences {
        quiet_hours: quiet("22:00:00", "07:00:00"),
        ..NotificationPreferences::default()
    };
    assert_eq!(pushed(&wishes, Urgency::Normal, true, NOON), Pushed::Now);
    assert_eq!(pushed(&wishes, Urgency::Normal, true, NIGHT), Pushed::From(at(MORNING)));
    assert_eq!(pushed(&wishes, Urgency::Normal, true, MORNING), Pushed::Now);
}

#[test]
fn urgent_notices_break_quiet_hours_where_the_business_lets_them() {
    let wishes = NotificationPreferences {
        not_pushed: [NotificationKind::Task].into(),
        quiet_hours: quiet("22:00:00", "07:00:00"),
        ..NotificationPreferences::default()
    };
    assert_eq!(pushed(&wishes, Urgency::Urgent, true, NIGHT), Pushed::Now);
    assert_eq!(pushed(&wishes, Urgency::Urgent, false, NIGHT), Pushed::From(at(MORNING)));
    // What is not wanted at all does not wait for the morning.
    assert_eq!(pushed(&wishes, Urgency::Normal, false, NIGHT), Pushed::Never);
}

#[test]
fn quiet_hours_that_never_end_are_refused() {
    let mut wishes = NotificationPreferences::default();
    assert_eq!(wishes.check(), Ok(()));
    wishes.quiet_hours = quiet("22:00:00", "07:00:00");
    assert_eq!(wishes.check(), Ok(()));
    wishes.quiet_hours = quiet("07:00:00", "07:00:00");
    assert_eq!(wishes.check().map_err(|error| error.field), Err("quiet_hours"));
}
