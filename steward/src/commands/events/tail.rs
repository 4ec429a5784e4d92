//! `steward events tail`.

use std::time::Duration;

use eventing::browse::{Order, envelopes};

use super::filter::{FilterArgs, Line};
use crate::commands::shutdown_on_signal;
use crate::tool::Deployment;
use crate::tool::output::Format;

const BATCH: u32 = 500;

/// What to follow.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    filter: FilterArgs,
    /// How often to ask for more, in milliseconds.
    #[arg(long, default_value = "250", value_parser = clap::value_parser!(u64).range(20..=60_000))]
    every: u64,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    deployment: Deployment,
}

/// Follows the log from its end, or from behind `--after`, until interrupted or until
/// `--before`.
pub(super) async fn run(args: Args) -> anyhow::Result<()> {
    let shutdown = shutdown_on_signal()?;
    let platform = args.deployment.connect().await?;
    let mut filter = args.filter.filter();
    let mut after = match filter.after {
        Some(after) => after,
        None => eventing::log::head(platform.system()).await?.position,
    };
    let mut output = args.format.output();
    loop {
        // What is behind the head now need not be looked through again.
        let head = eventing::log::head(platform.system()).await?.position;
        filter.after = Some(after);
        let mut connection = platform.system().pool().acquire().await?;
        let found = envelopes(&mut connection, &filter, Order::OldestFirst, BATCH).await?;
        drop(connection);
        let full = found.len() == BATCH as usize;
        after = match found.last() {
            Some(last) if full => last.position,
            Some(last) => last.position.max(head),
            None => after.max(head),
        };
        for line in found.into_iter().map(Line::from) {
            output.value(&line, Line::text)?;
        }
        output.flush()?;
        let ended = filter.before.is_some_and(|before| after + 1 >= before);
        if shutdown.is_cancelled() || (ended && !full) {
            return Ok(());
        }
        if !full {
            tokio::select! {
                () = tokio::time::sleep(Duration::from_millis(args.every)) => {}
                () = shutdown.cancelled() => {}
            }
        }
    }
}
