//! Quiet hours.

use domain::notification::{NotificationRules, QuietHours, Urgency};

use super::at;
use crate::support::World;

/// From ten in the evening until seven in the morning.
fn at_night(urgent_breaks_quiet_hours: bool) -> NotificationRules {
    let (from, to) = ("22:00:00".parse().unwrap(), "07:00:00".parse().unwrap());
    NotificationRules {
        quiet_hours: Some(QuietHours { from, to }),
        urgent_breaks_quiet_hours,
        ..NotificationRules::default()
    }
}

#[tokio::test]
async fn a_normal_notice_waits_for_the_end_of_quiet_hours() {
    let world = World::new().await;
    world.set_rules(at_night(true)).await;
    let (late, morning) = (at("2026-11-24T22:30:00Z"), at("2026-11-25T06:00:00Z"));
    world.tell(&[world.peach], Urgency::Normal, late).await;
    let notice = world.all_notices().await.remove(0);
    assert_eq!(notice["held_until"], "2026-11-25T06:00:00+00:00");
    assert_eq!(world.fire_at(at("2026-11-25T05:59:59Z")).await, 0);
    assert_eq!(world.fire_at(morning).await, 1);
    let notice = world.all_notices().await.remove(0);
    assert_eq!(notice["held_until"], serde_json::Value::Null);
    assert!(notice["released_at"].is_string());
    world.expire_timer_leases().await;
    assert_eq!(world.fire_at(morning).await, 0);
}

#[tokio::test]
async fn an_urgent_one_passes_when_the_business_says_so() {
    let world = World::new().await;
    let late = at("2026-11-24T22:30:00Z");
    for (passes, held) in [(true, false), (false, true)] {
        world.set_rules(at_night(passes)).await;
        let ladder = world.tell(&[world.peach], Urgency::Urgent, late).await;
        let id = World::first(ladder, world.peach).to_string();
        let notices = world.all_notices().await;
        let notice = notices.iter().find(|notice| notice["notification_id"] == id).unwrap();
        assert_eq!(notice["held_until"].is_string(), held, "{notice:#}");
    }
}

#[tokio::test]
async fn a_reminder_comes_when_it_was_wanted() {
    let world = World::new().await;
    world.set_rules(at_night(true)).await;
    let late = at("2026-11-24T22:30:00Z");
    world.remind(world.luigi, world.luigi, "Turn off the oven.", late).await;
    world.fire_at(late).await;
    assert_eq!(world.all_notices().await[0]["held_until"], serde_json::Value::Null);
}
