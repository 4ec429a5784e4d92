use domain::{ActionId, MemberId, Role, TurnId};
use uuid::Uuid;

use super::*;

const ROME: Tz = Tz::Europe__Rome;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn person(n: u128, name: &str, role: Role) -> Person {
    Person {
        id: MemberId(Uuid::from_u128(n)),
        name: name.to_owned(),
        role,
        title: "staff".to_owned(),
    }
}

fn asked(when: &str, member: Option<&str>) -> Arguments {
    Arguments {
        text: "Order flour.".to_owned(),
        when: when.to_owned(),
        member: member.map(str::to_owned),
    }
}

#[track_caller]
fn refusal<T: std::fmt::Debug>(result: Result<T, Unresolved>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn a_moment_is_that_of_the_clocks_there() {
    let now = at("2026-11-23T08:00:00Z");
    let due = |when| asked(when, None).due(now, now, ROME).unwrap();
    assert_eq!(due("tomorrow at 10am"), at("2026-11-24T09:00:00Z"));
    assert_eq!(due("2027-07-24T10:00"), at("2027-07-24T08:00:00Z"));
    assert_eq!(due("in two hours"), at("2026-11-23T10:00:00Z"));
}

#[test]
fn a_stretch_of_time_and_what_is_past_are_refused() {
    let now = at("2026-11-23T08:00:00Z");
    let refused = |when, present| refusal(asked(when, None).due(now, present, ROME));
    assert!(refused("tomorrow", now).contains("Tuesday, 24 November 2026"));
    assert!(refused("2026-11-20T10:00", now).contains("must be later than now"));
    // It waited for approval until its moment had passed.
    assert!(refused("in two hours", at("2026-11-23T10:00:00Z")).contains("later than now"));
    assert!(refused("2034-11-20T10:00", now).contains("five years"));
}

#[test]
fn others_are_reminded_only_by_those_who_manage() {
    let people = [
        person(1, "Ann Lee", Role::Member),
        person(2, "Ben", Role::Manager),
        person(3, "Cleo", Role::Owner),
    ];
    let name = |asker: usize, member| {
        asked("x", member).member(&people[asker], &people).map(|person| person.name.clone())
    };
    assert_eq!(name(0, None).unwrap(), "Ann Lee");
    assert_eq!(name(0, Some(" ")).unwrap(), "Ann Lee");
    assert_eq!(name(0, Some("ann")).unwrap(), "Ann Lee", "by one's own name");
    assert_eq!(name(1, Some("Cleo")).unwrap(), "Cleo");
    assert_eq!(name(2, Some("ben")).unwrap(), "Ben");
    assert!(refusal(name(0, Some("Ben"))).contains("only owners and managers"));
    assert!(refusal(name(2, Some("Dan"))).contains("nobody here is called Dan"));
}

fn preview(own: bool, language: Language) -> Preview {
    let due_at = at("2026-11-24T09:00:00Z");
    Preview::ScheduleReminder(ReminderPreview {
        text: "Order flour.".to_owned(),
        due_at,
        local_time: spoken(due_at, ROME, language),
        member_id: MemberId(Uuid::from_u128(1)),
        name: "Peach".to_owned(),
        own,
    })
}

#[test]
fn a_receipt_says_for_whom_and_when() {
    let receipt =
        |own, status, language| ScheduleReminder.receipt(&preview(own, language), status, language);
    assert_eq!(
        receipt(true, Status::Performed, Language::English),
        "Reminder set for you: Tuesday, 24 November 2026 at 10:00."
    );
    assert_eq!(
        receipt(false, Status::Undone, Language::English),
        "Cancelled the reminder for Peach: Tuesday, 24 November 2026 at 10:00."
    );
    assert_eq!(
        receipt(true, Status::Waiting, Language::Spanish),
        "Espera tu aprobación para poner un recordatorio para ti: martes, 24 de noviembre de 2026, a las 10:00."
    );
}

fn business() -> Business {
    Business {
        name: "Bakery".to_owned(),
        description: None,
        zone: ROME,
        locale: "en".to_owned(),
        persona: None,
        rules: Vec::new(),
        model: None,
        fallback_model: None,
        temperature: None,
        max_output_tokens: None,
        policies: crate::business::Policies::default(),
        notification_rules: domain::notification::NotificationRules::default(),
    }
}

#[test]
fn it_sets_one_reminder_and_undoing_cancels_that() {
    let cause = Cause {
        role: domain::Role::Member,
        action: ActionId(Uuid::from_u128(7)),
        turn: TurnId(Uuid::from_u128(8)),
        member: MemberId(Uuid::from_u128(1)),
        now: at("2026-11-23T08:00:00Z"),
    };
    let preview = preview(true, Language::English);
    let performed = ScheduleReminder.perform(&cause, &business(), &preview);
    assert_eq!(performed.effects, [Effect::on::<Reminder>(cause.action.reminder())]);
    assert_eq!(performed.steps.len(), 1);
    assert_eq!(ScheduleReminder.undo(&cause, &preview).len(), 1);
}
