//! Carries the plan out.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::cluster::Cluster;
use crate::link::{Mode, Proxy};
use crate::plan::{Fault, Link, Plan};

/// Faults that go on at the same time, at most: something must be left to work.
const AT_ONCE: usize = 5;
const SUPERVISE_EVERY: Duration = Duration::from_millis(100);
/// The model's faults that take an argument.
const SLOW_MS: u64 = 150;

/// What was done, and how often.
pub type Done = BTreeMap<&'static str, usize>;

/// Breaks things until so many processes were killed, then lets everything come back.
pub async fn torment(cluster: &Arc<Cluster>, seed: u64, kills: usize) -> anyhow::Result<Done> {
    let mut done = Done::new();
    let (mut killed, begun) = (0, Instant::now());
    let mut under_way: JoinSet<anyhow::Result<()>> = JoinSet::new();
    let mut told = 0;
    for step in Plan::of(seed) {
        if killed >= kills {
            break;
        }
        let pause = tokio::time::sleep(step.after);
        tokio::pin!(pause);
        loop {
            tokio::select! {
                () = &mut pause, if under_way.len() < AT_ONCE => break,
                Some(over) = under_way.join_next() => over??,
                () = tokio::time::sleep(SUPERVISE_EVERY) => cluster.supervise().await?,
            }
        }
        killed += usize::from(step.fault.kills());
        *done.entry(step.fault.kind()).or_default() += 1;
        if killed / 50 > told {
            told = killed / 50;
            eprintln!("chaos: {killed} kills after {} s", begun.elapsed().as_secs());
        }
        let cluster = cluster.clone();
        under_way.spawn(async move {
            let what = format!("{:?}", step.fault);
            carry_out(&cluster, step.fault).await.context(what)
        });
    }
    while let Some(over) = under_way.join_next().await {
        over??;
    }
    Ok(done)
}

async fn carry_out(cluster: &Cluster, fault: Fault) -> anyhow::Result<()> {
    let role = |name: &str| cluster.roles.get(name).context("there is no such process");
    match fault {
        Fault::Kill(name, pause) => role(name)?.lock().await.kill(ms(pause)).await,
        Fault::Stop(name, pause) => role(name)?.lock().await.stop(ms(pause)).await,
        Fault::Restart(name) => role(name)?.lock().await.restart().await,
        Fault::CrashPostgres(pause) => {
            cluster.services.lock().await.crash_postgres(ms(pause)).await
        }
        Fault::KillRedis(pause) => cluster.services.lock().await.kill_redis(ms(pause)).await,
        Fault::FlushRedis => {
            // It may be away at this moment.
            let _ = flush(&cluster.redis_url).await;
            Ok(())
        }
        Fault::Cut(link, pause) => broken(cluster, link, Mode::Cut, pause).await,
        Fault::Delay(link, pause, by) => broken(cluster, link, Mode::Delayed(ms(by)), pause).await,
        Fault::Double(api, pause) => broken(cluster, Link::Api(api), Mode::Doubled, pause).await,
        Fault::Model(kinds) => {
            // So may the model.
            let _ = script(cluster, &kinds).await;
            Ok(())
        }
    }
}

async fn broken(cluster: &Cluster, link: Link, mode: Mode, pause: u64) -> anyhow::Result<()> {
    let proxy: &Proxy = match link {
        Link::Api(number) => cluster.apis.get(number).context("there is no such API")?,
        Link::Postgres => &cluster.postgres,
        Link::Redis => &cluster.redis,
        Link::Model => &cluster.model,
    };
    proxy.set(mode);
    tokio::time::sleep(ms(pause)).await;
    proxy.set(Mode::Open);
    Ok(())
}

async fn flush(url: &str) -> anyhow::Result<()> {
    let mut connection = redis::Client::open(url)?.get_multiplexed_async_connection().await?;
    Ok(redis::cmd("FLUSHALL").query_async(&mut connection).await?)
}

async fn script(cluster: &Cluster, kinds: &[&str]) -> anyhow::Result<()> {
    let fault = |kind: &&str| match *kind {
        "rate_limited" => json!({ "kind": kind, "retry_seconds": 0.5 }),
        "stream_error" | "stream_cut" => json!({ "kind": kind, "after": 1 }),
        "slow" => json!({ "kind": kind, "ms": SLOW_MS }),
        kind => json!({ "kind": kind }),
    };
    let chat: Vec<Value> = kinds.iter().map(fault).collect();
    let url = format!("http://{}/_faults", cluster.model_address);
    let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(2)).build()?;
    http.post(url).json(&json!({ "chat": chat })).send().await?.error_for_status()?;
    Ok(())
}

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}
