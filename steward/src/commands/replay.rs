//! `steward replay`: a range of the log, replayed.

use anyhow::{Context, bail};
use projector::{PROJECTIONS, Replayed};
use serde::Serialize;

use crate::tool::output::Format;
use crate::tool::{Deployment, progress};

/// What is replayed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    steward replay tasks --after 1000 --through 1100      # what these events do, nothing written\n  \
    steward replay tasks --after 1000 --through 1100 --into   # the rows of their streams, anew\n\n\
    A replay has no effect but rows: it sends nothing, calls no model and fires no timer.")]
pub(crate) struct Args {
    /// The projection whose fold the events go through, such as tasks.
    #[arg(value_name = "PROJECTION")]
    name: String,
    /// From behind this position.
    #[arg(long, value_name = "POSITION", default_value_t = 0)]
    after: u64,
    /// Up to this position; the log's end unless given.
    #[arg(long, value_name = "POSITION")]
    through: Option<u64>,
    /// Fold the streams that have events in the range again, from their first event on, and put
    /// their rows in the place of the live ones; without it the rows are printed, and their
    /// personal text is left out.
    #[arg(long)]
    into: bool,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    deployment: Deployment,
}

/// What was folded again.
#[derive(Serialize)]
struct Done {
    projection: &'static str,
    streams: usize,
}

/// Replays it.
pub(crate) async fn run(args: Args) -> anyhow::Result<()> {
    let known = PROJECTIONS.iter().map(|projection| projection.name);
    let Some(name) = known.clone().find(|known| *known == args.name) else {
        let known: Vec<&str> = known.collect();
        bail!("there is no projection called {}; there are {}", args.name, known.join(", "));
    };
    let platform = args.deployment.connect().await?;
    let head = eventing::log::head(platform.system()).await?.position;
    let through = args.through.unwrap_or(head).min(head);
    let projector = platform.projections()?;
    let mut output = args.format.output();
    if args.into {
        let bar = progress::bar(name, 0);
        let done = projector.replay_into(name, args.after, through, |done, all| {
            bar.set_length(all as u64);
            bar.set_position(done as u64);
        });
        let streams = done.await.with_context(|| format!("{name} was not replayed"))?;
        bar.finish_and_clear();
        output.value(&Done { projection: name, streams }, |done| {
            format!("{}: {} streams folded again", done.projection, done.streams)
        })?;
    } else {
        let told = projector.replay(name, args.after, through, |event| {
            output.value(&event, told).map_err(anyhow::Error::from)
        });
        if told.await? == 0 {
            output.note("No event of this range concerns it.")?;
        }
    }
    Ok(output.flush()?)
}

fn told(event: &Replayed) -> String {
    let Replayed { position, event, stream, rows, problem } = event;
    let mut text = format!("{position:>9}  {event}  {stream}");
    for row in rows {
        text.push_str(&format!("\n           {} {} {}", row.change, row.table, row.columns));
    }
    if let Some(problem) = problem {
        text.push_str(&format!("\n           cannot be applied: {problem}"));
    }
    text
}
