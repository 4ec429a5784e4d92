//! Shapes of tables have versions: older ones are made anew while they serve, newer ones are
//! left to newer builds; and what is asked for is done beside the live work.

use std::time::Duration;

use eventing::{projections, requests};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::start;
use crate::support::World;

const PATIENCE: Duration = Duration::from_secs(60);

/// Runs a projector until the question about a projection is answered with yes.
async fn until(world: &World, is_so: impl AsyncFn() -> bool) {
    let stop = CancellationToken::new();
    let (projector, stopped) = (world.projector(), stop.clone());
    let running = tokio::spawn(async move { projector.run(stopped).await });
    let wait = async {
        while !is_so().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, wait).await.unwrap();
    stop.cancel();
    running.await.unwrap().unwrap();
}

async fn set_version(world: &World, version: i32) {
    sqlx::query(
        "UPDATE projection_generations SET version = $1 WHERE projection = 'conversations'",
    )
    .bind(version)
    .execute(world.db.admin_pool())
    .await
    .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tables_of_an_older_version_are_made_anew_while_they_serve() {
    let world = World::new().await;
    world.append(start(world.member)).await;
    world.project().await;
    set_version(&world, 0).await;
    // The old tables go on serving.
    world.append(start(world.member)).await;
    world.project().await;
    assert_eq!(world.rows("conversations").await.len(), 2);
    until(&world, async || world.status("conversations").await.version == 1).await;
    let status = world.status("conversations").await;
    assert_eq!((status.generation, status.position), (2, 2));
    assert_eq!(world.rows("conversations").await.len(), 2);
    assert_eq!(world.status("tasks").await.generation, 1, "others are as they were");
}

#[tokio::test]
async fn tables_of_a_newer_version_are_left_alone() {
    let world = World::new().await;
    world.append(start(world.member)).await;
    set_version(&world, 2).await;
    let error = world.projector().run_until_idle().await.unwrap_err().to_string();
    assert_eq!(
        error,
        "the tables of conversations have version 2, not 1: a newer build has to do this"
    );
    assert_eq!(world.rows("conversations").await.len(), 0);
    assert_eq!(world.status("tasks").await.position, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paused_projection_stands_still_and_then_goes_on() {
    let world = World::new().await;
    assert!(projections::pause(&world.system, "conversations", true).await.unwrap());
    assert!(!projections::pause(&world.system, "nothing", true).await.unwrap());
    let last = world.append(start(world.member)).await as i64;
    until(&world, async || world.status("tasks").await.position == last).await;
    let status = world.status("conversations").await;
    assert_eq!((status.position, status.stalled), (0, false));
    assert!(status.paused_at.is_some());
    projections::pause(&world.system, "conversations", false).await.unwrap();
    until(&world, async || world.status("conversations").await.position == last).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_asked_for_is_done_once_and_answered() {
    let world = World::new().await;
    world.append(start(world.member)).await;
    world.project().await;
    let asked = async |kind: &str| {
        let arguments = json!({});
        requests::ask(&world.system, Uuid::now_v7(), "conversations", kind, arguments, "a test")
            .await
            .unwrap()
    };
    let (rebuild, verify, other) =
        (asked("rebuild").await, asked("verify").await, asked("sing").await);
    let ended = async || {
        let all = requests::list(&world.system, 10).await.unwrap();
        assert_eq!(all.len(), 3);
        all.iter().all(|request| request.ended_at.is_some())
    };
    until(&world, ended).await;
    let outcome = async |id| -> (bool, Value) {
        let request = requests::find(&world.system, id).await.unwrap().unwrap();
        (request.failed, request.outcome.unwrap())
    };
    assert_eq!(outcome(rebuild.request_id).await, (false, json!({"generation": 2, "position": 1})));
    let (failed, verified) = outcome(verify.request_id).await;
    assert!(!failed);
    assert_eq!(verified, json!({"position": 1, "rows": 1, "differences": 0, "samples": []}));
    let (failed, why) = outcome(other.request_id).await;
    assert!(
        failed && why["error"].as_str().unwrap().starts_with("sing is not known here"),
        "{why}"
    );
}

#[tokio::test]
async fn a_request_whose_projector_died_is_taken_by_another() {
    let world = World::new().await;
    let asked =
        requests::ask(&world.system, Uuid::now_v7(), "tasks", "verify", json!({}), "a test")
            .await
            .unwrap();
    let (one, two) = (Uuid::new_v4(), Uuid::new_v4());
    let long = Duration::from_secs(600);
    let claimed = requests::claim(&world.system, one, long).await.unwrap().unwrap();
    assert_eq!(claimed.request_id, asked.request_id);
    assert_eq!(requests::claim(&world.system, two, long).await.unwrap(), None);
    assert!(requests::renew(&world.system, asked.request_id, one, Duration::ZERO).await.unwrap());
    let again = requests::claim(&world.system, two, long).await.unwrap().unwrap();
    assert_eq!(again.started_at, claimed.started_at);
    assert!(!requests::renew(&world.system, asked.request_id, one, long).await.unwrap());
    requests::give_back(&world.system, asked.request_id, two).await.unwrap();
    assert!(requests::claim(&world.system, one, long).await.unwrap().is_some());
    requests::answer(&world.system, asked.request_id, Ok(json!({}))).await.unwrap();
    assert_eq!(requests::claim(&world.system, two, long).await.unwrap(), None);
}
