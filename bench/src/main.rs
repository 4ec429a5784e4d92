//! `bench`: measures, and writes the report.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context as _, bail, ensure};
use bench::paths::Paths;
use bench::services::Services;
use bench::{Context, Effort, report, workloads};
use clap::{Parser, Subcommand};
use tokio::signal::unix::{SignalKind, signal};

/// Measures Steward beside what a user would pick instead.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Measure, and write bench/results/<workload>.json.
    Run(Run),
    /// Write docs/performance.md and its plots from what was measured.
    Report,
}

#[derive(Debug, clap::Args)]
struct Run {
    /// The long run: more sizes, longer measurements.
    #[arg(long)]
    full: bool,
    /// Only these workloads.
    #[arg(long, value_delimiter = ',', value_name = "NAME")]
    only: Vec<String>,
    /// Rounds of each case.
    #[arg(long, default_value = "5", value_parser = clap::value_parser!(u8).range(1..=50))]
    rounds: u8,
    /// The largest log that is made, in events: larger ones are left out.
    #[arg(long, default_value = "10000000", value_name = "EVENTS")]
    largest: u64,
    /// The product's release build.
    #[arg(long, env = "STEWARD_BIN", default_value = "target/release/steward")]
    steward: PathBuf,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let paths = Paths::find()?;
    match Arguments::parse().command {
        Command::Run(run) => measure(paths, run).await,
        Command::Report => report::write(&paths),
    }
}

async fn measure(paths: Paths, run: Run) -> anyhow::Result<()> {
    let wanted = chosen(&run)?;
    let effort = Effort { rounds: run.rounds.into(), full: run.full, largest: run.largest };
    let services = Services::start(&paths).await?;
    let context = Context { services, effort, paths, steward: run.steward };
    let mut term = signal(SignalKind::terminate())?;
    let measured = async {
        for name in wanted {
            eprintln!("bench: {name} ...");
            let begun = Instant::now();
            let record = workloads::run(name, &context).await.with_context(|| name.to_owned())?;
            record.write(&context.paths.results(name))?;
            eprintln!("bench: {name} took {} s", begun.elapsed().as_secs());
        }
        Ok(())
    };
    // The servers must not outlive a run that is stopped.
    tokio::select! {
        done = measured => done,
        _ = term.recv() => bail!("stopped"),
        _ = tokio::signal::ctrl_c() => bail!("stopped"),
    }
}

/// The named ones; else all of a long run, or those of the short one.
fn chosen(run: &Run) -> anyhow::Result<Vec<&'static str>> {
    for name in &run.only {
        ensure!(
            workloads::ALL.contains(&name.as_str()),
            "there is no workload {name}; there are {}",
            workloads::ALL.join(", ")
        );
    }
    let usual = if run.full { workloads::ALL } else { workloads::SHORT };
    let named = |name: &&str| run.only.iter().any(|wanted| wanted == name);
    let all = workloads::ALL.iter().copied();
    if run.only.is_empty() { Ok(usual.to_vec()) } else { Ok(all.filter(named).collect()) }
}
