//! Given/when/then.

use super::*;
use crate::testing::{given, id};
use crate::{NotificationId, Personal};

const PEACH: u128 = 1;
const LUIGI: u128 = 2;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn issued() -> NotificationIssued {
    let about = || Personal::of_all(id(PEACH), [id(LUIGI)], "A delivery arrives at 10:00.".into());
    NotificationIssued {
        notification_id: id(100),
        recipient: id(PEACH),
        sender: id(LUIGI),
        kind: NotificationKind::Notice,
        urgency: Urgency::Normal,
        answer_wanted: false,
        text: about(),
        reason: about(),
        deliver_after: None,
        acknowledge_by: None,
        ladder_id: id(101),
        rung: 0,
        action_id: Some(id(101)),
        turn_id: Some(id(102)),
        reminder_id: None,
    }
}

/// A notice that wants an answer.
fn urgent() -> NotificationIssued {
    NotificationIssued {
        urgency: Urgency::Urgent,
        answer_wanted: true,
        acknowledge_by: Some(at("2026-11-24T10:15:00Z")),
        ..issued()
    }
}

/// A notice that was issued in quiet hours.
fn held() -> NotificationIssued {
    NotificationIssued { deliver_after: Some(at("2026-11-24T06:00:00Z")), ..issued() }
}

fn delivered(channel: &str) -> NotificationDelivered {
    NotificationDelivered { channel: channel.into() }
}

fn read(by: u128) -> NotificationRead {
    NotificationRead { member_id: id(by) }
}

fn acknowledged(by: u128) -> NotificationAcknowledged {
    NotificationAcknowledged { member_id: id(by) }
}

fn snoozed(until: &str) -> NotificationSnoozed {
    NotificationSnoozed { member_id: id(PEACH), until: at(until) }
}

fn released(held_until: &str) -> NotificationReleased {
    NotificationReleased { held_until: at(held_until) }
}

fn escalated() -> NotificationEscalated {
    NotificationEscalated { to: id(200), recipient: id(3), rung: 1 }
}

fn ended(reason: EscalationEnd) -> EscalationEnded {
    EscalationEnded { reason }
}

#[test]
fn a_notice_is_issued_once() {
    given::<Notification>([])
        .when(NotificationCommand::IssueNotification(issued()))
        .then([issued().into()]);
    given::<Notification>([issued().into()])
        .when(NotificationCommand::IssueNotification(issued()))
        .then_nothing();
}

#[test]
fn it_comes_forward_step_by_step_each_once() {
    let mut history: Vec<NotificationEvent> = vec![issued().into()];
    let steps: [(_, NotificationEvent); 3] = [
        (
            NotificationCommand::RecordDelivery(delivered("websocket")),
            delivered("websocket").into(),
        ),
        (NotificationCommand::MarkRead(read(PEACH)), read(PEACH).into()),
        (NotificationCommand::Acknowledge(acknowledged(PEACH)), acknowledged(PEACH).into()),
    ];
    for (command, event) in steps {
        given::<Notification>(history.clone()).when(command.clone()).then([event.clone()]);
        history.push(event);
        given::<Notification>(history.clone()).when(command).then_nothing();
    }
}

#[test]
fn a_delivery_is_recorded_once_per_channel() {
    let history = [issued().into(), delivered("websocket").into()];
    let push = NotificationCommand::RecordDelivery(delivered("push"));
    given::<Notification>(history).when(push).then([delivered("push").into()]);
}

#[test]
fn a_later_step_implies_the_earlier_ones() {
    let history = [issued().into(), acknowledged(PEACH).into()];
    given::<Notification>(history.clone())
        .when(NotificationCommand::MarkRead(read(PEACH)))
        .then_nothing();
    given::<Notification>(history)
        .when(NotificationCommand::RecordDelivery(delivered("websocket")))
        .then_nothing();
}

#[test]
fn only_the_recipient_reads_acknowledges_and_puts_off() {
    let off = NotificationSnoozed { member_id: id(LUIGI), until: at("2026-11-24T11:00:00Z") };
    for command in [
        NotificationCommand::MarkRead(read(LUIGI)),
        NotificationCommand::Acknowledge(acknowledged(LUIGI)),
        NotificationCommand::Snooze(off),
    ] {
        given::<Notification>([issued().into()]).when(command).then_err(NotificationError::Unknown);
    }
}

#[test]
fn nothing_happens_to_a_notice_that_was_not_issued() {
    for command in [
        NotificationCommand::RecordDelivery(delivered("websocket")),
        NotificationCommand::MarkRead(read(PEACH)),
        NotificationCommand::Acknowledge(acknowledged(PEACH)),
        NotificationCommand::Release(released("2026-11-24T06:00:00Z")),
        NotificationCommand::Snooze(snoozed("2026-11-24T11:00:00Z")),
        NotificationCommand::Escalate(escalated()),
        NotificationCommand::EndEscalation(ended(EscalationEnd::NobodyLeft)),
    ] {
        given::<Notification>([]).when(command).then_err(NotificationError::Unknown);
    }
}

#[test]
fn the_sender_takes_it_back_once() {
    let withdrawn = |by| NotificationWithdrawn { withdrawn_by: id(by) };
    let history = [issued().into(), read(PEACH).into()];
    given::<Notification>(history.clone())
        .when(NotificationCommand::WithdrawNotification(withdrawn(LUIGI)))
        .then([withdrawn(LUIGI).into()]);
    given::<Notification>(history.clone())
        .when(NotificationCommand::WithdrawNotification(withdrawn(PEACH)))
        .then_err(NotificationError::Unknown);
    given::<Notification>([issued().into(), withdrawn(LUIGI).into()])
        .when(NotificationCommand::WithdrawNotification(withdrawn(LUIGI)))
        .then_nothing();
}

#[test]
fn what_was_held_back_is_released_once_and_at_its_moment() {
    let (due, early) = (released("2026-11-24T06:00:00Z"), released("2026-11-24T05:00:00Z"));
    given::<Notification>([held().into()]).when(NotificationCommand::Release(early)).then_nothing();
    given::<Notification>([held().into()])
        .when(NotificationCommand::Release(due.clone()))
        .then([due.clone().into()]);
    given::<Notification>([held().into(), due.clone().into()])
        .when(NotificationCommand::Release(due.clone()))
        .then_nothing();
    // Who has read it in the list needs no further call.
    given::<Notification>([held().into(), read(PEACH).into()])
        .when(NotificationCommand::Release(due))
        .then_nothing();
}

#[test]
fn who_puts_it_off_has_seen_it_and_sees_it_again() {
    let off = snoozed("2026-11-24T11:00:00Z");
    let later = snoozed("2026-11-24T12:00:00Z");
    given::<Notification>([issued().into()])
        .when(NotificationCommand::Snooze(off.clone()))
        .then([off.clone().into()]);
    let history = [issued().into(), off.clone().into()];
    given::<Notification>(history.clone())
        .when(NotificationCommand::MarkRead(read(PEACH)))
        .then_nothing();
    given::<Notification>(history.clone()).when(NotificationCommand::Snooze(off)).then_nothing();
    let again = [later.clone().into()];
    given::<Notification>(history.clone()).when(NotificationCommand::Snooze(later)).then(again);
    let due = released("2026-11-24T11:00:00Z");
    given::<Notification>(history)
        .when(NotificationCommand::Release(due.clone()))
        .then([due.into()]);
}

#[test]
fn what_was_acknowledged_is_neither_put_off_nor_passed_on() {
    let history = [urgent().into(), acknowledged(PEACH).into()];
    for command in [
        NotificationCommand::Snooze(snoozed("2026-11-24T11:00:00Z")),
        NotificationCommand::Escalate(escalated()),
    ] {
        given::<Notification>(history.clone())
            .when(command)
            .then_err(NotificationError::Acknowledged);
    }
    given::<Notification>(history)
        .when(NotificationCommand::EndEscalation(ended(EscalationEnd::NobodyLeft)))
        .then_nothing();
}

#[test]
fn what_nobody_acknowledges_is_passed_on_once() {
    let pass = NotificationCommand::Escalate(escalated());
    given::<Notification>([urgent().into()]).when(pass.clone()).then([escalated().into()]);
    given::<Notification>([urgent().into(), escalated().into()]).when(pass.clone()).then_nothing();
    given::<Notification>([issued().into()]).when(pass).then_err(NotificationError::NoAnswerWanted);
    // Seen is not acknowledged.
    let seen = Notification::of([urgent().into(), read(PEACH).into()]);
    assert!(seen.waits_for_answer());
}

#[test]
fn a_ladder_ends_once() {
    let end = ended(EscalationEnd::Acknowledged);
    let command = NotificationCommand::EndEscalation(end.clone());
    given::<Notification>([urgent().into()]).when(command.clone()).then([end.clone().into()]);
    given::<Notification>([urgent().into(), end.into()]).when(command.clone()).then_nothing();
    given::<Notification>([issued().into()]).when(command).then_nothing();
}

#[test]
fn whoever_was_passed_over_may_still_acknowledge() {
    given::<Notification>([urgent().into(), escalated().into()])
        .when(NotificationCommand::Acknowledge(acknowledged(PEACH)))
        .then([acknowledged(PEACH).into()]);
}

#[test]
fn the_ids_of_a_ladder_derive_from_its_beginning() {
    let action: crate::ActionId = id(101);
    let ladder = action.ladder();
    assert_eq!(ladder.rung(1), action.ladder().rung(1));
    assert_ne!(ladder.rung(1), ladder.rung(2));
    assert_ne!(id::<NotificationId>(100).ladder().rung(1), ladder.rung(1));
}

impl Notification {
    fn of(events: impl Into<Vec<NotificationEvent>>) -> Self {
        let mut notice = Self::default();
        events.into().into_iter().for_each(|event| notice.evolve(event));
        notice
    }
}

#[test]
fn what_was_taken_back_is_neither_shown_later_nor_passed_on() {
    use cqrs_es::Aggregate;
    let mut notice = Notification::default();
    let at = |text: &str| Some(text.parse().unwrap());
    notice.apply(
        NotificationIssued {
            deliver_after: at("2026-11-24T06:00:00Z"),
            acknowledge_by: at("2026-11-24T08:00:00Z"),
            ..issued()
        }
        .into(),
    );
    assert!(notice.waits_for_answer() && notice.held_until().is_some());
    notice.apply(NotificationWithdrawn { withdrawn_by: id(LUIGI) }.into());
    assert!(!notice.waits_for_answer() && notice.held_until().is_none());
}

#[test]
fn what_was_put_off_wants_attention_again_once_its_moment_comes() {
    let until = "2026-11-24T12:00:00Z";
    let delivered = NotificationDelivered { channel: "push".into() };
    let history: [NotificationEvent; 4] =
        [issued().into(), delivered.clone().into(), read(PEACH).into(), snoozed(until).into()];
    assert!(!Notification::of(history.clone()).wants_attention());
    let back = [&history[..], &[released(until).into()]].concat();
    assert!(Notification::of(back.clone()).wants_attention());
    given::<Notification>(back.clone())
        .when(NotificationCommand::RecordDelivery(delivered.clone()))
        .then([delivered.into()]);
    given::<Notification>(back)
        .when(NotificationCommand::MarkRead(read(PEACH)))
        .then([read(PEACH).into()]);
}
