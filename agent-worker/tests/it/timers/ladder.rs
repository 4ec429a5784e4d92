//! A notice that nobody acknowledges climbs until somebody does, or nobody is left.

use chrono::TimeDelta;
use domain::notification::{NotificationRules, Urgency};
use serde_json::Value;

use super::at;
use crate::support::World;

/// Ten in the morning in Rome: Peach works, Mario comes at two.
const TEN: &str = "2026-11-24T09:00:00Z";

async fn world() -> World {
    let world = World::new().await;
    world.plan(world.peach, "kitchen", "2026-11-24T08:00", "2026-11-24T14:00").await;
    world.plan(world.mario, "kitchen", "2026-11-24T14:00", "2026-11-24T20:00").await;
    world
}

/// Recipient, rung and status of every notice, by rung.
async fn climbed(world: &World) -> Vec<(String, u64, String)> {
    let notices = world.all_notices().await;
    let text = |row: &Value, column: &str| row[column].as_str().unwrap().to_owned();
    let mut rungs: Vec<_> = notices
        .iter()
        .map(|row| (text(row, "recipient_id"), row["rung"].as_u64().unwrap(), text(row, "status")))
        .collect();
    rungs.sort_by_key(|rung| rung.1);
    rungs
}

#[tokio::test]
async fn an_urgent_notice_climbs_to_the_next_on_shift_then_the_manager_and_then_ends() {
    let world = world().await;
    let ten = at(TEN);
    let ladder = world.tell(&[world.peach], Urgency::Urgent, ten).await;
    assert_eq!(world.fire_at(ten + TimeDelta::minutes(14)).await, 0);
    let mut now = ten;
    for _ in 0..2 {
        now += TimeDelta::minutes(15);
        assert_eq!(world.fire_at(now).await, 1);
    }
    let told = |member: domain::MemberId, rung| (member.to_string(), rung, "issued".to_owned());
    let all = [told(world.peach, 0), told(world.mario, 1), told(world.toad, 2)];
    assert_eq!(climbed(&world).await, all);
    let notices = world.all_notices().await;
    let of_rung = |rung: u32| notices.iter().find(|row| row["rung"] == rung).unwrap();
    assert_eq!(
        of_rung(1)["reason"],
        "Peach has not acknowledged within 15 minutes; you are on shift next"
    );
    assert_eq!(
        of_rung(2)["reason"],
        "Mario has not acknowledged within 15 minutes; you are a manager"
    );
    assert_eq!(of_rung(1)["notification_id"], ladder.rung(1).to_string());
    assert_eq!(of_rung(0)["escalated_to"], ladder.rung(1).to_string());
    assert_eq!(of_rung(1)["text"], "The oven is cold.");
    assert_eq!(of_rung(1)["urgency"], "urgent");
    assert_eq!(of_rung(1)["sender_id"], world.luigi.to_string());
    // Luigi sent it, and everybody else was told.
    now += TimeDelta::minutes(15);
    assert_eq!(world.fire_at(now).await, 1);
    let notices = world.all_notices().await;
    assert_eq!(notices.len(), 3);
    let last = notices.iter().find(|row| row["rung"] == 2).unwrap();
    assert_eq!(last["escalation_end"], "nobody_left");
    assert_eq!(world.fire_at(now + TimeDelta::days(1)).await, 0);
}

#[tokio::test]
async fn an_acknowledgement_stops_it_at_once() {
    let world = world().await;
    let ten = at(TEN);
    let ladder = world.tell(&[world.peach], Urgency::Urgent, ten).await;
    // Seen is not acknowledged; acknowledged is.
    world.acknowledge(World::first(ladder, world.peach), world.peach).await;
    assert_eq!(world.fire_at(ten + TimeDelta::hours(1)).await, 0);
    assert_eq!(climbed(&world).await.len(), 1);
}

#[tokio::test]
async fn an_acknowledgement_by_whoever_was_passed_over_stops_it_too() {
    let world = world().await;
    let ten = at(TEN);
    let ladder = world.tell(&[world.peach], Urgency::Urgent, ten).await;
    assert_eq!(world.fire_at(ten + TimeDelta::minutes(15)).await, 1);
    world.acknowledge(World::first(ladder, world.peach), world.peach).await;
    assert_eq!(world.fire_at(ten + TimeDelta::minutes(30)).await, 1);
    let notices = world.all_notices().await;
    assert_eq!(notices.len(), 2);
    let second = notices.iter().find(|row| row["rung"] == 1).unwrap();
    assert_eq!(second["escalation_end"], "acknowledged");
    assert_eq!(world.fire_at(ten + TimeDelta::days(1)).await, 0);
}

#[tokio::test]
async fn an_acknowledgement_that_the_timers_do_not_know_of_yet_counts() {
    let world = world().await;
    let ten = at(TEN);
    let ladder = world.tell(&[world.peach], Urgency::Urgent, ten).await;
    let runner = world.runner().await;
    let notice = World::first(ladder, world.peach);
    world.acknowledge_unseen(notice, world.peach).await;
    let later = ten + TimeDelta::minutes(20);
    assert_eq!(agent_worker::timers::fire_due(&runner, later).await.unwrap(), 1);
    world.project().await;
    assert_eq!(climbed(&world).await.len(), 1);
}

#[tokio::test]
async fn several_who_were_told_the_same_climb_as_one() {
    let world = world().await;
    let ten = at(TEN);
    let ladder = world.tell(&[world.peach, world.toad], Urgency::Urgent, ten).await;
    assert_eq!(world.fire_at(ten + TimeDelta::minutes(15)).await, 2);
    let rungs = climbed(&world).await;
    assert_eq!(rungs.iter().map(|rung| rung.1).collect::<Vec<_>>(), [0, 0, 1]);
    assert_eq!(rungs[2].0, world.mario.to_string());
    let notices = world.all_notices().await;
    let first = notices.iter().filter(|row| row["rung"] == 0);
    assert!(first.clone().all(|row| row["escalated_to"] == ladder.rung(1).to_string()));
    // One of them sees to it.
    world.acknowledge(World::first(ladder, world.toad), world.toad).await;
    assert_eq!(world.fire_at(ten + TimeDelta::minutes(30)).await, 1);
    assert_eq!(climbed(&world).await.len(), 3);
}

#[tokio::test]
async fn a_normal_notice_climbs_only_when_an_answer_is_wanted() {
    let world = world().await;
    let ten = at(TEN);
    world.tell(&[world.peach], Urgency::Normal, ten).await;
    assert!(world.all_timers().await.is_empty());
    // And an urgent one only when the business wants that.
    let rules = NotificationRules { acknowledge_urgent_within: None, ..Default::default() };
    world.set_rules(rules).await;
    world.tell(&[world.peach], Urgency::Urgent, ten).await;
    assert!(world.all_timers().await.is_empty());
    assert_eq!(world.fire_at(ten + TimeDelta::days(7)).await, 0);
}

#[tokio::test]
async fn words_of_somebody_who_was_erased_go_to_nobody_else() {
    let world = world().await;
    let ten = at(TEN);
    world.tell(&[world.peach], Urgency::Urgent, ten).await;
    world.erase(world.peach).await;
    assert_eq!(world.fire_at(ten + TimeDelta::minutes(15)).await, 1);
    let notices = world.all_notices().await;
    assert_eq!(notices.len(), 1);
    assert_eq!(notices[0]["escalation_end"], "erased");
}
