//! `steward erase`: people are erased for ever (docs/erasure.md). The event that decides it
//! destroys the key; what is left is worked off here, whether a projector runs or not.

mod again;

pub(crate) use again::decide;

use anyhow::{anyhow, bail};
use chrono::{DateTime, SecondsFormat, Utc};
use domain::{MemberId, TenantId};
use projector::{Erased, Stage};
use serde::Serialize;
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::platform::Platform;
use crate::tool::Deployment;
use crate::tool::output::{Format, Output};
use crate::tool::progress;

/// Whom.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Erase a member: their key, their account, and every copy of their words. Run it again
    /// if it was interrupted, or after a backup was restored.
    Member(MemberArgs),
    /// Erase all members of a business, its last owner too: nobody is left in it.
    Tenant(TenantArgs),
    /// List who was erased, and how far that is: keep it apart from backups, for whoever
    /// restores one.
    List(ListArgs),
    /// Erase everybody again who is in such a list (--json): what a restore of a backup must
    /// do before anybody is let in.
    Again(again::Args),
}

/// Which member.
#[derive(Debug, clap::Args)]
pub(crate) struct MemberArgs {
    /// The business.
    tenant: Uuid,
    /// The member.
    member: Uuid,
    #[command(flatten)]
    meant: Meant,
}

/// Which business.
#[derive(Debug, clap::Args)]
pub(crate) struct TenantArgs {
    /// The business.
    tenant: Uuid,
    #[command(flatten)]
    meant: Meant,
}

/// How to list.
#[derive(Debug, clap::Args)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    deployment: Deployment,
}

#[derive(Debug, clap::Args)]
struct Meant {
    /// That it is meant: it cannot be undone.
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    deployment: Deployment,
}

impl Meant {
    async fn connect(&self) -> anyhow::Result<Platform> {
        if !self.yes {
            bail!("this cannot be undone; say --yes if it is meant");
        }
        self.deployment.connect().await
    }
}

/// An erasure that is done.
#[derive(Serialize)]
struct Done {
    tenant_id: Uuid,
    member_id: Uuid,
    #[serde(flatten)]
    erased: Erased,
}

#[derive(Serialize, sqlx::FromRow)]
struct Listed {
    tenant_id: Uuid,
    member_id: Uuid,
    position: i64,
    requested_at: DateTime<Utc>,
    attempts: i32,
    /// Which part stopped the last attempt.
    error: Option<String>,
    ended_at: Option<DateTime<Utc>>,
    outcome: Option<Json<Value>>,
}

/// Does it.
pub(crate) async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Member(args) => {
            let platform = args.meant.connect().await?;
            let services = platform.api_services().await?;
            let (tenant, member) = (TenantId(args.tenant), MemberId(args.member));
            api::erase_member(&services, tenant, member)
                .await
                .map_err(|error| anyhow!("nobody was erased: {error}"))?;
            let mut output = args.meant.format.output();
            carry_out(&platform, tenant, member, &mut output).await?;
            Ok(output.flush()?)
        }
        Command::Tenant(args) => {
            let platform = args.meant.connect().await?;
            let services = platform.api_services().await?;
            let tenant = TenantId(args.tenant);
            let members = api::erase_members(&services, tenant)
                .await
                .map_err(|error| anyhow!("not everybody was erased; run it again: {error}"))?;
            let mut output = args.meant.format.output();
            for member in members {
                carry_out(&platform, tenant, member, &mut output).await?;
            }
            Ok(output.flush()?)
        }
        Command::List(args) => list(args).await,
        Command::Again(args) => again::run(args).await,
    }
}

/// Removes every copy, and prints what was done.
async fn carry_out(
    platform: &Platform,
    tenant: TenantId,
    member: MemberId,
    output: &mut Output,
) -> anyhow::Result<()> {
    let bar = progress::bar("streams folded again", 0);
    let (tenant_id, member_id) = (tenant.0, member.0);
    let erased = platform
        .projections()?
        .erase(tenant, member, |stage| match stage {
            Stage::Streams(found) => bar.set_length(found as u64),
            Stage::Folded(_, streams) => bar.inc(streams as u64),
            _ => {}
        })
        .await?;
    bar.finish_and_clear();
    output.value(&Done { tenant_id, member_id, erased }, |done| {
        let Erased { streams, folded, redis_keys } = &done.erased;
        format!(
            "Erased member {member_id} of {tenant_id}.\n  \
             The key is destroyed: nothing said about them can be read from the log any more.\n  \
             Account, sessions and keys for programs are gone, unless another business has them too.\n  \
             {streams} streams speak of them; in the read models their rows were made anew, \
             {folded} in all.\n  \
             {redis_keys} running answers were removed from Redis."
        )
    })?;
    Ok(())
}

async fn list(args: ListArgs) -> anyhow::Result<()> {
    let platform = args.deployment.connect().await?;
    let rows: Vec<Listed> = sqlx::query_as(
        "SELECT tenant_id, member_id, position, requested_at, attempts, error, ended_at, outcome \
         FROM erasures ORDER BY position",
    )
    .fetch_all(platform.system().pool())
    .await?;
    let mut output = args.format.output();
    let time = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let cells = |row: &Listed| {
        vec![
            row.position.to_string(),
            row.tenant_id.to_string(),
            row.member_id.to_string(),
            time(row.requested_at),
            row.ended_at.map_or_else(
                || match &row.error {
                    Some(part) => format!("not done: failed {} times at the {part}", row.attempts),
                    None => "not done".to_owned(),
                },
                time,
            ),
        ]
    };
    let head = ["POSITION", "BUSINESS", "MEMBER", "DECIDED", "DONE"];
    output.list(&rows, &head, cells, "Nobody was erased.")?;
    Ok(output.flush()?)
}
