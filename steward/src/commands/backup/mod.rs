//! `steward backup`: the deployment in files, taken while it runs (docs/backup.md).

mod create;
mod keys;
mod verify;

use std::path::Path;

#[cfg(test)]
pub(crate) use create::create;

use anyhow::ensure;

use crate::backup::contents::Part;
use crate::backup::draft::Draft;
use crate::backup::dump::{Snapshot, Written};
use crate::tool::progress;

/// What can be done about backups.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Take a backup: the log and what lies beside it into one folder, and the keys that open
    /// it into another one, which is to be kept apart and not for long.
    Create(create::Args),
    /// Take the keys alone, which is quick: whoever was erased since an older backup stays
    /// erased when that is restored with them.
    Keys(keys::Args),
    /// Check that folders are whole, byte by byte, without a database.
    Verify(verify::Args),
}

/// Does it.
pub(crate) async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Create(args) => create::run(args).await,
        Command::Keys(args) => keys::run(args).await,
        Command::Verify(args) => verify::run(args),
    }
}

/// Writes a part, with a bar.
async fn write(snapshot: &mut Snapshot, part: Part, draft: Draft) -> anyhow::Result<Written> {
    let bar = progress::bar("backing up, in rows", snapshot.rows(part).await?);
    let written = snapshot
        .write(part, draft, |rows| {
            bar.inc(rows);
            // The server's own figure may be an old one.
            bar.set_length(bar.length().unwrap_or_default().max(bar.position()));
        })
        .await;
    bar.finish_and_clear();
    written
}

/// The two parts are not to be carried away together.
fn apart(data: &Path, keys: &Path) -> anyhow::Result<()> {
    let (data, keys) = (std::path::absolute(data)?, std::path::absolute(keys)?);
    ensure!(
        !data.starts_with(&keys) && !keys.starts_with(&data),
        "--keys must lie outside of the other folder: whoever keeps a backup for long must not \
         keep the keys with it"
    );
    Ok(())
}

/// Whatever could go wrong unseen.
fn warn(snapshot: &Snapshot) {
    if !snapshot.checksums {
        eprintln!(
            "steward: this Postgres runs without data checksums, so a damaged page may be backed \
             up as if it were a good one; switch them on with pg_checksums --enable"
        );
    }
}
