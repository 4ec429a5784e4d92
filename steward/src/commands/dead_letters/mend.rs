//! `steward dead-letters retry` and `discard`.

use std::collections::BTreeSet;

use anyhow::{bail, ensure};
use eventing::dead_letter::{DeadLetter, Wanted};
use projector::{Projector, Retried};
use serde::Serialize;

use super::{Letter, known, letters};
use crate::commands::shutdown_on_signal;
use crate::tool::output::Format;
use crate::tool::{Deployment, progress};

/// Who is told to have discarded an event here.
const BY: &str = "system:command-line";
/// The most characters of a reason.
const LONGEST_REASON: usize = 500;

/// Which streams to try again.
#[derive(Debug, clap::Args)]
pub(crate) struct Retry {
    /// Of this projection.
    #[arg(value_name = "PROJECTION", required_unless_present = "all", conflicts_with = "all")]
    projection: Option<String>,
    /// The stream of the event at this position alone.
    #[arg(value_name = "POSITION")]
    position: Option<u64>,
    /// All parked streams of all projections.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    deployment: Deployment,
}

/// Which event to leave out.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  \
    steward dead-letters discard tasks 1024 --reason \"written by a build that was withdrawn\"\n\n\
    The event stays in the log, and every other projection has it. Look at it first, with show.")]
pub(crate) struct Discard {
    #[command(flatten)]
    letter: Letter,
    /// Why; it is kept, and shown by list --discarded. No words of a person.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    deployment: Deployment,
}

/// What came of it, for one stream.
#[derive(Debug, Serialize)]
struct Done {
    projection: String,
    /// The event that stopped the stream.
    position: i64,
    discarded: bool,
    #[serde(flatten)]
    retried: Retried,
}

impl Done {
    fn text(&self) -> String {
        let Self { projection, position, discarded, retried } = self;
        let Retried { applied, parked } = retried;
        let left = if *discarded { "left out; " } else { "" };
        let rest = match (parked, applied) {
            (0, 0) => "nothing waited behind it".to_owned(),
            (0, applied) => format!("{applied} of its stream applied, none is parked"),
            (parked, applied) => format!("{applied} of its stream applied, {parked} parked still"),
        };
        format!("{projection} {position}: {left}{rest}")
    }
}

/// Tries them again.
pub(super) async fn retry(args: Retry) -> anyhow::Result<()> {
    let shutdown = shutdown_on_signal()?;
    if let Some(name) = &args.projection {
        known(name)?;
    }
    let platform = args.deployment.connect().await?;
    let wanted = Wanted { consumer: args.projection.as_deref(), first: true, ..Wanted::default() };
    let mut firsts = letters(&platform, wanted).await?;
    if let (Some(projection), Some(position)) = (args.projection, args.position) {
        let letter = Letter { projection, position }.find(&platform).await?;
        firsts.retain(|first| first.stream() == letter.stream());
    }
    let projector = platform.projections()?;
    let bar = progress::bar("trying again", firsts.len() as u64);
    let mut output = args.format.output();
    let mut still = BTreeSet::new();
    for (tried, first) in firsts.iter().enumerate() {
        if shutdown.is_cancelled() {
            output.flush()?;
            bail!("interrupted; {tried} of {} streams were tried", firsts.len());
        }
        let retried = again(&projector, first).await?;
        bar.inc(1);
        if retried.parked > 0 {
            still.insert(first.consumer.clone());
        }
        let projection = first.consumer.clone();
        let done = Done { projection, position: first.position, discarded: false, retried };
        output.value(&done, Done::text)?;
    }
    bar.finish_and_clear();
    if firsts.is_empty() {
        output.note("nothing is parked")?;
    }
    output.flush()?;
    ensure!(
        still.is_empty(),
        "not all could be applied, in {}; steward dead-letters list tells which and why",
        still.into_iter().collect::<Vec<_>>().join(", ")
    );
    Ok(())
}

/// A projector may have been before us: then there is nothing left to do.
async fn again(projector: &Projector, first: &DeadLetter) -> anyhow::Result<Retried> {
    match projector.retry_stream(&first.consumer, first.position.unsigned_abs()).await {
        Err(projector::Error::NotParked { .. }) => Ok(Retried { applied: 0, parked: 0 }),
        other => Ok(other?),
    }
}

/// Leaves it out.
pub(super) async fn discard(args: Discard) -> anyhow::Result<()> {
    let reason = args.reason.trim();
    ensure!(
        !reason.is_empty() && reason.chars().count() <= LONGEST_REASON,
        "--reason must have 1 to {LONGEST_REASON} characters"
    );
    let platform = args.deployment.connect().await?;
    let letter = args.letter.find(&platform).await?;
    let projector = platform.projections()?;
    let position = letter.position.unsigned_abs();
    let retried = projector.discard(&letter.consumer, position, reason, BY).await?;
    let done =
        Done { projection: letter.consumer, position: letter.position, discarded: true, retried };
    let mut output = args.format.output();
    output.value(&done, Done::text)?;
    Ok(output.flush()?)
}
