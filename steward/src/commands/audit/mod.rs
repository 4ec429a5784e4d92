//! `steward audit`: whether the log is as it was sealed, and proofs of it (docs/audit.md).

mod check;
mod export;
mod key;
mod prove;
mod trail;
mod verify;

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use audit::PublicKey;

use crate::secrets::Secrets;
use crate::tool::Deployment;

/// What can be asked about the log.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Verify the log, or an export of it, against its signed heads, and name the first block
    /// that is wrong. An export is verified without any database.
    Verify(verify::Args),
    /// Write a proof that an event is in the log, or that a later head continues an earlier
    /// one; `steward audit check-proof` checks it anywhere.
    Prove(prove::Args),
    /// Check a proof with nothing but the public key.
    CheckProof(check::Args),
    /// Write the whole log and its blocks into two files, for verifying elsewhere.
    Export(export::Args),
    /// Print the public key that heads are verified with: keep it apart from the deployment.
    Key(key::Args),
    /// Print the security trail of a business: who did what with access, the latest first.
    Trail(trail::Args),
}

/// Does it.
pub(crate) async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Verify(args) => verify::run(args).await,
        Command::Prove(args) => prove::run(args).await,
        Command::CheckProof(args) => check::run(&args),
        Command::Export(args) => export::run(args).await,
        Command::Key(args) => key::run(&args),
        Command::Trail(args) => trail::run(args).await,
    }
}

/// Whose heads are believed.
#[derive(Debug, Clone, clap::Args)]
struct Trusted {
    /// The public key that heads must be signed by, as `steward audit key` printed it; several
    /// where a key was replaced. Else STEWARD_SEAL_PUBLIC_KEY, else the deployment's own.
    #[arg(long = "public-key", value_name = "HEX")]
    public_keys: Vec<PublicKey>,
}

impl Trusted {
    fn keys(&self, deployment: &Deployment) -> anyhow::Result<Vec<PublicKey>> {
        if !self.public_keys.is_empty() {
            return Ok(self.public_keys.clone());
        }
        let settings = deployment.settings()?;
        let keys = settings.seal_public_keys()?;
        if !keys.is_empty() {
            return Ok(keys);
        }
        match Secrets::seal_key(&settings, false)? {
            Some(key) => Ok(vec![key.public()]),
            None => bail!(
                "whose heads are to be believed is not known: give --public-key, as `steward audit key` \
                 prints it where the sealer runs"
            ),
        }
    }
}

/// Where the blocks of an export are: `log.blocks.ndjson` beside `log.ndjson`.
fn blocks_of(export: &Path) -> PathBuf {
    export.with_extension("blocks.ndjson")
}

fn open(path: &Path) -> anyhow::Result<File> {
    File::open(path).with_context(|| format!("{} cannot be read", path.display()))
}
