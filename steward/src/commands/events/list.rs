//! `steward events list`.

use eventing::browse::{Order, envelopes};

use super::filter::{FilterArgs, Line};
use crate::tool::Deployment;
use crate::tool::output::Format;

/// How to list events.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    filter: FilterArgs,
    /// At most so many.
    #[arg(long, default_value = "50", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    limit: u32,
    /// The oldest first.
    #[arg(long)]
    oldest_first: bool,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    deployment: Deployment,
}

/// Lists them.
pub(super) async fn run(args: Args) -> anyhow::Result<()> {
    let order = if args.oldest_first { Order::OldestFirst } else { Order::NewestFirst };
    let platform = args.deployment.connect().await?;
    let mut connection = platform.system().pool().acquire().await?;
    let found = envelopes(&mut connection, &args.filter.filter(), order, args.limit).await?;
    let lines: Vec<Line> = found.into_iter().map(Line::from).collect();
    let mut output = args.format.output();
    output.list(&lines, &Line::HEAD, |line| line.cells().into(), "No event is like that.")?;
    if lines.len() == args.limit as usize {
        output.note(&format!("There may be more: --limit shows more than {}.", args.limit))?;
    }
    Ok(output.flush()?)
}
