//! `steward eval`: how well the whole does on our own evaluation sets, measured on a
//! private instance through its public API.
//!
//! One file per set; `stage` is the instance, `cases` reads the sets, `report` tells the
//! result. `evals/README.md` says what is in them.

mod abstention;
mod actions;
mod cases;
mod claims;
mod injection;
mod report;
mod retrieval;
mod roster;
mod stage;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use anyhow::bail;
use clap::ValueEnum;

use self::report::Report;
use self::stage::Stage;
use crate::settings::Settings;

/// Arguments of `steward eval`.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) settings: Settings,
    /// Only these sets.
    #[arg(long = "set", value_enum)]
    sets: Vec<Set>,
    /// Which model answers.
    #[arg(long, value_enum, default_value_t = Provider::Offline)]
    provider: Provider,
    /// Where the sets are.
    #[arg(long, default_value = "evals")]
    folder: PathBuf,
    /// Write the result to this file too, as Markdown.
    #[arg(long)]
    write: Option<PathBuf>,
    /// Print the result as JSON.
    #[arg(long)]
    json: bool,
    /// Take only every so many-th case: for a quick look.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    every: u32,
}

/// A set of cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Set {
    /// Does the search find the passage?
    Retrieval,
    /// Who works when?
    Roster,
    /// The right thing for the right person, once.
    Actions,
    /// Is it said when nothing answers?
    Abstention,
    /// Are claims without a receipt recognised?
    Claims,
    /// Does text that was read bring anything about?
    Injection,
}

/// Which model answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Provider {
    /// The offline model.
    Offline,
    /// The one that the settings name.
    Configured,
}

/// Runs the sets. An error unless every threshold is reached.
pub(crate) async fn run(args: Args) -> anyhow::Result<()> {
    let shutdown = super::shutdown_on_signal()?;
    let chosen = |set: &Set| args.sets.is_empty() || args.sets.contains(set);
    let sets: Vec<Set> = Set::value_variants().iter().copied().filter(chosen).collect();
    let stage = Stage::open(&args).await?;
    let mut report = Report::new(stage.model());
    let playing = async {
        for set in sets {
            report.add(match set {
                Set::Retrieval => retrieval::run(&stage).await?,
                Set::Roster => roster::run(&stage).await?,
                Set::Actions => actions::run(&stage).await?,
                Set::Abstention => abstention::run(&stage).await?,
                Set::Claims => claims::run(&stage)?,
                Set::Injection => injection::run(&stage).await?,
            });
        }
        anyhow::Ok(())
    };
    let played = tokio::select! {
        played = playing => played,
        () = shutdown.cancelled() => Err(anyhow::anyhow!("interrupted")),
    };
    stage.close().await;
    played?;
    if args.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print!("{}", report.text());
    }
    if let Some(path) = &args.write {
        std::fs::write(path, report.markdown())?;
    }
    match report.missed() {
        0 => Ok(()),
        missed => bail!("{missed} thresholds were missed"),
    }
}
