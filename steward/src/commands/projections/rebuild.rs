//! `steward projections rebuild`.

use std::time::Instant;

use anyhow::{Context, bail};
use projector::Options;
use serde::Serialize;

use super::Which;
use crate::tool::output::Format;
use crate::tool::{Deployment, progress};

/// Which projections, and how.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    how: How,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    deployment: Deployment,
}

/// How the log is folded.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct How {
    /// Begin anew, whatever an interrupted one has done already.
    #[arg(long)]
    from_scratch: bool,
    /// How many parts of the streams are folded side by side; as many as there are processors
    /// unless given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=64))]
    lanes: Option<u32>,
}

impl How {
    pub(super) fn options(self) -> Options {
        let usual = Options::default();
        Options { from_scratch: self.from_scratch, lanes: self.lanes.unwrap_or(usual.lanes) }
    }
}

/// What was done.
#[derive(Serialize)]
struct Done {
    name: &'static str,
    generation: u32,
    /// Where it began, or went on.
    from: u64,
    position: u64,
    seconds: f64,
}

pub(super) async fn run(args: Args) -> anyhow::Result<()> {
    let names = args.which.names()?;
    let platform = args.deployment.connect().await?;
    let projector = platform.projections()?;
    let mut output = args.format.output();
    for name in names {
        let began = Instant::now();
        let (bar, mut from, mut position) = (progress::bar(name, 0), None, 0);
        let rebuild = projector.rebuild(name, args.how.options(), |progress| {
            position = progress.position;
            from.get_or_insert(progress.position);
            bar.set_length(progress.head);
            bar.set_position(progress.position);
        });
        let rebuilt = tokio::select! {
            rebuilt = rebuild => Some(rebuilt),
            _ = tokio::signal::ctrl_c() => None,
        };
        bar.finish_and_clear();
        let Some(rebuilt) = rebuilt else {
            bail!("interrupted at position {position} of {name}; the same command goes on there");
        };
        let generation = rebuilt.with_context(|| format!("{name} was not rebuilt"))?;
        let seconds = began.elapsed().as_secs_f64();
        let from = from.unwrap_or_default();
        output.value(&Done { name, generation, from, position, seconds }, |done| {
            let rate = (position - from) as f64 / seconds.max(0.001);
            let began = if from > 0 { format!("; it went on at {from}") } else { String::new() };
            format!(
                "{}: generation {generation} at position {position}, in {:.1} s ({rate:.0}/s){began}",
                done.name, done.seconds
            )
        })?;
        output.flush()?;
    }
    Ok(())
}
