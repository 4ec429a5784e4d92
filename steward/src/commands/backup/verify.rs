//! `steward backup verify`.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::backup::folder::Folder;
use crate::backup::manifest::Manifest;
use crate::tool::output::Format;
use crate::tool::progress;

/// What to check.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Folders that `steward backup` wrote.
    #[arg(required = true, value_name = "FOLDER")]
    folders: Vec<PathBuf>,
    #[command(flatten)]
    format: Format,
}

/// A folder that is whole.
#[derive(Serialize)]
struct Whole {
    folder: PathBuf,
    rows: u64,
    bytes: u64,
    #[serde(flatten)]
    manifest: Manifest,
}

pub(super) fn run(args: Args) -> anyhow::Result<()> {
    let mut output = args.format.output();
    for folder in args.folders {
        let bar = progress::bar("verifying, in bytes", size(&folder));
        let read = Folder::verified(&folder, |bytes| bar.inc(bytes));
        bar.finish_and_clear();
        let manifest = read?.manifest;
        let (rows, bytes) = (manifest.rows(), manifest.bytes());
        output.value(&Whole { folder, rows, bytes, manifest }, told)?;
        output.flush()?;
    }
    Ok(())
}

/// About how many bytes there are, to tell how far it is.
fn size(folder: &Path) -> u64 {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    files.filter_map(|file| Some(file.metadata().ok()?.len())).sum()
}

fn told(whole: &Whole) -> String {
    let Manifest { part, position, taken_at, log_id, steward, postgres, .. } = &whole.manifest;
    format!(
        "{} is whole: the {part} of log {log_id} up to position {position}, {} rows, taken {} by \
         steward {steward} from Postgres {postgres}",
        whole.folder.display(),
        whole.rows,
        taken_at.format("%Y-%m-%d %H:%M:%S UTC")
    )
}
