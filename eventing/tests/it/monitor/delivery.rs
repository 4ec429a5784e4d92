//! What is made of the log: entries in Redis, read models, parked events.

use super::Watched;

#[tokio::test]
async fn an_event_that_redis_has_not_got_is_found() {
    let mut watched = Watched::new(3).await;
    watched.write(2).await;
    watched
        .change("UPDATE events SET recorded_at = now() - interval '1 minute' WHERE position > 3")
        .await;
    watched.change("UPDATE checkpoints SET position = 5").await;
    let seen = watched.look().await;
    assert_eq!(seen.alerts, ["StewardEventsNotDelivered"]);
    assert_eq!(seen.gauge("steward_undelivered_events"), 2.0);
    assert!((59.0..120.0).contains(&seen.gauge("steward_undelivered_seconds")));
    watched.publish().await;
    assert_eq!(watched.look().await.alerts, [""; 0]);
}

#[tokio::test]
async fn a_redis_that_is_away_is_found_and_what_it_lacks_is_counted_from_what_it_had() {
    let mut watched = Watched::new(3).await;
    assert_eq!(watched.look().await.gauge("steward_redis_up"), 1.0);
    watched.redis.stop();
    watched.write(1).await;
    let seen = watched.look().await;
    assert_eq!(seen.alerts, ["StewardRedisAway"]);
    assert_eq!(seen.gauge("steward_redis_up"), 0.0);
    assert_eq!(seen.gauge("steward_undelivered_events"), 1.0);
    watched.redis.start_again().await;
    watched.publish().await;
    assert_eq!(watched.look().await.alerts, [""; 0]);
}

#[tokio::test]
async fn a_checkpoint_that_stands_still_is_found() {
    let mut watched = Watched::new(5).await;
    watched.change("UPDATE events SET recorded_at = now() - interval '1 minute'").await;
    watched.change("UPDATE checkpoints SET position = 2 WHERE projection = 'tasks'").await;
    let seen = watched.look().await;
    assert_eq!(seen.alerts, ["StewardEventsNotProjected"]);
    assert_eq!(seen.gauge("steward_projection_behind_events tasks"), 3.0);
    assert!(seen.gauge("steward_projection_behind_seconds tasks") > 59.0);
    assert_eq!(seen.gauge("steward_projection_behind_seconds turns"), 0.0);

    // Somebody stopped it: that is another matter.
    watched
        .change("UPDATE projection_generations SET paused_at = now() WHERE projection = 'tasks'")
        .await;
    let seen = watched.look().await;
    assert_eq!(seen.alerts, ["StewardProjectionPaused"]);
    assert_eq!(seen.gauge("steward_projection_paused tasks"), 1.0);
}

#[tokio::test]
async fn a_hole_that_readers_stop_at_leaves_them_behind() {
    let mut watched = Watched::new(3).await;
    watched.write(2).await;
    watched.age().await;
    watched.change("DELETE FROM events WHERE position = 4").await;
    let seen = watched.look().await;
    assert!(seen.gauge("steward_undelivered_seconds") > 3500.0);
    assert!(seen.gauge("steward_projection_behind_seconds tasks") > 3500.0);
    for alert in ["StewardLogHasHoles", "StewardEventsNotDelivered", "StewardEventsNotProjected"] {
        assert!(seen.alerts.contains(&alert), "{alert} is not in {:?}", seen.alerts);
    }
}

#[tokio::test]
async fn a_projection_that_nobody_works_on_is_found() {
    let mut watched = Watched::new(1).await;
    watched.change("UPDATE checkpoints SET expires_at = now() - interval '1 s' WHERE projection = 'roster'").await;
    let seen = watched.look().await;
    assert_eq!(seen.alerts, ["StewardProjectionUnattended"]);
    assert_eq!(seen.gauge("steward_projection_held roster"), 0.0);
    assert_eq!(seen.gauge("steward_projection_held tasks"), 1.0);
}

#[tokio::test]
async fn parked_events_are_counted_of_live_generations_alone() {
    let mut watched = Watched::new(1).await;
    for generation in ["generation", "generation + 1"] {
        watched
            .change(&format!(
                "INSERT INTO dead_letters (consumer, generation, position, tenant_id, aggregate_type, aggregate_id, \
                   event_type, reason) \
                 SELECT projection, {generation}, 1, '{0}', 'Task', '{0}/{0}', 'TaskCreated', 'made up' \
                 FROM projection_generations WHERE projection = 'tasks'",
                watched.luigi.tenant
            ))
            .await;
    }
    let seen = watched.look().await;
    assert_eq!(seen.alerts, ["StewardDeadLetters"]);
    assert_eq!(seen.gauge("steward_dead_letters tasks"), 1.0);
}
