//! What a member wants to be told of, and when.

use chrono::{TimeDelta, Utc};
use domain::notification::{
    NotificationCommand, NotificationKind, NotificationPreferences, NotificationRead,
    NotificationRules, QuietHours, Urgency,
};

use crate::world::World;

fn without(kind: NotificationKind) -> NotificationPreferences {
    NotificationPreferences { not_pushed: [kind].into(), ..NotificationPreferences::default() }
}

/// From an hour ago until in two hours, in UTC.
fn quiet_now() -> NotificationPreferences {
    let (from, to) = (Utc::now() - TimeDelta::hours(1), Utc::now() + TimeDelta::hours(2));
    let quiet_hours = Some(QuietHours { from: from.time(), to: to.time() });
    NotificationPreferences { quiet_hours, ..NotificationPreferences::default() }
}

#[tokio::test]
async fn a_kind_that_is_switched_off_is_not_pushed_and_others_are() {
    let world = World::new().await;
    let (phone, _) = world.switched_on(world.peach, "phone").await;
    world.joined(world.peach).await;
    world.wishes(world.peach, without(NotificationKind::Task)).await;
    world.tell(NotificationKind::Task, Urgency::Normal).await;
    world.push().await;
    assert_eq!((world.service.got(&phone).len(), world.jobs().await), (0, 0));
    assert_eq!(world.deliveries().await, 0);
    world.tell(NotificationKind::Reminder, Urgency::Normal).await;
    world.push().await;
    assert_eq!((world.service.got(&phone).len(), world.jobs().await), (1, 0));
    // Nobody else's choice counts.
    let (other, _) = world.switched_on(world.luigi, "other-phone").await;
    world.tell_whom(world.luigi, NotificationKind::Task, Urgency::Normal).await;
    world.push().await;
    assert_eq!(world.service.got(&other).len(), 1);
}

#[tokio::test]
async fn a_kind_that_is_switched_on_again_is_pushed_from_then_on() {
    let world = World::new().await;
    let (phone, _) = world.switched_on(world.peach, "phone").await;
    world.joined(world.peach).await;
    world.wishes(world.peach, without(NotificationKind::Notice)).await;
    world.tell(NotificationKind::Notice, Urgency::Normal).await;
    world.push().await;
    world.wishes(world.peach, NotificationPreferences::default()).await;
    world.push().await;
    assert_eq!(world.service.got(&phone).len(), 0, "what was not pushed then is not now");
    world.tell(NotificationKind::Notice, Urgency::Normal).await;
    world.push().await;
    assert_eq!(world.service.got(&phone).len(), 1);
}

#[tokio::test]
async fn what_holds_when_it_is_sent_is_what_counts() {
    let world = World::new().await;
    let (phone, _) = world.switched_on(world.peach, "phone").await;
    world.joined(world.peach).await;
    world.service.answers("phone", &[503]);
    world.tell(NotificationKind::Notice, Urgency::Normal).await;
    world.push().await;
    assert_eq!(world.jobs().await, 1);
    world.wishes(world.peach, without(NotificationKind::Notice)).await;
    world.later().await;
    assert_eq!((world.service.got(&phone).len(), world.jobs().await), (0, 0));
}

#[tokio::test]
async fn an_urgent_notice_is_pushed_whatever_its_kind() {
    let world = World::new().await;
    let (phone, _) = world.switched_on(world.peach, "phone").await;
    world.joined(world.peach).await;
    world.wishes(world.peach, without(NotificationKind::Notice)).await;
    world.tell(NotificationKind::Notice, Urgency::Urgent).await;
    world.push().await;
    assert_eq!(world.service.got(&phone).len(), 1);
}

#[tokio::test]
async fn in_quiet_hours_a_push_waits_for_their_end_and_is_dropped_once_it_is_read() {
    let world = World::new().await;
    let (phone, _) = world.switched_on(world.peach, "phone").await;
    world.joined(world.peach).await;
    world.wishes(world.peach, quiet_now()).await;
    let seen = world.tell(NotificationKind::Notice, Urgency::Normal).await;
    world.tell(NotificationKind::Notice, Urgency::Normal).await;
    world.push().await;
    assert_eq!((world.service.got(&phone).len(), world.jobs().await), (0, 2));
    // They wait for the end of the hours, not for a moment.
    let due = "SELECT count(*) FROM push_jobs WHERE due_at BETWEEN now() + interval '100 minutes' \
               AND now() + interval '2 hours'";
    assert_eq!(world.count(due).await, 2);
    let read = NotificationRead { member_id: world.peach };
    world.run(seen, NotificationCommand::MarkRead(read)).await;
    world.wishes(world.peach, NotificationPreferences::default()).await;
    world.later().await;
    assert_eq!((world.service.got(&phone).len(), world.jobs().await), (1, 0));
}

#[tokio::test]
async fn what_waits_for_the_end_of_quiet_hours_is_looked_at_again_when_they_are_changed() {
    let world = World::new().await;
    let (phone, _) = world.switched_on(world.peach, "phone").await;
    world.joined(world.peach).await;
    world.wishes(world.peach, quiet_now()).await;
    world.tell(NotificationKind::Notice, Urgency::Normal).await;
    world.push().await;
    let soon = "SELECT count(*) FROM push_jobs WHERE due_at < now() + interval '10 seconds'";
    assert_eq!((world.jobs().await, world.count(soon).await), (1, 0));
    world.wishes(world.peach, NotificationPreferences::default()).await;
    world.push().await;
    assert_eq!((world.jobs().await, world.count(soon).await), (1, 1));
    world.later().await;
    assert_eq!((world.service.got(&phone).len(), world.jobs().await), (1, 0));
}

#[tokio::test]
async fn urgent_notices_break_quiet_hours_where_the_business_lets_them() {
    let world = World::new().await;
    let (phone, _) = world.switched_on(world.peach, "phone").await;
    world.joined(world.peach).await;
    world.wishes(world.peach, quiet_now()).await;
    world.tell(NotificationKind::Notice, Urgency::Urgent).await;
    world.push().await;
    assert_eq!(world.service.got(&phone).len(), 1, "the usual rules let them");
    let rules =
        NotificationRules { urgent_breaks_quiet_hours: false, ..NotificationRules::default() };
    world.business("UTC", &rules).await;
    world.tell(NotificationKind::Notice, Urgency::Urgent).await;
    world.push().await;
    assert_eq!((world.service.got(&phone).len(), world.jobs().await), (1, 1));
}

#[tokio::test]
async fn quiet_hours_are_those_of_the_clock_of_the_business() {
    let world = World::new().await;
    let (phone, _) = world.switched_on(world.peach, "phone").await;
    world.joined(world.peach).await;
    world.wishes(world.peach, quiet_now()).await;
    // Its clock is twelve hours ahead.
    world.business("Etc/GMT-12", &NotificationRules::default()).await;
    world.tell(NotificationKind::Notice, Urgency::Normal).await;
    world.push().await;
    assert_eq!((world.service.got(&phone).len(), world.jobs().await), (1, 0));
}
