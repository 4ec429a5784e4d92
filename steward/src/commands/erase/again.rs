//! `steward erase again`: a restored backup has people in it who were erased since.

use std::path::PathBuf;

use anyhow::{anyhow, ensure};
use domain::{MemberId, TenantId};

use super::{Meant, carry_out};
use crate::backup::erased::listed;
use crate::platform::Platform;

/// Whom.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What `steward erase list --json` printed; `-` for standard input.
    list: PathBuf,
    #[command(flatten)]
    meant: Meant,
}

pub(super) async fn run(args: Args) -> anyhow::Result<()> {
    let members = listed(&args.list)?;
    ensure!(!members.is_empty(), "the list is empty; nobody was erased");
    let platform = args.meant.connect().await?;
    let services = platform.api_services().await?;
    let mut output = args.meant.format.output();
    let mut unknown = 0;
    for (tenant, member) in members {
        let (tenant, member) = (TenantId(tenant), MemberId(member));
        if !is_known(&platform, tenant, member).await? {
            unknown += 1;
            continue;
        }
        decide(&services, tenant, member).await?;
        carry_out(&platform, tenant, member, &mut output).await?;
    }
    output.flush()?;
    if unknown > 0 {
        eprintln!("{unknown} of them are not in this log: nothing was to be done for them.");
    }
    Ok(())
}

/// Has the log say that they were erased. What stands against a departure does not stand
/// against this one, such as that the last owner stays: here the whole business was erased.
pub(crate) async fn decide(
    services: &api::Services,
    tenant: TenantId,
    member: MemberId,
) -> anyhow::Result<()> {
    let Err(why) = api::erase_member(services, tenant, member).await else { return Ok(()) };
    eprintln!("{member} of {tenant} is erased without a departure: {why}");
    api::erase_anyway(services, tenant, member)
        .await
        .map_err(|error| anyhow!("{member} of {tenant} was not erased; run it again: {error}"))
}

async fn is_known(
    platform: &Platform,
    tenant: TenantId,
    member: MemberId,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM events WHERE aggregate_type = 'Member' AND aggregate_id = $1)",
    )
    .bind(format!("{tenant}/{member}"))
    .fetch_one(platform.system().pool())
    .await
}
