//! A long run without faults, at a constant pace, and whether anything grows that should not.
//!
//! - `resources`: memory and open files of processes
//! - `sample`: one look at everything
//! - `judge`: the beginning beside the end
//! - `table`, `plots`: how that looks

mod judge;
mod plots;
mod resources;
mod sample;
mod table;

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use bench::measure::Figures;
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use crate::check::{self, Finding, Verdict};
use crate::cluster::Cluster;
use crate::load::{Journal, Load, Pace, PushService};
use crate::run::head;
use judge::Row;
use sample::Sampler;

/// Commands a second, unless told otherwise: what two cores do with room to spare.
pub const RATE: f64 = 20.0;
/// The pause between two looks.
const EVERY: Duration = Duration::from_secs(10);
const SUPERVISE_EVERY: Duration = Duration::from_millis(250);
/// After so many looks it tells how far it is.
const TOLD_EVERY: usize = 30;

/// What is wanted of a long run.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Of what people do.
    pub seed: u64,
    /// How long it goes on.
    pub length: Duration,
    /// Commands a second.
    pub rate: f64,
    /// The product.
    pub program: PathBuf,
    /// Where plots are drawn.
    pub plots: PathBuf,
}

/// One look at everything.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Sample {
    /// Seconds after the beginning.
    pub at: f64,
    /// What was seen.
    pub figures: Figures,
}

/// What became of it.
#[derive(Debug)]
pub struct Outcome {
    /// The beginning beside the end, in lines.
    pub table: String,
    /// What was looked at and found.
    pub verdict: Verdict,
}

/// What is written down.
#[derive(Debug, Serialize)]
struct Report<'a> {
    seconds: u64,
    commands_per_s: f64,
    rows: &'a [Row],
    samples: &'a [Sample],
}

/// Carries it out.
pub async fn run(wanted: &Wanted) -> anyhow::Result<Outcome> {
    let pushes = PushService::start().await?;
    let cluster = Arc::new(Cluster::prepare(&wanted.program, pushes.origin(), "soak").await?);
    cluster.start().await?;
    let begun_at = head(&cluster.database).await?;
    let apis = [cluster.apis[0].address, cluster.apis[1].address];
    let journal = Journal::in_file(&cluster.folder.join("journal.ndjson"))?;
    let pace = Pace::Steady(wanted.rate);
    let mut load = Load::start(apis, wanted.seed, pace, journal, &pushes).await?;
    let samples = watch(&cluster, &load, wanted.length).await?;
    // First of all: whatever comes may fail.
    let rows = judge::rows(&samples, wanted.length.as_secs_f64());
    write(&cluster, wanted, &rows, &samples)?;
    let busy = match load.settle().await {
        Ok(()) => check::until_quiet(&cluster, &load).await?,
        Err(error) => vec![format!("somebody got no answer: {error:#}")],
    };
    let mut verdict = check::check(&cluster, &load, &pushes, begun_at).await?;
    verdict.findings.extend(busy.into_iter().map(|what| Finding { of: "an end", what }));
    load.close().await;
    let gave_up = cluster.gave_up().await;
    let ended = (gave_up > 0).then(|| format!("{gave_up} processes ended by themselves"));
    verdict.findings.extend(ended.map(|what| Finding { of: "processes", what }));
    verdict.findings.extend(rows.iter().filter(|row| row.grows()).map(Row::finding));
    Ok(Outcome { table: table::table(&rows), verdict })
}

fn write(
    cluster: &Cluster,
    wanted: &Wanted,
    rows: &[Row],
    samples: &[Sample],
) -> anyhow::Result<()> {
    let report =
        Report { seconds: wanted.length.as_secs(), commands_per_s: wanted.rate, rows, samples };
    let file = cluster.folder.with_file_name("soak.json");
    std::fs::write(&file, serde_json::to_string(&report)?)
        .with_context(|| format!("{} cannot be written", file.display()))?;
    draw(&wanted.plots, samples)
}

/// Draws a run that is written down already; its table.
pub fn draw_again(report: &Path, folder: &Path) -> anyhow::Result<String> {
    #[derive(Deserialize)]
    struct Written {
        seconds: u64,
        samples: Vec<Sample>,
    }
    let words = std::fs::read_to_string(report)
        .with_context(|| format!("{} cannot be read", report.display()))?;
    let Written { seconds, samples } = serde_json::from_str(&words)?;
    draw(folder, &samples)?;
    Ok(table::table(&judge::rows(&samples, seconds as f64)))
}

fn draw(folder: &Path, samples: &[Sample]) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)?;
    plots::draw(folder, samples)
}

/// Looks again and again, until the time is up.
async fn watch(
    cluster: &Arc<Cluster>,
    load: &Load,
    length: Duration,
) -> anyhow::Result<Vec<Sample>> {
    // Kept on the way too, should the run not come to its end.
    let mut file = File::create(cluster.folder.join("samples.ndjson"))?;
    let mut sampler = Sampler::new(cluster, load).await?;
    let begun = Instant::now();
    let mut looks = interval_at(begun + EVERY, EVERY);
    looks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let mut samples = Vec::new();
    while begun.elapsed() < length {
        tokio::select! {
            _ = looks.tick() => {}
            () = tokio::time::sleep(SUPERVISE_EVERY) => {
                cluster.supervise().await?;
                continue;
            }
        }
        let figures = sampler.look(cluster, load).await?;
        let sample = Sample { at: begun.elapsed().as_secs_f64(), figures };
        writeln!(file, "{}", serde_json::to_string(&sample)?)?;
        if samples.len() % TOLD_EVERY == 0 {
            let done = load.journal.len();
            eprintln!("chaos: {done} commands were answered after {} s", begun.elapsed().as_secs());
        }
        samples.push(sample);
    }
    Ok(samples)
}
