//! Runners that die, race or come late, and tables that are made anew.

use agent_worker::timers::{TimersConfig, fire_due};
use chrono::TimeDelta;
use domain::notification::Urgency;
use eventing::timers::Timer;

use super::at;
use crate::support::World;

const DUE: &str = "2026-11-24T09:00:00Z";

async fn claim(runner: &TimersConfig, most: u16) -> Vec<Timer> {
    Timer::claim(&runner.database, at(DUE), runner.lease, most).await.unwrap()
}

#[tokio::test]
async fn what_was_due_while_everything_was_down_fires_once() {
    let world = World::new().await;
    for n in 0..3 {
        world.remind(world.luigi, world.luigi, "Order flour.", at(DUE) - TimeDelta::days(n)).await;
    }
    // A week later everything starts: projector, then runners.
    let later = at(DUE) + TimeDelta::days(7);
    assert_eq!(world.fire_at(later).await, 3);
    assert_eq!(world.all_notices().await.len(), 3);
    world.expire_timer_leases().await;
    assert_eq!(world.fire_at(later).await, 0);
}

#[tokio::test]
async fn a_runner_that_dies_between_claim_and_fire_leaves_it_to_the_next() {
    let world = World::new().await;
    world.remind(world.luigi, world.luigi, "Order flour.", at(DUE)).await;
    world.project().await;
    let dying = world.runner().await;
    assert_eq!(claim(&dying, 10).await.len(), 1);
    drop(dying);
    // While the lease runs nobody else takes it.
    assert_eq!(world.fire_at(at(DUE)).await, 0);
    world.expire_timer_leases().await;
    assert_eq!(world.fire_at(at(DUE)).await, 1);
    assert_eq!(world.all_notices().await.len(), 1);
}

#[tokio::test]
async fn a_runner_that_dies_after_it_fired_is_not_followed_by_a_second_notice() {
    let world = World::new().await;
    world.remind(world.luigi, world.luigi, "Order flour.", at(DUE)).await;
    world.project().await;
    // Fired, and the timers do not know of it: the projector is away.
    for attempt in 1..=3 {
        let runner = world.runner().await;
        assert_eq!(fire_due(&runner, at(DUE)).await.unwrap(), 1, "attempt {attempt}");
        world.expire_timer_leases().await;
    }
    world.project().await;
    assert_eq!(world.all_notices().await.len(), 1);
    assert_eq!(world.fire_at(at(DUE)).await, 0);
}

#[tokio::test]
async fn runners_that_ask_at_once_take_different_timers() {
    let world = World::new().await;
    for _ in 0..12 {
        world.remind(world.luigi, world.luigi, "Order flour.", at(DUE)).await;
    }
    world.project().await;
    let runner = world.runner().await;
    let all = futures::future::join_all((0..4).map(|_| claim(&runner, 5))).await;
    let mut taken: Vec<_> = all.into_iter().flatten().map(|timer| timer.id).collect();
    let count = taken.len();
    taken.sort_unstable();
    taken.dedup();
    assert_eq!(taken.len(), count, "one was taken twice");
    taken.extend(claim(&runner, 50).await.into_iter().map(|timer| timer.id));
    taken.sort_unstable();
    taken.dedup();
    assert_eq!(taken.len(), 12);
    assert!(claim(&runner, 50).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_runners_racing_for_the_same_timers_fire_each_once() {
    let world = World::new().await;
    for _ in 0..20 {
        world.remind(world.luigi, world.luigi, "Order flour.", at(DUE)).await;
    }
    world.tell(&[world.peach, world.toad], Urgency::Urgent, at(DUE)).await;
    world.project().await;
    let later = at(DUE) + TimeDelta::minutes(15);
    // No lease holds for either of them: both fire everything, at the same time.
    let rival = async || {
        let runner = TimersConfig { lease: std::time::Duration::ZERO, ..world.runner().await };
        let claimed = Timer::claim(&runner.database, later, runner.lease, 100).await.unwrap();
        (runner, claimed)
    };
    let ((one, mine), (other, theirs)) = (rival().await, rival().await);
    assert_eq!((mine.len(), theirs.len()), (22, 22));
    let (fired, also) = tokio::join!(fire_due(&one, later), fire_due(&other, later));
    assert!(fired.unwrap() + also.unwrap() >= 22);
    world.project().await;
    let notices = world.all_notices().await;
    let of = |kind: &str| notices.iter().filter(|notice| notice["kind"] == kind).count();
    assert_eq!(of("reminder"), 20);
    // Peach, Toad, and the owner as the next: nobody else, nobody twice.
    assert_eq!(of("notice"), 3);
    assert!(world.all_timers().await.iter().filter(|timer| timer["done"] == false).count() <= 1);
}

#[tokio::test]
async fn timers_that_are_made_anew_fire_nothing_that_was_fired() {
    let world = World::new().await;
    let due = at(DUE);
    world.remind(world.luigi, world.luigi, "Order flour.", due).await;
    world.remind(world.peach, world.peach, "Order water.", due + TimeDelta::days(1)).await;
    world.tell(&[world.peach], Urgency::Urgent, due).await;
    assert_eq!(world.fire_at(due).await, 1);
    let before = world.all_timers().await;
    let notices = world.all_notices().await.len();
    world.rebuild("timers").await;
    world.expire_timer_leases().await;
    assert_eq!(world.all_timers().await, before);
    assert_eq!(world.fire_at(due).await, 0);
    assert_eq!(world.all_notices().await.len(), notices);
    // What is to come still comes.
    assert_eq!(world.fire_at(due + TimeDelta::days(1)).await, 2);
}

#[tokio::test]
async fn a_timer_that_cannot_be_fired_holds_up_no_other_and_is_tried_again() {
    let world = World::new().await;
    world.remind(world.luigi, world.luigi, "Order flour.", at(DUE)).await;
    world.remind(world.peach, world.peach, "Order water.", at(DUE)).await;
    world.project().await;
    // A newer build set this one.
    sqlx::query("UPDATE timers SET purpose = 'dance' WHERE timer_id = (SELECT min(timer_id::text)::uuid FROM timers)")
        .execute(world.db.admin_pool())
        .await
        .unwrap();
    assert_eq!(world.fire_at(at(DUE)).await, 2);
    assert_eq!(world.all_notices().await.len(), 1);
    // It pauses, then it is tried again.
    assert_eq!(world.fire_at(at(DUE)).await, 0);
    world.expire_timer_leases().await;
    let again = claim(&world.runner().await, 10).await;
    assert_eq!(again.len(), 1);
    assert_eq!((again[0].purpose, again[0].attempts), (None, 2));
}

#[tokio::test]
async fn leases_of_what_was_done_are_forgotten() {
    let world = World::new().await;
    world.remind(world.luigi, world.luigi, "Order flour.", at(DUE)).await;
    world.fire_at(at(DUE)).await;
    let runner = world.runner().await;
    assert_eq!(eventing::timers::sweep(&runner.database).await.unwrap(), 0);
    world.expire_timer_leases().await;
    assert_eq!(eventing::timers::sweep(&runner.database).await.unwrap(), 1);
}
