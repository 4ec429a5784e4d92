//! `steward audit key`.

use anyhow::Context;
use audit::PublicKey;
use serde::Serialize;

use crate::secrets::Secrets;
use crate::tool::Deployment;
use crate::tool::output::Format;

/// Of which deployment.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    deployment: Deployment,
}

#[derive(Serialize)]
struct Key {
    algorithm: &'static str,
    public_key: PublicKey,
}

/// Prints it.
pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let key = Secrets::seal_key(&args.deployment.settings()?, false)?.context(
        "STEWARD_SEAL_KEY is not set, and none is kept; run this where the sealer runs, or after `steward up`",
    )?;
    let mut output = args.format.output();
    let key = Key { algorithm: "Ed25519", public_key: key.public() };
    output.value(&key, |key| key.public_key.to_string())?;
    Ok(output.flush()?)
}
