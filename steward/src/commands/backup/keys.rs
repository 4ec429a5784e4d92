//! `steward backup keys`.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use crate::backup::contents::Part;
use crate::backup::draft::Draft;
use crate::backup::dump::Snapshot;
use crate::tool::Deployment;
use crate::tool::output::Format;

/// Where to.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example, every hour and after each erasure:\n  \
    steward backup keys keys/$(date +%FT%H)\n\n\
    A backup of any age is restored with the newest keys. Whoever was erased in between has none \
    in them, and is erased again.")]
pub(crate) struct Args {
    /// The folder; it must not be there yet.
    folder: PathBuf,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    deployment: Deployment,
}

/// What was written.
#[derive(Debug, Serialize)]
struct Done {
    backup_id: Uuid,
    log_id: Uuid,
    position: u64,
    taken_at: DateTime<Utc>,
    members: u64,
    folder: PathBuf,
}

pub(super) async fn run(args: Args) -> anyhow::Result<()> {
    let done = take(&args.deployment.database_url()?, args.folder).await?;
    let mut output = args.format.output();
    output.value(&done, |done| {
        format!(
            "The keys of {} members, as of position {}, are in {}.",
            done.members,
            done.position,
            done.folder.display()
        )
    })?;
    Ok(output.flush()?)
}

async fn take(url: &str, folder: PathBuf) -> anyhow::Result<Done> {
    let draft = Draft::begin(&folder)?;
    let mut snapshot = Snapshot::begin(url).await?;
    let written = super::write(&mut snapshot, Part::Keys, draft).await?;
    let facts = snapshot.facts.clone();
    snapshot.end().await?;
    let members = written.manifest.table("member_keys").map_or(0, |table| table.rows);
    written.draft.finish()?;
    let (backup_id, log_id, position) = (facts.backup_id, facts.log_id, facts.position);
    Ok(Done { backup_id, log_id, position, taken_at: facts.taken_at, members, folder })
}
