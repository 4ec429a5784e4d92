//! Given/when/then.

use super::*;
use crate::Personal;
use crate::testing::{given, id};

const PEACH: u128 = 1;
const LUIGI: u128 = 2;

fn issued() -> NotificationIssued {
    let about = || Personal::of_all(id(PEACH), [id(LUIGI)], "A delivery arrives at 10:00.".into());
    NotificationIssued {
        notification_id: id(100),
        recipient: id(PEACH),
        sender: id(LUIGI),
        kind: "notice".into(),
        urgency: Urgency::Normal,
        text: about(),
        reason: about(),
        action_id: id(101),
        turn_id: id(102),
    }
}

fn delivered() -> NotificationDelivered {
    NotificationDelivered { channel: "websocket".into() }
}

fn read(by: u128) -> NotificationRead {
    NotificationRead { member_id: id(by) }
}

fn acknowledged(by: u128) -> NotificationAcknowledged {
    NotificationAcknowledged { member_id: id(by) }
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
        (NotificationCommand::RecordDelivery(delivered()), delivered().into()),
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
fn a_later_step_implies_the_earlier_ones() {
    let history = [issued().into(), acknowledged(PEACH).into()];
    given::<Notification>(history.clone())
        .when(NotificationCommand::MarkRead(read(PEACH)))
        .then_nothing();
    given::<Notification>(history)
        .when(NotificationCommand::RecordDelivery(delivered()))
        .then_nothing();
}

#[test]
fn only_the_recipient_reads_and_acknowledges() {
    for command in [
        NotificationCommand::MarkRead(read(LUIGI)),
        NotificationCommand::Acknowledge(acknowledged(LUIGI)),
    ] {
        given::<Notification>([issued().into()]).when(command).then_err(NotificationError::Unknown);
    }
}

#[test]
fn nothing_happens_to_a_notice_that_was_not_issued() {
    for command in [
        NotificationCommand::RecordDelivery(delivered()),
        NotificationCommand::MarkRead(read(PEACH)),
        NotificationCommand::Acknowledge(acknowledged(PEACH)),
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
