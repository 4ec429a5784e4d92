//! One run: a load, faults, rest, and what holds then.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use sqlx::{Connection, PgConnection};

use crate::check::{self, Finding, Verdict};
use crate::cluster::Cluster;
use crate::load::{Journal, Load, Pace, PushService};
use crate::nemesis::{self, Done};
use crate::plant::Plant;

/// How long everything works before the first fault.
const WARM: Duration = Duration::from_secs(3);

/// What is wanted of a run.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Of the schedule and of what people do.
    pub seed: u64,
    /// After so many killed processes it ends.
    pub kills: usize,
    /// A bug to put in first.
    pub plant: Option<Plant>,
    /// The product.
    pub program: PathBuf,
}

/// What became of a run.
#[derive(Debug)]
pub struct Outcome {
    /// Faults by kind.
    pub done: Done,
    /// Processes that ended by themselves and were started again: what they need was away.
    pub gave_up: u32,
    /// How long faults went on.
    pub took: Duration,
    /// How long it took after the last fault until nothing was left to do.
    pub rested_after: Duration,
    /// What was looked at and found.
    pub verdict: Verdict,
}

/// Carries it out.
pub async fn run(wanted: &Wanted) -> anyhow::Result<Outcome> {
    let pushes = PushService::start().await?;
    let cluster = Cluster::prepare(&wanted.program, pushes.origin(), "").await?;
    let cluster = Arc::new(cluster);
    if let Some(plant) = wanted.plant {
        let planted = plant.put_in(&cluster.database, &cluster.postgres).await;
        planted.context("the bug cannot be planted")?;
    }
    cluster.start().await?;
    let begun_at = head(&cluster.database).await?;
    let apis = [cluster.apis[0].address, cluster.apis[1].address];
    let journal = Journal::in_file(&cluster.folder.join("journal.ndjson"))?;
    let mut load = Load::start(apis, wanted.seed, Pace::Eager, journal, &pushes).await?;
    tokio::time::sleep(WARM).await;
    let begun = Instant::now();
    let done = nemesis::torment(&cluster, wanted.seed, wanted.kills).await?;
    let (took, over) = (begun.elapsed(), Instant::now());
    eprintln!("chaos: faults are over; waiting until nothing is left to do");
    let supervised = {
        let cluster = cluster.clone();
        tokio::spawn(async move {
            loop {
                cluster.supervise().await?;
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            #[expect(unreachable_code, reason = "it tells the type of the error")]
            anyhow::Ok(())
        })
    };
    let settled = load.settle().await;
    supervised.abort();
    let busy = match settled {
        Ok(()) => check::until_quiet(&cluster, &load).await?,
        Err(error) => vec![format!("somebody got no answer: {error:#}")],
    };
    let rested_after = over.elapsed();
    let mut verdict = check::check(&cluster, &load, &pushes, begun_at).await?;
    verdict.findings.extend(busy.into_iter().map(|what| Finding { of: "an end", what }));
    load.close().await;
    let gave_up = cluster.gave_up().await;
    Ok(Outcome { done, gave_up, took, rested_after, verdict })
}

/// The last position of the log.
pub(crate) async fn head(database: &str) -> anyhow::Result<u64> {
    let mut connection = PgConnection::connect(database).await?;
    let head: i64 =
        sqlx::query_scalar("SELECT position FROM log_head").fetch_one(&mut connection).await?;
    connection.close().await?;
    Ok(head.unsigned_abs())
}
