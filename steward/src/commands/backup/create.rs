//! `steward backup create`.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use crate::backup::contents::Part;
use crate::backup::draft::Draft;
use crate::backup::dump::Snapshot;
use crate::commands::shutdown_on_signal;
use crate::tool::Deployment;
use crate::tool::output::Format;

/// Where to.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example, once a day:\n  \
    steward backup create backups/$(date +%F) --keys keys/$(date +%F)\n\n\
    It may be taken at any time: nobody is kept waiting, and what is in it is the deployment as \
    it was at one position of the log. Neither folder has its name before it is complete. The \
    deployment's secrets are in neither; keep them as well, and apart from both.")]
pub(crate) struct Args {
    /// The folder for the log and what lies beside it; it must not be there yet.
    folder: PathBuf,
    /// The folder for the keys of members and for how people sign in, outside of the other.
    #[arg(long, value_name = "FOLDER")]
    keys: PathBuf,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    deployment: Deployment,
}

/// What was written.
#[derive(Debug, Serialize)]
pub(crate) struct Done {
    pub(crate) backup_id: Uuid,
    pub(crate) log_id: Uuid,
    pub(crate) position: u64,
    pub(crate) taken_at: DateTime<Utc>,
    rows: u64,
    bytes: u64,
    folder: PathBuf,
    keys: PathBuf,
}

pub(super) async fn run(args: Args) -> anyhow::Result<()> {
    let shutdown = shutdown_on_signal()?;
    let url = args.deployment.database_url()?;
    // What was written so far goes with it.
    let done = tokio::select! {
        done = create(&url, args.folder, args.keys) => done?,
        () = shutdown.cancelled() => anyhow::bail!("interrupted; nothing was kept"),
    };
    let mut output = args.format.output();
    output.value(&done, |done| {
        format!(
            "Everything up to position {} is in {}, {} rows.\n\
             What opens it is in {}: keep that apart, and no longer than you promise people.",
            done.position,
            done.folder.display(),
            done.rows,
            done.keys.display()
        )
    })?;
    Ok(output.flush()?)
}

/// Takes a backup of the database at `url`.
pub(crate) async fn create(url: &str, folder: PathBuf, keys: PathBuf) -> anyhow::Result<Done> {
    super::apart(&folder, &keys)?;
    let (data_draft, keys_draft) = (Draft::begin(&folder)?, Draft::begin(&keys)?);
    let mut snapshot = Snapshot::begin(url).await?;
    super::warn(&snapshot);
    let opened = super::write(&mut snapshot, Part::Keys, keys_draft).await?;
    let written = super::write(&mut snapshot, Part::Data, data_draft).await?;
    let facts = snapshot.facts.clone();
    snapshot.end().await?;
    let rows = opened.manifest.rows() + written.manifest.rows();
    let bytes = opened.manifest.bytes() + written.manifest.bytes();
    opened.draft.finish()?;
    written.draft.finish()?;
    let (backup_id, log_id, position) = (facts.backup_id, facts.log_id, facts.position);
    let taken_at = facts.taken_at;
    Ok(Done { backup_id, log_id, position, taken_at, rows, bytes, folder, keys })
}
