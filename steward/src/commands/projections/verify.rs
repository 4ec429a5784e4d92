//! `steward projections verify`.

use anyhow::{Context, bail};
use projector::{Difference, Verified};
use serde::Serialize;

use super::Which;
use super::rebuild::How;
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

/// What was found of one.
#[derive(Serialize)]
struct Found {
    name: &'static str,
    #[serde(flatten)]
    verified: Verified,
}

pub(super) async fn run(args: Args) -> anyhow::Result<()> {
    let names = args.which.names()?;
    let platform = args.deployment.connect().await?;
    let projector = platform.projections()?;
    let mut output = args.format.output();
    let mut wrong = Vec::new();
    for name in names {
        let bar = progress::bar(name, 0);
        let verified = projector
            .verify(name, args.how.options(), |progress| {
                bar.set_length(progress.head);
                bar.set_position(progress.position);
            })
            .await;
        bar.finish_and_clear();
        let verified = verified.with_context(|| format!("{name} was not verified"))?;
        if verified.differences > 0 {
            wrong.push(name);
        }
        output.value(&Found { name, verified }, told)?;
        output.flush()?;
    }
    if !wrong.is_empty() {
        bail!(
            "not what the log says: {names}; mend with: steward projections rebuild {names}",
            names = wrong.join(" ")
        );
    }
    Ok(())
}

fn told(found: &Found) -> String {
    let Found { name, verified } = found;
    let Verified { position, rows, differences, samples } = verified;
    let mut told = match differences {
        0 => format!("{name}: {rows} rows are what the log says at position {position}"),
        1 => format!("{name}: 1 difference among {rows} rows at position {position}"),
        n => format!("{name}: {n} differences among {rows} rows at position {position}"),
    };
    for Difference { table, key, live, folded } in samples {
        let there = |row: &Option<serde_json::Value>| {
            row.as_ref().map_or("no such row".to_owned(), ToString::to_string)
        };
        told.push_str(&format!(
            "\n  {table} {key}\n    live   {}\n    log    {}",
            there(live),
            there(folded)
        ));
    }
    let left = (*differences as usize).saturating_sub(samples.len());
    if left > 0 {
        told.push_str(&format!("\n  and {left} more"));
    }
    told
}
