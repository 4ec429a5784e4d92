//! Notices and what became of them.

use super::*;

#[tokio::test]
async fn notifications() {
    let world = World::new().await;
    let (notification, peach): (NotificationId, MemberId) = (id(), id());
    let tell = |command| Step::new::<Notification>(notification, command);
    world
        .append(tell(NotificationCommand::IssueNotification(NotificationIssued {
            notification_id: notification,
            recipient: peach,
            sender: world.member,
            kind: NotificationKind::Notice,
            urgency: Urgency::Normal,
            answer_wanted: false,
            text: Personal::of_all(world.member, [peach], "A delivery comes".into()),
            reason: Personal::of(peach, "on shift".into()),
            deliver_after: None,
            acknowledge_by: None,
            ladder_id: id(),
            rung: 0,
            action_id: Some(id()),
            turn_id: Some(id()),
            reminder_id: None,
        })))
        .await;
    world.project().await;
    assert_row(
        &world.row("notifications").await,
        json!({
            "recipient_id": peach, "sender_id": world.member, "kind": "notice", "urgency": "normal",
            "text": "A delivery comes", "reason": "on shift", "status": "issued", "read_at": null,
        }),
    );
    world
        .append(tell(NotificationCommand::RecordDelivery(NotificationDelivered {
            channel: "websocket".into(),
        })))
        .await;
    world.append(tell(NotificationCommand::MarkRead(NotificationRead { member_id: peach }))).await;
    world.project().await;
    let row = world.row("notifications").await;
    assert_row(&row, json!({ "status": "read", "acknowledged_at": null }));
    assert!(row["delivered_at"].is_string() && row["read_at"].is_string());
    world
        .append(tell(NotificationCommand::Acknowledge(NotificationAcknowledged {
            member_id: peach,
        })))
        .await;
    world.project().await;
    let after = world.row("notifications").await;
    assert_row(&after, json!({ "status": "acknowledged", "read_at": row["read_at"] }));
}
