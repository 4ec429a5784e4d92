//! `steward events import`.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use audit::Records;
use eventing::export::{Line, lines};
use eventing::import::{Import, Numbered, Order};
use futures::TryStreamExt;
use indicatif::ProgressBar;
use serde::Serialize;
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;

use crate::commands::shutdown_on_signal;
use crate::tool::output::Format;
use crate::tool::{Deployment, progress};

/// Events that go in at once.
const BATCH: usize = 1000;

/// What to import.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example, into a database that is new:\n  \
    steward migrate && steward events import log.ndjson\n\n\
    The log must be empty, and nothing else may run on the database until it ends. Positions, ids, \
    times and texts stay as they are, so the log has the same Merkle root as the one that was \
    exported. An import that was interrupted goes on when it is run again with the same file. \
    Then start the deployment: it builds its read models, and does what was left to do.\n\n\
    The keys of members are not in an export: without the table member_keys and the deployment key \
    of where it came from, personal text reads as erased. Nor are accounts, sessions, files \
    and sealed heads. Commands that come again find themselves carried out, without the answer \
    that they got.")]
pub(crate) struct Args {
    /// A whole export as ndjson, of `steward events export` or `steward audit export`.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    deployment: Deployment,
}

/// What is in.
#[derive(Debug, Serialize)]
pub(super) struct Done {
    /// Events that were put in now.
    pub(super) events: u64,
    /// Events that an interrupted import had put in before; they are the file's.
    pub(super) known: u64,
    /// Where the log stands.
    pub(super) position: u64,
}

/// Imports it.
pub(super) async fn run(args: Args) -> anyhow::Result<()> {
    let shutdown = shutdown_on_signal()?;
    let platform = args.deployment.connect().await?;
    let pool = platform.system().pool();
    let done = import(&args.file, platform.database_url(), pool, &shutdown).await?;
    let mut output = args.format.output();
    output.value(&done, |done| {
        let known = match done.known {
            0 => String::new(),
            known => format!(", {known} were there before"),
        };
        format!(
            "{} events imported{known}; the log stands at position {}",
            done.events, done.position
        )
    })?;
    Ok(output.flush()?)
}

/// Puts a file's events into the database at `url`, which `pool` reads.
pub(super) async fn import(
    path: &Path,
    url: &str,
    pool: &PgPool,
    shutdown: &CancellationToken,
) -> anyhow::Result<Done> {
    let file = File::open(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let bar = progress::bar("importing, in bytes", file.metadata()?.len());
    let from = BufReader::new(bar.wrap_read(file));
    let mut file = Lines { records: Records::new(from), order: Order::default() };
    let mut import = Import::begin(url).await?;
    let known = import.position();
    file.must_be(pool, known).await.context("the log has other events than the file")?;
    let mut batch = Vec::with_capacity(BATCH);
    loop {
        // A line that must not come ends it, with those before it in.
        let next = file.next();
        let ended = !matches!(next, Ok(Some(_)));
        if let Ok(Some(line)) = &next {
            batch.push(line.clone());
        }
        if batch.len() == BATCH || ended {
            import.append(&batch).await?;
            batch.clear();
        }
        if next?.is_none() {
            break;
        }
        if shutdown.is_cancelled() && batch.is_empty() {
            bail!(
                "interrupted; the log stands at position {}, and the same command goes on",
                import.position()
            );
        }
    }
    finish(import, known, &bar).await
}

async fn finish(import: Import, known: u64, bar: &ProgressBar) -> anyhow::Result<Done> {
    let position = import.position();
    if position == 0 {
        bail!("the file has no events");
    }
    import.finish().await?;
    bar.finish_and_clear();
    Ok(Done { events: position - known, known, position })
}

/// The lines of a file, each checked to follow the one before.
struct Lines<R> {
    records: Records<Line, R>,
    order: Order,
}

impl<R: BufRead> Lines<R> {
    fn next(&mut self) -> anyhow::Result<Option<Numbered>> {
        let Some(line) = self.records.next().transpose()? else { return Ok(None) };
        let numbered = (self.records.line(), line);
        self.order.take(&numbered)?;
        Ok(Some(numbered))
    }

    /// The events up to `position` must be the file's first ones.
    async fn must_be(&mut self, pool: &PgPool, position: u64) -> anyhow::Result<()> {
        let mut there = lines(pool, 0, position);
        while let Some(known) = there.try_next().await? {
            match self.next()? {
                Some((_, line)) if line == known => {}
                Some((number, line)) => bail!(
                    "line {number} is another event than the one at position {}",
                    line.position
                ),
                None => bail!("the file ends before position {}", known.position),
            }
        }
        Ok(())
    }
}
