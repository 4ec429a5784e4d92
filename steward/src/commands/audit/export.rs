//! `steward audit export`.

use std::fs::{self, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use audit::records;
use eventing::export;
use eventing::sealer::blocks;
use futures::TryStreamExt;
use serde::Serialize;
use sqlx::PgPool;

use super::blocks_of;
use crate::tool::output::Format;
use crate::tool::{Deployment, progress};

/// Blocks that are read at once.
const BATCH: u32 = 16;

/// Where to.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The file for the events, such as log.ndjson; the blocks go beside it, into
    /// log.blocks.ndjson. Personal text in it stays sealed.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    deployment: Deployment,
}

/// What was written.
#[derive(Serialize)]
struct Done {
    events: PathBuf,
    blocks: PathBuf,
    position: u64,
    sealed: u64,
}

/// Writes both files; neither has its name before it is complete.
pub(super) async fn run(args: Args) -> anyhow::Result<()> {
    let blocks = blocks_of(&args.out);
    for path in [&args.out, &blocks] {
        if path.exists() {
            bail!("{} is there already; move it away, or choose another --out", path.display());
        }
    }
    let platform = args.deployment.connect().await?;
    let pool = platform.system().pool();
    let position = eventing::log::head(platform.system()).await?.position;
    let sealed = write_blocks(pool, &part(&blocks), position).await?;
    write_events(pool, &part(&args.out), position).await?;
    for path in [&blocks, &args.out] {
        fs::rename(part(path), path)
            .with_context(|| format!("{} cannot be made", path.display()))?;
    }
    let done = Done { events: args.out, blocks, position, sealed };
    let mut output = args.format.output();
    output.value(&done, |done| {
        format!(
            "{}: events 1 to {position}\n{}: blocks up to position {sealed}",
            done.events.display(),
            done.blocks.display()
        )
    })?;
    Ok(output.flush()?)
}

fn part(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

fn create(path: &Path) -> anyhow::Result<BufWriter<fs::File>> {
    let file = OpenOptions::new().write(true).create(true).truncate(true).open(path);
    Ok(BufWriter::new(file.with_context(|| format!("{} cannot be written", path.display()))?))
}

/// Returns up to which position the blocks go.
async fn write_blocks(pool: &PgPool, path: &Path, position: u64) -> anyhow::Result<u64> {
    let mut file = create(path)?;
    let (mut after, mut sealed) = (0, 0);
    loop {
        let page = blocks::after(pool, after, BATCH).await?;
        let fitting = page.iter().take_while(|block| block.head.size <= position);
        let before = after;
        for block in fitting {
            records::write(&mut file, block)?;
            (after, sealed) = (block.head.block, block.head.size);
        }
        if after == before {
            break;
        }
    }
    file.flush()?;
    Ok(sealed)
}

async fn write_events(pool: &PgPool, path: &Path, position: u64) -> anyhow::Result<()> {
    let mut file = create(path)?;
    let bar = progress::bar("exporting", position);
    let mut lines = export::lines(pool, 0, position);
    while let Some(line) = lines.try_next().await? {
        records::write(&mut file, &line)?;
        bar.set_position(line.position);
    }
    bar.finish_and_clear();
    Ok(file.flush()?)
}
