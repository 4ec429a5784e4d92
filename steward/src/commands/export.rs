//! `steward export member`: everything that is known about one member, in one file.

use std::fs::OpenOptions;
use std::io::{BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use anyhow::{Context, anyhow};
use domain::{MemberId, TenantId};
use serde::Serialize;
use uuid::Uuid;

use crate::tool::Deployment;
use crate::tool::output::Format;

/// About whom.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Write everything that is known about a member into a JSON file that only you can read
    /// (GDPR, article 15). The security trail tells of it.
    Member(Args),
}

/// Which member.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The business.
    tenant: Uuid,
    /// The member.
    member: Uuid,
    /// The file; it must not be there yet.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    deployment: Deployment,
}

#[derive(Serialize)]
struct Done {
    tenant_id: Uuid,
    member_id: Uuid,
    file: PathBuf,
}

/// Does it.
pub(crate) async fn run(command: Command) -> anyhow::Result<()> {
    let Command::Member(args) = command;
    let platform = args.deployment.connect().await?;
    let services = platform.api_services().await?;
    let made = api::export_member(&services, TenantId(args.tenant), MemberId(args.member))
        .await
        .map_err(|error| anyhow!("nothing was exported: {error}"))?;
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&args.out)
        .with_context(|| format!("{} cannot be made", args.out.display()))?;
    let mut file = BufWriter::new(file);
    serde_json::to_writer_pretty(&mut file, &made)?;
    file.write_all(b"\n")?;
    file.flush()?;
    let done = Done { tenant_id: args.tenant, member_id: args.member, file: args.out };
    let mut output = args.format.output();
    output.value(&done, |done| {
        format!("Everything that is known about the member is in {}.", done.file.display())
    })?;
    Ok(output.flush()?)
}
