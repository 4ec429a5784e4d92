//! `steward projections pause`, `resume`, `abandon` and `drop-retired`.

use anyhow::bail;
use eventing::projections;
use serde::Serialize;

use super::Which;
use crate::tool::Deployment;
use crate::tool::output::Format;

/// Which projections.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    deployment: Deployment,
}

/// What was done.
#[derive(Serialize)]
struct Done {
    name: &'static str,
    done: &'static str,
}

impl Args {
    /// Does something with each, and says so.
    async fn each(
        &self,
        done: &'static str,
        change: impl AsyncFn(&eventing::Database, &str) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let names = self.which.names()?;
        let platform = self.deployment.connect().await?;
        let mut output = self.format.output();
        for name in names {
            change(platform.system(), name).await?;
            output.value(&Done { name, done }, |told| format!("{}: {}", told.name, told.done))?;
            output.flush()?;
        }
        Ok(())
    }
}

pub(super) async fn pause(args: Args, paused: bool) -> anyhow::Result<()> {
    let done = if paused { "paused" } else { "resumed" };
    args.each(done, async |database, name| {
        if !projections::pause(database, name, paused).await? {
            bail!("the database does not know {name}; run steward migrate");
        }
        Ok(())
    })
    .await
}

pub(super) async fn abandon(args: Args) -> anyhow::Result<()> {
    args.each("nothing is being rebuilt", async |database, name| {
        Ok(projections::abandon_rebuild(database, name).await?)
    })
    .await
}

pub(super) async fn drop_retired(args: Args) -> anyhow::Result<()> {
    args.each("the tables from before are gone", async |database, name| {
        Ok(projections::drop_retired(database, name).await?)
    })
    .await
}
