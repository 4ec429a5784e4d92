//! Each component away for a while in turn, under load: what people notice, and how long it
//! takes until they do not any more.
//!
//! - `component`: what is taken away
//! - `signal`: what people may be waiting for; `follower`, `watch`: how long they do
//! - `phase`, `outage`: before, away and after beside each other
//! - `table`: how that looks

mod component;
mod follower;
mod outage;
mod phase;
mod signal;
mod table;
mod watch;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;

pub use component::{ALL, Component};

use crate::check::{self, Finding, Verdict};
use crate::cluster::Cluster;
use crate::load::{Journal, Load, Meter, Pace, PushService};
use crate::run::head;
use follower::Happened;
use outage::{Outage, limit};
use phase::Phase;
use signal::Signal;
use watch::Watch;

/// Commands a second: so few that what waits through an outage is done soon.
const RATE: f64 = 8.0;
/// How long everything works before the first component is away, and before each.
const WARM: f64 = 25.0;
const BEFORE: f64 = 15.0;
/// How long it is watched afterwards, at least and at most, and how long all must be well.
const AFTER: std::ops::RangeInclusive<f64> = 10.0..=60.0;
const WELL: f64 = 5.0;

/// What is wanted.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Of what people do.
    pub seed: u64,
    /// How long each is away.
    pub away: Duration,
    /// Which.
    pub components: Vec<Component>,
    /// The product.
    pub program: PathBuf,
}

/// What became of it.
#[derive(Debug)]
pub struct Outcome {
    /// What was seen, in lines.
    pub table: String,
    /// What was looked at and found.
    pub verdict: Verdict,
}

/// Carries it out.
pub async fn run(wanted: &Wanted) -> anyhow::Result<Outcome> {
    let pushes = PushService::start().await?;
    let cluster = Arc::new(Cluster::prepare(&wanted.program, pushes.origin(), "outages").await?);
    cluster.start().await?;
    let begun_at = head(&cluster.database).await?;
    let apis = [cluster.apis[0].address, cluster.apis[1].address];
    let journal = Journal::in_file(&cluster.folder.join("journal.ndjson"))?;
    let pace = Pace::Steady(RATE);
    let mut load = Load::start(apis, wanted.seed, pace, journal, &pushes).await?;
    let mut watch = Watch::new(cluster.clone(), &load, begun_at);
    until(&mut watch, WARM).await?;
    let mut outages = Vec::new();
    for component in &wanted.components {
        eprintln!("chaos: without {} for {} s", component.name, wanted.away.as_secs());
        let outage = without(*component, &cluster, &mut watch, &load.meter, wanted.away).await;
        outages.push(outage.with_context(|| component.name)?);
        // Kept on the way too.
        let file = cluster.folder.with_file_name("outages.json");
        std::fs::write(file, serde_json::to_string_pretty(&outages)?)?;
    }
    let looks = serde_json::to_string(&watch.looks)?;
    std::fs::write(cluster.folder.join("looks.json"), looks)?;
    drop(watch);
    let busy = match load.settle().await {
        Ok(()) => check::until_quiet(&cluster, &load).await?,
        Err(error) => vec![format!("somebody got no answer: {error:#}")],
    };
    let mut verdict = check::check(&cluster, &load, &pushes, begun_at).await?;
    verdict.findings.extend(busy.into_iter().map(|what| Finding { of: "an end", what }));
    for outage in &outages {
        let of = "coming back";
        let what = |signal: Signal| format!("{} after {}", signal.name(), outage.component);
        let gone = outage.not_back().into_iter().map(|signal| Finding { of, what: what(signal) });
        verdict.findings.extend(gone);
    }
    load.close().await;
    Ok(Outcome { table: table::tables(&outages), verdict })
}

/// Looks for so many seconds.
async fn until(watch: &mut Watch<'_>, seconds: f64) -> anyhow::Result<()> {
    let begun = watch.now();
    while watch.now() - begun < seconds {
        watch.look().await?;
    }
    Ok(())
}

/// One outage.
async fn without(
    component: Component,
    cluster: &Arc<Cluster>,
    watch: &mut Watch<'_>,
    meter: &Meter,
    away: Duration,
) -> anyhow::Result<Outage> {
    let gave_up = cluster.gave_up().await;
    let began = watch.now();
    until(watch, BEFORE).await?;
    let (left, left_at) = (watch.now(), Instant::now());
    let leaving = tokio::spawn(component.leave(cluster.clone(), away));
    until(watch, away.as_secs_f64()).await?;
    let returned = left + away.as_secs_f64();
    let before = Phase::between(meter, &watch.follower, &watch.looks, began, left);
    while watch.now() - returned < *AFTER.end() {
        watch.look().await?;
        let long_enough = watch.now() - returned >= *AFTER.start();
        if long_enough && leaving.is_finished() && is_well(watch, &before) {
            break;
        }
    }
    let at_work = leaving.await??.duration_since(left_at).as_secs_f64() - away.as_secs_f64();
    let over = watch.now();
    let phase = |from, to| Phase::between(meter, &watch.follower, &watch.looks, from, to);
    let (away, after) = (phase(left, returned), phase(returned, over));
    let back = signal::ALL.map(|signal| {
        let limit = limit(&before, signal);
        let mut back = signal::back_after(&watch.looks, signal, returned, limit);
        // What fails has an end too soon.
        if let (Signal::Replies, Some(back)) = (signal, &mut back)
            && let Some(last) = watch.follower.last(Happened::Failure, returned, over)
        {
            *back = back.max(last - returned);
        }
        (signal, back)
    });
    let gave_up = cluster.gave_up().await - gave_up;
    let component = component.name;
    let back = BTreeMap::from(back);
    Ok(Outage { component, before, away, after, at_work, back, gave_up })
}

/// Whether nobody has waited for long, for a while.
fn is_well(watch: &Watch<'_>, before: &Phase) -> bool {
    let (from, to) = (watch.now() - WELL, f64::INFINITY);
    let known = watch.looks.last().is_some_and(|look| look.waits.len() == signal::ALL.len());
    let waits = |signal| signal::longest(&watch.looks, signal, from, to);
    known
        && signal::ALL.iter().all(|signal| waits(*signal) <= limit(before, *signal))
        && watch.follower.last(Happened::Failure, from, to).is_none()
}
