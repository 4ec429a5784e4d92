//! `steward erase again`: a restored backup has people in it who were erased since.

use std::path::PathBuf;

use anyhow::{Context, anyhow, ensure};
use domain::{MemberId, TenantId};
use serde::Deserialize;
use uuid::Uuid;

use super::{Meant, carry_out};
use crate::platform::Platform;

/// Whom.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What `steward erase list --json` printed; `-` for standard input.
    list: PathBuf,
    #[command(flatten)]
    meant: Meant,
}

/// One line of the list.
#[derive(Debug, Deserialize)]
struct Line {
    tenant_id: Uuid,
    member_id: Uuid,
}

pub(super) async fn run(args: Args) -> anyhow::Result<()> {
    let lines = read(&args.list)?;
    let platform = args.meant.connect().await?;
    let services = platform.api_services().await?;
    let mut output = args.meant.format.output();
    let mut unknown = 0;
    for Line { tenant_id, member_id } in lines {
        let (tenant, member) = (TenantId(tenant_id), MemberId(member_id));
        if !is_known(&platform, tenant, member).await? {
            unknown += 1;
            continue;
        }
        // Such as that the last owner stays: here the whole business was erased.
        if let Err(why) = api::erase_member(&services, tenant, member).await {
            eprintln!("{member_id} of {tenant_id} is erased without a departure: {why}");
            api::erase_anyway(&services, tenant, member).await.map_err(|error| {
                anyhow!("{member_id} of {tenant_id} was not erased; run it again: {error}")
            })?;
        }
        carry_out(&platform, tenant, member, &mut output).await?;
    }
    output.flush()?;
    if unknown > 0 {
        eprintln!("{unknown} of them are not in this log: nothing was to be done for them.");
    }
    Ok(())
}

/// All of the list or none: a line that cannot be read is somebody who would come back.
fn read(list: &PathBuf) -> anyhow::Result<Vec<Line>> {
    let text = if list.as_os_str() == "-" {
        std::io::read_to_string(std::io::stdin()).context("standard input cannot be read")?
    } else {
        std::fs::read_to_string(list)
            .with_context(|| format!("{} cannot be read", list.display()))?
    };
    let lines: Vec<Line> = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| {
            serde_json::from_str(line).with_context(|| {
                format!(
                    "line {} is none of `steward erase list --json`; nobody was erased",
                    number + 1
                )
            })
        })
        .collect::<Result<_, _>>()?;
    ensure!(!lines.is_empty(), "the list is empty; nobody was erased");
    Ok(lines)
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
