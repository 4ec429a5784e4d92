//! `steward keys`: another deployment key, while everything runs on (docs/erasure.md).

use serde::Serialize;

use crate::key_files::KeyFiles;
use crate::tool::Deployment;
use crate::tool::output::Format;
use crate::tool::progress;

/// What can be done about the deployment key.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Wrap every member's key anew, by another deployment key. A key that is kept in a file
    /// is replaced by a new one first, and the former is kept beside it; one that is set must
    /// be replaced by you, with the former in STEWARD_OTHER_DEPLOYMENT_KEYS. Run it again if
    /// it was interrupted.
    Rotate(Args),
    /// Throw the former deployment key away, once every process was restarted: what it still
    /// wraps is wrapped anew before.
    Retire(Args),
}

/// Of which deployment.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    deployment: Deployment,
}

#[derive(Serialize)]
struct Done {
    wrapped_anew: u64,
    former_kept: bool,
}

/// Does it.
pub(crate) async fn run(command: Command) -> anyhow::Result<()> {
    let (args, retire) = match command {
        Command::Rotate(args) => (args, false),
        Command::Retire(args) => (args, true),
    };
    let settings = args.deployment.settings()?;
    let files = KeyFiles::of(&settings);
    if !retire {
        files.replace()?;
    }
    // It knows the new key and the former from here on.
    let platform = args.deployment.connect().await?;
    let keys = platform.system_keys();
    let bar = progress::bar("keys looked at", 0);
    let mut wrapped_anew = 0;
    // Until a whole look finds none: others make keys meanwhile.
    loop {
        match keys.rewrap(|| bar.inc(1)).await? {
            0 => break,
            more => wrapped_anew += more,
        }
    }
    bar.finish_and_clear();
    if retire {
        files.forget_former()?;
    }
    let done = Done { wrapped_anew, former_kept: files.former_is_kept() };
    let mut output = args.format.output();
    output.value(&done, |done| {
        let next = if done.former_kept {
            "\nRestart every process, then run `steward keys retire` to throw the former key away. \
             Backups made before need it: keep a copy of it with them."
        } else {
            ""
        };
        format!("{} keys were wrapped anew.{next}", done.wrapped_anew)
    })?;
    Ok(output.flush()?)
}
