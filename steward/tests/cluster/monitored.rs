//! The figures of roles that run alone, and the monitor of the relay, over a deployment in which
//! processes end and the model goes away.

use std::collections::BTreeMap;

use crate::harness::{CLEANING, Cluster, DELIVERY, alone, client, eventually};

/// What a process tells Prometheus: the value of each series.
async fn figures(cluster: &mut Cluster, name: &str) -> BTreeMap<String, f64> {
    let address = cluster.role(name).says("metrics listening address=").await;
    let answer = client().get(format!("http://{address}/metrics")).send().await.unwrap();
    let text = answer.text().await.unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines
        .filter_map(|line| {
            let (series, value) = line.rsplit_once(' ')?;
            Some((series.to_owned(), value.parse().ok()?))
        })
        .collect()
}

/// Waits until a series of a process has a value that will do.
async fn until(cluster: &mut Cluster, name: &str, series: &str, good: impl Fn(f64) -> bool) {
    eventually(&format!("{series} of {name} is as it should be"), async || {
        figures(cluster, name).await.get(series).copied().filter(|value| good(*value)).map(drop)
    })
    .await;
}

#[tokio::test]
async fn every_role_tells_its_figures_and_the_monitor_what_is_wrong() {
    let _alone = alone().await;
    let mut cluster = Cluster::start().await;
    cluster.start_offline_model().await;
    for role in ["relay", "projector", "api", "agent-worker", "sealer", "push", "timers"] {
        cluster.start_role(role, role).await;
        assert!(figures(&mut cluster, role).await.len() < 5_000, "{role} has too many series");
    }
    let head = cluster.log().await.value::<i64>("SELECT position FROM log_head").await as f64;
    until(&mut cluster, "relay", "steward_log_position", |at| at >= head).await;
    for settled in [
        "steward_undelivered_seconds",
        "steward_log_missing_positions",
        "steward_turn_waiting_seconds",
        "steward_projection_behind_seconds{projection=\"tasks\"}",
        "steward_dead_letters{projection=\"tasks\"}",
    ] {
        until(&mut cluster, "relay", settled, |value| value == 0.0).await;
    }
    for at_work in
        ["steward_redis_up", "steward_database_up", "steward_projection_held{projection=\"tasks\"}"]
    {
        until(&mut cluster, "relay", at_work, |value| value == 1.0).await;
    }
    until(&mut cluster, "sealer", "steward_disk_free_bytes", |free| free > 0.0).await;
    until(
        &mut cluster,
        "projector",
        "steward_projection_batch_seconds_count{projection=\"tasks\"}",
        |n| n > 0.0,
    )
    .await;

    // The model goes away: its breaker opens.
    let luigi = cluster.sign_in("api", "luigi@pizza.com").await;
    let log = cluster.log().await;
    let answered = luigi.send(CLEANING).await;
    log.until(&answered, "ReplyGiven").await;
    let model = "SELECT payload->'ModelResponded'->>'model' FROM events \
                 WHERE event_type = 'ModelResponded' LIMIT 1";
    let breaker = format!("llm_breaker_open{{model=\"{}\"}}", log.value::<String>(model).await);
    until(&mut cluster, "agent-worker", &breaker, |open| open == 0.0).await;
    cluster.kill_9("model");
    eventually("the breaker opens", async || {
        let lost = luigi.send(DELIVERY).await;
        log.until(&lost, "TurnFailed").await;
        (figures(&mut cluster, "agent-worker").await[&breaker] == 1.0).then_some(())
    })
    .await;

    // Nobody makes read models, nobody takes a message up, and Redis is away.
    cluster.kill_9("projector");
    cluster.kill_9("agent-worker");
    cluster.redis.stop();
    let unattended = "steward_projection_held{projection=\"tasks\"}";
    until(&mut cluster, "relay", unattended, |held| held == 0.0).await;
    until(&mut cluster, "relay", "steward_redis_up", |up| up == 0.0).await;
    for alert in ["StewardProjectionUnattended", "StewardRedisAway"] {
        cluster.role("relay").says(&format!("the monitor found something alert={alert:?}")).await;
    }
    luigi.send(CLEANING).await;
    cluster.start_role("projector", "projector").await;
    cluster.redis.start_again().await;
    until(&mut cluster, "relay", unattended, |held| held == 1.0).await;
    until(&mut cluster, "relay", "steward_redis_up", |up| up == 1.0).await;
    until(&mut cluster, "relay", "steward_undelivered_events", |events| events == 0.0).await;
    until(&mut cluster, "relay", "steward_turn_waiting_seconds", |waited| waited > 0.0).await;
    for alert in ["StewardProjectionUnattended", "StewardRedisAway"] {
        cluster
            .role("relay")
            .says(&format!("what the monitor had found is over alert={alert:?}"))
            .await;
    }
}

#[tokio::test]
async fn a_role_without_an_address_for_figures_serves_none() {
    let _alone = alone().await;
    let mut cluster = Cluster::start().await;
    cluster.start_role_without("relay", "relay", "STEWARD_METRICS_LISTEN").await;
    assert_eq!(cluster.role("relay").said("metrics listening"), None);
}
