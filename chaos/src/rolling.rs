//! A rolling restart of every process, under load, behind a balancer: no request may fail, and
//! no frame may be lost.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;

use crate::balancer::Balancer;
use crate::check::{self, Finding};
use crate::cluster::{Cluster, ROLES};
use crate::load::{Journal, Load, Pace, PushService};
use crate::nemesis::Done;
use crate::run::{Outcome, Wanted, head};

/// The pause between two processes.
const PAUSE: Duration = Duration::from_millis(500);

/// Restarts every process so many times.
pub async fn run(wanted: &Wanted, rounds: usize) -> anyhow::Result<Outcome> {
    let pushes = PushService::start().await?;
    let cluster = Arc::new(Cluster::prepare(&wanted.program, pushes.origin(), "").await?);
    cluster.start().await?;
    let balancer = Balancer::before(cluster.servers.to_vec()).await?;
    balancer.until_ready(cluster.servers.len()).await?;
    let begun_at = head(&cluster.database).await?;
    let journal = Journal::in_file(&cluster.folder.join("journal.ndjson"))?;
    let apis = [balancer.address, balancer.address];
    let mut load = Load::start(apis, wanted.seed, Pace::Eager, journal, &pushes).await?;
    let (begun, mut done) = (Instant::now(), Done::new());
    for _ in 0..rounds {
        for (name, role) in ROLES {
            tokio::time::sleep(PAUSE).await;
            let mut process = cluster.roles.get(name).context("no such process")?.lock().await;
            process.restart().await.with_context(|| format!("restarting {name}"))?;
            process.at_work().await?;
            if role == "api" {
                balancer.until_ready(cluster.servers.len()).await?;
            }
            *done.entry("process restarted").or_default() += 1;
        }
    }
    let (took, over) = (begun.elapsed(), Instant::now());
    load.settle().await?;
    let busy = check::until_quiet(&cluster, &load).await?;
    let rested_after = over.elapsed();
    let mut verdict = check::check(&cluster, &load, &pushes, begun_at).await?;
    let failed: Vec<_> = load.people.iter().map(|person| person.failures()).collect();
    let count: usize = failed.iter().map(|(count, _)| count).sum();
    verdict.looked_at.push(format!("{count} requests failed"));
    let words = failed.into_iter().flat_map(|(_, words)| words);
    verdict.findings.extend(words.map(|what| Finding { of: "requests", what }));
    verdict.findings.extend(busy.into_iter().map(|what| Finding { of: "an end", what }));
    load.close().await;
    let gave_up = cluster.gave_up().await;
    Ok(Outcome { done, gave_up, took, rested_after, verdict })
}
