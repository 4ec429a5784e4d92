//! The log itself: positions that are missing, ends that do not fit, heads that are not signed.

use audit::SealKey;
use eventing::sealer::{Pace, Sealer};
use eventing::{Database, DbRole};
use std::time::Duration;

use super::Watched;

#[tokio::test]
async fn a_hole_is_found_wherever_it_is() {
    let mut watched = Watched::new(8).await;
    for (delete, missing, first) in [(6, 1, 6), (3, 2, 3), (8, 3, 3)] {
        watched.change(&format!("DELETE FROM events WHERE position = {delete}")).await;
        let figures = watched.monitor.look().await.unwrap();
        assert_eq!((figures.missing, figures.first_missing), (missing, Some(first)));
        let seen = watched.look().await;
        assert_eq!(seen.alerts, ["StewardLogHasHoles"]);
        assert_eq!(seen.gauge("steward_log_missing_positions"), missing as f64);
    }
}

#[tokio::test]
async fn a_monitor_that_comes_later_and_one_that_counts_everything_find_it_too() {
    let mut watched = Watched::new(3).await;
    watched.change("DELETE FROM events WHERE position = 2").await;
    let (figures, whole) = watched.monitor.look_thoroughly(Duration::from_secs(30)).await.unwrap();
    assert_eq!((figures.missing, figures.first_missing, whole), (1, Some(2), true));
}

#[tokio::test]
async fn an_end_that_was_moved_is_found_and_so_are_checkpoints_beyond_it() {
    let mut watched = Watched::new(4).await;
    watched.change("UPDATE log_head SET position = 3").await;
    let seen = watched.look().await;
    assert_eq!(seen.gauge("steward_log_beyond_head"), 1.0);
    assert!(seen.gauge("steward_checkpoints_beyond_head") > 10.0);
    assert_eq!(seen.alerts, ["StewardLogHasHoles", "StewardCheckpointBeyondHead"]);
}

#[tokio::test]
async fn a_seal_that_falls_behind_is_found_until_it_has_caught_up() {
    let mut watched = Watched::new(4).await;
    watched.age().await;
    let seen = watched.look().await;
    assert_eq!(seen.alerts, ["StewardSealBehind"]);
    assert_eq!(seen.gauge("steward_unsealed_events"), 4.0);
    assert!(seen.gauge("steward_unsealed_seconds") > 3500.0);

    let system = Database::connect(&watched.world.db.url(), DbRole::System, 2).await.unwrap();
    let key = SealKey::from_hex(&"5e".repeat(32)).unwrap();
    let pace = Pace { events: 1000, age: Duration::ZERO };
    Sealer::new(system, key, pace).seal().await.unwrap().unwrap();
    let seen = watched.look().await;
    assert_eq!((seen.alerts.as_slice(), seen.gauge("steward_unsealed_events")), (&[][..], 0.0));
}
