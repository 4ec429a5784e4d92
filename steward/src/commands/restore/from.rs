//! `steward restore from`.

use std::path::PathBuf;

use chrono::{DateTime, Utc};

use super::finish::{Done, finish};
use super::rows::{self, Wanted};
use super::servers::Servers;
use super::{all_listed, tell};
use crate::backup::contents::Part;
use crate::backup::erased::Members;
use crate::backup::folder::Folder;
use crate::language::ModelEndpoint;
use crate::platform::Platform;
use crate::secrets::Secrets;
use crate::settings::Settings;
use crate::tool::output::Format;
use crate::tool::{Deployment, progress};

/// Which backup.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  \
    steward restore from backups/2026-11-30 --keys keys/2026-11-30T14 --erased erased.ndjson\n\n\
    Nothing may be in the database, and nothing else may work on it. Both folders are read whole \
    before anything is written. Take the newest keys that there are, whatever the backup's age: \
    who was erased in between is erased again. The deployment's secrets must be those of then. \
    One that was interrupted goes on when it is run again.")]
pub(crate) struct Args {
    /// The folder that `steward backup create` wrote.
    folder: PathBuf,
    /// The keys: those that were taken with it, or better the newest ones.
    #[arg(long, value_name = "FOLDER")]
    keys: PathBuf,
    /// What `steward erase list --json` printed since: who was erased after the keys were
    /// taken. May be given several times; `-` is standard input.
    #[arg(long, value_name = "LIST")]
    erased: Vec<PathBuf>,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    deployment: Deployment,
}

pub(super) async fn run(args: Args) -> anyhow::Result<()> {
    let data = read(&args.folder, Part::Data)?;
    let keys = read(&args.keys, Part::Keys)?;
    let erased = all_listed(&args.erased)?;
    let settings = args.deployment.settings()?;
    // Another one would not open what is restored.
    let secrets = Secrets::load(&settings, false)?;
    let servers = Servers::reach(&settings).await?;
    let done = restore(&settings, secrets, &servers, &data, &keys, &erased).await;
    servers.stop().await;
    let done = done?;
    let mut output = args.format.output();
    output.value(&done, Done::told)?;
    if args.erased.is_empty() {
        output.note(&unknown_since(keys.manifest.taken_at))?;
    }
    output.flush()?;
    done.wrong()
}

fn read(path: &std::path::Path, part: Part) -> anyhow::Result<Folder> {
    tell(&format!("reading {}", path.display()));
    let bar = progress::bar("reading, in bytes", 0);
    let folder = Folder::of(path, part, |bytes| bar.inc(bytes));
    bar.finish_and_clear();
    folder
}

async fn restore(
    settings: &Settings,
    secrets: Secrets,
    servers: &Servers,
    data: &Folder,
    keys: &Folder,
    erased: &Members,
) -> anyhow::Result<Done> {
    let wanted = Wanted { data, keys, erased, deployment: &secrets.deployment_key };
    rows::restore(&servers.urls.database_url, wanted).await?;
    let model = ModelEndpoint::of(settings);
    let platform = Platform::connect(settings, secrets, servers.urls.clone(), model).await?;
    finish(&platform, data.manifest.backup_id).await
}

/// What a restore without a list cannot know.
fn unknown_since(keys_taken_at: DateTime<Utc>) -> String {
    format!(
        "Whoever was erased after {}, when the keys were taken, is back: if there is a list of them, \
         run `steward erase again LIST --yes` before anybody is let in.",
        keys_taken_at.format("%Y-%m-%d %H:%M:%S UTC")
    )
}
