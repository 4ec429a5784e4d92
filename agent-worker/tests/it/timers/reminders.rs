//! Reminders.

use super::at;
use crate::support::World;

#[tokio::test]
async fn a_reminder_becomes_a_notice_at_its_moment_and_not_before() {
    let world = World::new().await;
    let due = at("2026-11-24T09:00:00Z");
    let reminder = world.remind(world.luigi, world.luigi, "Order flour.", due).await;
    assert_eq!(world.fire_at(at("2026-11-24T08:59:59Z")).await, 0);
    assert!(world.all_notices().await.is_empty());
    assert_eq!(world.fire_at(due).await, 1);
    let notices = world.all_notices().await;
    assert_eq!(notices.len(), 1, "{notices:#?}");
    assert_eq!(notices[0]["notification_id"], reminder.notification().to_string());
    assert_eq!(notices[0]["recipient_id"], world.luigi.to_string());
    assert_eq!(notices[0]["kind"], "reminder");
    assert_eq!(notices[0]["text"], "Order flour.");
    assert_eq!(notices[0]["reason"], "your reminder");
    assert_eq!(notices[0]["reminder_id"], reminder.to_string());
    assert_eq!(world.all_timers().await[0]["done"], true);
    // Much later there is nothing left to fire, whatever became of the lease.
    world.expire_timer_leases().await;
    assert_eq!(world.fire_at(at("2026-12-24T09:00:00Z")).await, 0);
}

#[tokio::test]
async fn a_reminder_for_somebody_else_says_who_set_it() {
    let world = World::new().await;
    let due = at("2026-11-24T09:00:00Z");
    world.remind(world.peach, world.luigi, "Order flour.", due).await;
    world.fire_at(due).await;
    let notice = world.all_notices().await.remove(0);
    assert_eq!(notice["recipient_id"], world.peach.to_string());
    assert_eq!(notice["sender_id"], world.luigi.to_string());
    assert_eq!(notice["reason"], "reminder set by Luigi");
}

#[tokio::test]
async fn what_was_cancelled_is_not_given() {
    let world = World::new().await;
    let due = at("2026-11-24T09:00:00Z");
    let seen = world.remind(world.luigi, world.luigi, "Order flour.", due).await;
    world.cancel_reminder(seen, world.luigi).await;
    assert_eq!(world.fire_at(due).await, 0);
    // The cancellation is in the log, and the timers do not know of it yet.
    let unseen = world.remind(world.luigi, world.luigi, "Order water.", due).await;
    world.project().await;
    world.cancel_reminder(unseen, world.luigi).await;
    let runner = world.runner().await;
    assert_eq!(agent_worker::timers::fire_due(&runner, due).await.unwrap(), 1);
    world.project().await;
    assert!(world.all_notices().await.is_empty());
    assert!(world.all_timers().await.iter().all(|timer| timer["done"] == true));
}

#[tokio::test]
async fn nobody_is_told_who_has_left_or_was_erased() {
    let world = World::new().await;
    let due = at("2026-11-24T09:00:00Z");
    world.remind(world.peach, world.luigi, "Order flour.", due).await;
    world.remind(world.toad, world.toad, "Lock up.", due).await;
    world.remove(world.peach).await;
    world.erase(world.toad).await;
    assert_eq!(world.fire_at(due).await, 2);
    assert!(world.all_notices().await.is_empty());
    assert!(world.all_timers().await.iter().all(|timer| timer["done"] == true));
}
