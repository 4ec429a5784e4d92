//! Redis is killed, kept down, emptied: everything still works, and works once.

use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::harness::{Cluster, DELIVERY, alone, client, eventually};
use crate::killed::assert_once;

/// Without Redis a message waits for a sweep, not for a person.
const SLOWER: Duration = Duration::from_secs(15);

#[tokio::test]
async fn without_redis_everything_works_slower() {
    let _alone = alone().await;
    let mut cluster = Cluster::start().await;
    let model = cluster.start_offline_model().await;
    for role in ["api", "relay", "projector", "agent-worker"] {
        cluster.start_role(role, role).await;
    }
    let luigi = cluster.sign_in("api", "luigi@pizza.com").await;
    let peach = cluster.sign_in("api", "peach@pizza.com").await;
    let log = cluster.log().await;
    let mut tab = peach.live().await;
    let sent = luigi.send(DELIVERY).await;
    assert_once(&log, &luigi, &peach, &sent).await;
    tab.notice(&peach.notifications_of(&sent).await[0]).await;

    // Killed in the middle of a turn; then it stays down while another message comes.
    model.next(&["none", "hang"]).await;
    let interrupted = luigi.send(DELIVERY).await;
    model.until_met().await;
    cluster.redis.stop();
    let while_down = luigi.send(DELIVERY).await;
    let began = Instant::now();
    log.until(&while_down, "ReplyGiven").await;
    assert!(began.elapsed() < SLOWER, "it took {:?}", began.elapsed());
    let notice =
        eventually("the notice is shown", async || peach.notifications_of(&while_down).await.pop())
            .await;
    tab.notice(&notice).await;
    let ready = readiness(&cluster.api("api")).await;
    assert_eq!((&ready["ready"], &ready["redis"]), (&true.into(), &"failing".into()), "{ready}");

    // A role that starts meanwhile does not mind; nor does the turn whose worker dies.
    cluster.kill_9("agent-worker");
    cluster.start_role("agent-worker", "agent-worker-2").await;
    log.until(&interrupted, "ReplyGiven").await;
    for sent in [&interrupted, &while_down] {
        assert_once(&log, &luigi, &peach, sent).await;
    }

    // It comes back empty: the stream is filled again, up to the head, and hints flow.
    cluster.redis.start_again().await;
    let stream = log.value::<String>("SELECT log_id || ':events' FROM log_head").await;
    eventually("the stream has every event again", async || {
        let head = log.value::<i64>("SELECT position FROM log_head").await;
        (length(&cluster, &stream).await == Some(head)).then_some(())
    })
    .await;
    let after = luigi.send(DELIVERY).await;
    log.until(&after, "ReplyGiven").await;
    assert_once(&log, &luigi, &peach, &after).await;

    // Emptied under a worker that cannot look, and no further traffic.
    cluster.role("agent-worker-2").stop();
    let flushed = luigi.send(DELIVERY).await;
    eventually("the relay has published it", async || {
        (length(&cluster, &stream).await? >= flushed.position as i64).then_some(())
    })
    .await;
    cluster.redis.flush_all().await;
    cluster.role("agent-worker-2").cont();
    log.until(&flushed, "ReplyGiven").await;
    assert_once(&log, &luigi, &peach, &flushed).await;

    // Worse than dead: it takes connections and says nothing.
    let redis = server_process(&cluster).await;
    kill_process(redis, Signal::STOP).unwrap();
    let unheard = luigi.send(DELIVERY).await;
    log.until(&unheard, "ReplyGiven").await;
    kill_process(redis, Signal::CONT).unwrap();
    assert_once(&log, &luigi, &peach, &unheard).await;

    assert_eq!(peach.items("notifications").await.len(), 6);
    assert!(cluster.all_live());
}

async fn length(cluster: &Cluster, stream: &str) -> Option<i64> {
    let client = redis::Client::open(cluster.redis.url()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.ok()?;
    redis::cmd("XLEN").arg(stream).query_async(&mut connection).await.ok()
}

async fn server_process(cluster: &Cluster) -> Pid {
    let client = redis::Client::open(cluster.redis.url()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let facts: String =
        redis::cmd("INFO").arg("server").query_async(&mut connection).await.unwrap();
    let number = facts.lines().find_map(|line| line.strip_prefix("process_id:")).unwrap();
    Pid::from_raw(number.trim().parse().unwrap()).unwrap()
}

async fn readiness(address: &str) -> Value {
    let answer = client().get(format!("http://{address}/readyz")).send().await.unwrap();
    assert!(answer.status().is_success());
    answer.json().await.unwrap()
}
