//! From a notice to the device.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{TimeDelta, Utc};
use domain::notification::{
    NotificationCommand, NotificationRead, NotificationReleased, NotificationWithdrawn,
};
use push::Presence;
use serde_json::json;
use uuid::Uuid;

use crate::world::World;

#[tokio::test]
async fn a_notice_reaches_every_device_of_its_recipient_once_and_its_trail_says_so() {
    let world = World::new().await;
    let (phone, _) = world.switched_on(world.peach, "phone").await;
    let (till, _) = world.switched_on(world.peach, "the-till").await;
    let (other, _) = world.switched_on(world.luigi, "other-phone").await;
    let notice = world.notice("A delivery comes at ten.", None).await;
    world.push().await;
    world.push().await;
    for device in [&phone, &till] {
        let got = world.service.got(device);
        assert_eq!(got.len(), 1);
        assert_eq!(got[0].topic, URL_SAFE_NO_PAD.encode(notice.0.as_bytes()));
        assert_eq!(got[0].urgency, "high");
        let told = json!({
            "title": "Steward", "body": "A delivery comes at ten.", "tag": notice, "urgent": true,
        });
        assert_eq!(got[0].message, told);
    }
    assert_eq!(world.service.got(&other), []);
    assert_eq!((world.jobs().await, world.deliveries().await), (0, 1));
}

#[tokio::test]
async fn nothing_is_pushed_that_was_seen_or_withdrawn_meanwhile() {
    let world = World::new().await;
    let (phone, _) = world.switched_on(world.peach, "phone").await;
    let seen = world.notice("Seen.", None).await;
    let read = NotificationRead { member_id: world.peach };
    world.run(seen, NotificationCommand::MarkRead(read)).await;
    let withdrawn = world.notice("Withdrawn.", None).await;
    let withdraw = NotificationWithdrawn { withdrawn_by: world.luigi };
    world.run(withdrawn, NotificationCommand::WithdrawNotification(withdraw)).await;
    world.push().await;
    assert_eq!(world.service.got(&phone), []);
    assert_eq!((world.jobs().await, world.deliveries().await), (0, 0));
}

#[tokio::test]
async fn what_is_held_back_is_pushed_when_it_is_released() {
    let world = World::new().await;
    let (phone, _) = world.switched_on(world.peach, "phone").await;
    let held_until = Utc::now() + TimeDelta::hours(8);
    let notice = world.notice("In the morning.", Some(held_until)).await;
    world.push().await;
    assert_eq!((world.service.got(&phone).len(), world.jobs().await), (0, 0));
    world.run(notice, NotificationCommand::Release(NotificationReleased { held_until })).await;
    world.push().await;
    assert_eq!(world.service.got(&phone).len(), 1);
}

#[tokio::test]
async fn who_looks_at_the_app_is_pushed_only_what_they_left_unseen() {
    let world = World::new().await;
    let (phone, _) = world.switched_on(world.peach, "phone").await;
    let (one, other) = (Uuid::now_v7(), Uuid::now_v7());
    let presence = &world.config.presence;
    presence.say(world.peach, one, true).await;
    presence.say(world.peach, other, true).await;
    presence.say(world.peach, other, false).await;
    world.notice("Hello.", None).await;
    world.push().await;
    assert_eq!((world.service.got(&phone).len(), world.jobs().await), (0, 1));
    // The other tab is still looked at.
    world.later().await;
    assert_eq!((world.service.got(&phone).len(), world.jobs().await), (0, 1));
    presence.say(world.peach, one, false).await;
    world.later().await;
    assert_eq!((world.service.got(&phone).len(), world.jobs().await), (1, 0));
}

#[tokio::test]
async fn without_redis_nobody_looks_and_nothing_waits_for_it() {
    let mut world = World::new().await;
    let nowhere = redis::Client::open("redis://127.0.0.1:1").unwrap();
    for redis in [Some(nowhere), None] {
        let (phone, _) = world.switched_on(world.peach, "phone").await;
        world.config.presence = Presence::new(redis, Uuid::now_v7());
        world.config.presence.say(world.peach, Uuid::now_v7(), true).await;
        let before = world.service.got(&phone).len();
        world.notice("Hello.", None).await;
        world.push().await;
        assert!(world.service.got(&phone).len() > before);
        assert_eq!(world.jobs().await, 0);
    }
}

#[tokio::test]
async fn a_service_that_is_away_is_tried_again_and_a_device_that_is_gone_is_forgotten() {
    let world = World::new().await;
    let (phone, _) = world.switched_on(world.peach, "phone").await;
    let (gone, _) = world.switched_on(world.peach, "gone-phone").await;
    world.service.answers("phone", &[503, 429]);
    world.service.answers("gone-phone", &[410]);
    world.notice("Hello.", None).await;
    world.push().await;
    let devices = "SELECT count(*) FROM push_subscriptions";
    assert_eq!((world.jobs().await, world.count(devices).await), (1, 1));
    world.later().await;
    assert_eq!((world.service.got(&phone).len(), world.deliveries().await), (0, 0));
    world.later().await;
    assert_eq!((world.service.got(&phone).len(), world.jobs().await), (1, 0));
    assert_eq!((world.service.got(&gone).len(), world.deliveries().await), (0, 1));
}

#[tokio::test]
async fn a_message_that_is_refused_is_not_sent_again_and_again() {
    let world = World::new().await;
    let (phone, _) = world.switched_on(world.peach, "phone").await;
    world.service.answers("phone", &[400]);
    world.notice("Hello.", None).await;
    world.push().await;
    assert_eq!((world.service.got(&phone).len(), world.jobs().await), (0, 0));
}

#[tokio::test]
async fn whoever_dies_over_a_push_leaves_it_to_the_next_and_both_show_the_same_notice() {
    let world = World::new().await;
    let (phone, _) = world.switched_on(world.peach, "phone").await;
    world.notice("Hello.", None).await;
    world.push().await;
    // It was sent, and what says so was lost.
    sqlx::query(
        "INSERT INTO push_jobs (tenant_id, notification_id, since, due_at) \
         SELECT split_part(aggregate_id, '/', 1)::uuid, split_part(aggregate_id, '/', 2)::uuid, now(), now() \
         FROM events WHERE event_type = 'NotificationIssued'",
    )
    .execute(world.db.admin_pool())
    .await
    .unwrap();
    world.push().await;
    let got = world.service.got(&phone);
    assert_eq!(got.len(), 2);
    assert_eq!(got[0], got[1]);
    assert_eq!(world.deliveries().await, 1);
}

#[tokio::test]
async fn whoever_signed_out_is_not_pushed_to() {
    let world = World::new().await;
    let (phone, session) = world.switched_on(world.peach, "phone").await;
    sqlx::query(
        "UPDATE sessions SET revoked_at = now(), revoked_as = 'logout' WHERE session_id = $1",
    )
    .bind(session)
    .execute(world.db.admin_pool())
    .await
    .unwrap();
    world.notice("Hello.", None).await;
    world.push().await;
    assert_eq!((world.service.got(&phone).len(), world.jobs().await), (0, 0));
}

#[tokio::test]
async fn a_log_that_was_restored_pushes_no_old_notices() {
    let world = World::new().await;
    let (phone, _) = world.switched_on(world.peach, "phone").await;
    world.notice("Hello.", None).await;
    sqlx::raw_sql(
        "ALTER TABLE events DISABLE TRIGGER USER; \
         UPDATE events SET recorded_at = recorded_at - interval '2 days'",
    )
    .execute(world.db.admin_pool())
    .await
    .unwrap();
    world.push().await;
    assert_eq!((world.service.got(&phone).len(), world.jobs().await), (0, 0));
}
