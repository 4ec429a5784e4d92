//! `steward events export`.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use audit::records;
use eventing::browse::Filter;
use eventing::export::{Line, page};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::cloud::CloudEvent;
use super::filter::FilterArgs;
use crate::commands::shutdown_on_signal;
use crate::tool::{Deployment, output, progress};

/// Events read at once.
const PAGE: u32 = 1000;

/// What to export, as what, and where to.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    steward events export --out log.ndjson\n  \
    steward events export --format cloudevents --type TaskCreated,TaskCompleted --after 1024\n\n\
    Personal text in an export stays sealed, and the keys that open it are not in it. \
    A whole export as ndjson is what `steward events import` takes and what `steward audit export` \
    writes beside its blocks.")]
pub(crate) struct Args {
    #[command(flatten)]
    filter: FilterArgs,
    /// What a line is.
    #[arg(long, value_enum, default_value = "ndjson")]
    format: Format,
    /// The file to write; standard output unless given. It has its name once it is complete,
    /// and FILE.part before.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Go on with the FILE.part of an export that was interrupted; the filter must be the same.
    #[arg(long, requires = "out")]
    resume: bool,
    /// Print what was written to FILE as JSON instead of text.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    deployment: Deployment,
}

/// What a line of an export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// A row of the log with all of its columns, payload and metadata as their stored text.
    Ndjson,
    /// A CloudEvent 1.0 in its JSON format, one a line.
    Cloudevents,
}

/// What was written to a file.
#[derive(Debug, Serialize)]
struct Done {
    file: PathBuf,
    events: u64,
    /// Position of the last event that was written.
    last: u64,
    /// Where the log stood.
    head: u64,
}

/// Writes the events that are there now.
pub(super) async fn run(args: Args) -> anyhow::Result<()> {
    let shutdown = shutdown_on_signal()?;
    let part = args.out.as_deref().map(part_of);
    if let Some(out) = args.out.as_deref().filter(|out| out.exists()) {
        bail!("{} is there already; move it away, or choose another --out", out.display());
    }
    if let Some(part) = part.as_deref().filter(|part| part.exists() && !args.resume) {
        bail!(
            "{} is what an interrupted export left; --resume goes on with it, or remove it",
            part.display()
        );
    }
    let platform = args.deployment.connect().await?;
    let head = eventing::log::head(platform.system()).await?.position;
    let mut filter = args.filter.filter();
    filter.before = Some(filter.before.map_or(head + 1, |before| before.min(head + 1)));
    let source = Source { pool: platform.system().pool(), log: platform.log_id };
    let (Some(out), Some(part)) = (args.out, part) else {
        let to = BufWriter::new(std::io::stdout());
        source.write(args.format, filter, to, &shutdown).await?;
        return stopped(
            &shutdown,
            "what was printed is whole lines; --after goes on behind the last",
        );
    };
    let (file, reached) = open(&part, args.format)?;
    filter.after = filter.after.max(reached);
    let (events, last) = source.write(args.format, filter, BufWriter::new(file), &shutdown).await?;
    stopped(&shutdown, &format!("{} is kept; --resume goes on with it", part.display()))?;
    std::fs::rename(&part, &out).with_context(|| format!("{} cannot be made", out.display()))?;
    let done = Done { file: out, events, last: last.or(reached).unwrap_or_default(), head };
    let mut output = output::Format { json: args.json }.output();
    output.value(&done, |done| {
        let file = done.file.display();
        format!("{file}: {} events, the last at position {} of {head}", done.events, done.last)
    })?;
    Ok(output.flush()?)
}

fn stopped(shutdown: &CancellationToken, then: &str) -> anyhow::Result<()> {
    if shutdown.is_cancelled() {
        bail!("interrupted; {then}");
    }
    Ok(())
}

fn part_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

/// The log that is exported.
pub(super) struct Source<'a> {
    pub(super) pool: &'a PgPool,
    pub(super) log: Uuid,
}

impl Source<'_> {
    /// Writes what the filter lets through, until `shutdown`: how many events, and the
    /// position of the last.
    pub(super) async fn write(
        &self,
        format: Format,
        mut filter: Filter,
        mut to: impl Write,
        shutdown: &CancellationToken,
    ) -> anyhow::Result<(u64, Option<u64>)> {
        let first = filter.after.unwrap_or_default();
        let through = filter.before.unwrap_or_default().saturating_sub(1);
        let bar = progress::bar("exporting", through.saturating_sub(first));
        let mut connection = self.pool.acquire().await?;
        let (mut events, mut last) = (0, None);
        while !shutdown.is_cancelled() {
            let lines = page(&mut connection, &filter, PAGE).await?;
            for line in &lines {
                match format {
                    Format::Ndjson => records::write(&mut to, line)?,
                    Format::Cloudevents => {
                        records::write(&mut to, &CloudEvent::new(self.log, line)?)?;
                    }
                }
            }
            events += lines.len() as u64;
            let Some(line) = lines.last() else { break };
            last = Some(line.position);
            filter.after = last;
            bar.set_position(line.position - first);
        }
        bar.finish_and_clear();
        to.flush()?;
        Ok((events, last))
    }
}

/// The position alone, of a line of either format.
#[derive(Deserialize)]
struct CloudPosition {
    position: String,
}

/// Opens what an interrupted export left, behind its last whole line, and that line's position.
fn open(path: &Path, format: Format) -> anyhow::Result<(File, Option<u64>)> {
    let context = || format!("{} cannot be written", path.display());
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .with_context(context)?;
    let (mut reached, mut whole, mut line) = (None, 0, String::new());
    let mut reader = BufReader::new(&file);
    loop {
        line.clear();
        let read = reader.read_line(&mut line).with_context(context)?;
        if read == 0 || !line.ends_with('\n') {
            break;
        }
        let position = match format {
            Format::Ndjson => serde_json::from_str::<Line>(&line).ok().map(|line| line.position),
            Format::Cloudevents => serde_json::from_str::<CloudPosition>(&line)
                .ok()
                .and_then(|line| line.position.parse().ok()),
        };
        let Some(position) = position else {
            bail!("{} is no export of this format; remove it", path.display());
        };
        reached = Some(position);
        whole += read as u64;
    }
    file.set_len(whole).with_context(context)?;
    file.seek(SeekFrom::End(0)).with_context(context)?;
    Ok((file, reached))
}
