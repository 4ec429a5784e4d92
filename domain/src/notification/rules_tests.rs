//! Timings over midnight, over summer time, and without rules.

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn quiet(from: &str, to: &str) -> NotificationRules {
    let quiet_hours = Some(QuietHours { from: from.parse().unwrap(), to: to.parse().unwrap() });
    NotificationRules { quiet_hours, ..NotificationRules::default() }
}

fn timing(rules: &NotificationRules, urgency: Urgency, now: &str) -> Timing {
    let wanted = NotificationRules::wants_answer(urgency, false);
    rules.timing(urgency, wanted, at(now), Tz::Europe__Rome)
}

#[test]
fn urgent_notices_want_an_answer_and_normal_ones_when_asked() {
    let rules = NotificationRules::default();
    let now = at("2026-11-24T09:00:00Z");
    let urgent = timing(&rules, Urgency::Urgent, "2026-11-24T09:00:00Z");
    assert_eq!(urgent.acknowledge_by, Some(at("2026-11-24T09:15:00Z")));
    assert_eq!(timing(&rules, Urgency::Normal, "2026-11-24T09:00:00Z"), Timing::default());
    let asked = rules.timing(Urgency::Normal, true, now, Tz::UTC);
    assert_eq!(asked.acknowledge_by, Some(at("2026-11-24T11:00:00Z")));
}

#[test]
fn quiet_hours_over_midnight_hold_normal_notices_until_they_end() {
    let rules = quiet("22:00", "07:00");
    for (now, end) in [
        // 21:59, 22:00, 06:59 and 07:00 in Rome.
        ("2026-11-24T20:59:59Z", None),
        ("2026-11-24T21:00:00Z", Some("2026-11-25T06:00:00Z")),
        ("2026-11-25T05:59:59Z", Some("2026-11-25T06:00:00Z")),
        ("2026-11-25T06:00:00Z", None),
    ] {
        assert_eq!(timing(&rules, Urgency::Normal, now).deliver_after, end.map(at), "{now}");
    }
}

#[test]
fn quiet_hours_within_a_day() {
    let rules = quiet("13:00", "15:30");
    let held = timing(&rules, Urgency::Normal, "2026-11-24T12:30:00Z");
    assert_eq!(held.deliver_after, Some(at("2026-11-24T14:30:00Z")));
    assert_eq!(timing(&rules, Urgency::Normal, "2026-11-24T14:30:00Z").deliver_after, None);
}

#[test]
fn urgent_notices_pass_when_the_business_says_so() {
    let now = "2026-11-24T22:00:00Z";
    let passing = quiet("22:00", "07:00");
    assert_eq!(timing(&passing, Urgency::Urgent, now).deliver_after, None);
    let strict = NotificationRules { urgent_breaks_quiet_hours: false, ..passing };
    let held = timing(&strict, Urgency::Urgent, now);
    assert_eq!(held.deliver_after, Some(at("2026-11-25T06:00:00Z")));
    // The time for an answer begins when it is shown.
    assert_eq!(held.acknowledge_by, Some(at("2026-11-25T06:15:00Z")));
}

#[test]
fn an_end_that_the_clocks_jump_over_or_repeat_is_one_moment() {
    // On 28 March 2027 Rome jumps from 02:00 to 03:00; on 25 October 2026 it repeats 02:00.
    let rules = quiet("22:00", "02:30");
    let jumped = timing(&rules, Urgency::Normal, "2027-03-27T22:00:00Z");
    assert_eq!(jumped.deliver_after, Some(at("2027-03-28T01:30:00Z")));
    let repeated = timing(&rules, Urgency::Normal, "2026-10-24T22:00:00Z");
    assert_eq!(repeated.deliver_after, Some(at("2026-10-25T00:30:00Z")));
    // In the second 02:10 the end has been.
    assert_eq!(timing(&rules, Urgency::Normal, "2026-10-25T01:10:00Z").deliver_after, None);
}

#[test]
fn times_that_cannot_be_kept_are_refused() {
    let good = NotificationRules::default();
    assert_eq!(good.check(), Ok(()));
    for bad in [
        NotificationRules { acknowledge_normal_within: Some(0), ..good.clone() },
        NotificationRules { acknowledge_urgent_within: Some(7 * 24 * 60 + 1), ..good },
        quiet("08:00", "08:00"),
    ] {
        assert!(bad.check().is_err(), "{bad:?}");
    }
}

#[test]
fn the_ends_of_the_calendar_are_not_quiet() {
    let rules = quiet("00:00", "23:59");
    for now in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
        let timing = rules.timing(Urgency::Urgent, true, now, Tz::Europe__Rome);
        assert_eq!(timing.deliver_after, None);
    }
}
