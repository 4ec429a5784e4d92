//! `steward restore`: a backup becomes a deployment again (docs/backup.md).
//!
//! - `servers`, `place`: where to, and whether it is empty
//! - `rows`: both parts of a backup go in, and nobody's key who was erased since
//! - `settle`: what a restored database must not go on with
//! - `finish`: read models, erasures, the audit; then people may be let in

mod adopt;
mod finish;
mod from;
mod place;
mod rows;
mod servers;
mod settle;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use crate::backup::erased::{Members, listed};
use crate::platform::Platform;

/// What can be restored.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Restore a backup into an empty database: all of it, or nothing.
    From(from::Args),
    /// Take over a database that was restored in another way, such as to a point in time by a
    /// managed Postgres: another identity, no sessions, and nobody who was erased since.
    Adopt(adopt::Args),
}

/// Does it.
pub(crate) async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::From(args) => from::run(args).await,
        Command::Adopt(args) => adopt::run(args).await,
    }
}

/// Refuses to let anybody in while a restore is not complete.
pub(crate) async fn is_complete(platform: &Platform) -> anyhow::Result<()> {
    let begun: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT FROM restores WHERE ended_at IS NULL)")
            .fetch_one(platform.system().pool())
            .await
            .map_err(|error| {
                anyhow::Error::from(error)
                    .context("the schema is not up to date; run `steward migrate`")
            })?;
    anyhow::ensure!(
        !begun,
        "a restore into this database was interrupted: run the same `steward restore` again first"
    );
    Ok(())
}

/// Who was erased, by lists of `steward erase list --json`.
fn all_listed(lists: &[PathBuf]) -> anyhow::Result<Members> {
    let lists = lists.iter().map(|list| listed(list));
    Ok(lists.collect::<anyhow::Result<Vec<_>>>()?.into_iter().flatten().collect())
}

fn tell(step: &str) {
    eprintln!("steward: {step}");
}
