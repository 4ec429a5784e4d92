//! Bringing a database's schema up to date: only forwards, each migration whole or not at all,
//! and without making people wait.
//!
//! A migration that waits for a lock makes everybody wait who comes after it. So it waits for
//! seconds, gives way, and comes again.

use std::borrow::Cow;
use std::time::{Duration, Instant};

use anyhow::anyhow;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{Connection, Executor, PgConnection};

use crate::backup::manifest::Migration;

/// For how long others may have to wait behind a migration that waits.
const GIVE_WAY: &str = "SET lock_timeout = '2s'";
/// How long it comes again.
const PATIENCE: Duration = Duration::from_secs(600);
/// The pauses between, in which others get their turn.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Runs whatever migrations are missing; several processes may do it at once.
pub(crate) async fn migrate(url: &str) -> anyhow::Result<()> {
    run(url, &migrations::MIGRATOR).await
}

/// Makes the schema that a backup was taken from.
pub(crate) async fn migrate_to(url: &str, wanted: &[Migration]) -> anyhow::Result<()> {
    let chosen = migrations::MIGRATOR
        .iter()
        .filter(|known| wanted.iter().any(|wanted| wanted.version == known.version));
    let migrations = Cow::Owned(chosen.cloned().collect());
    run(url, &Migrator { migrations, ..Migrator::DEFAULT }).await
}

/// The migrations that this program knows.
pub(crate) fn known() -> Vec<Migration> {
    let known = migrations::MIGRATOR.iter();
    known
        .map(|one| Migration { version: one.version, checksum: hex::encode(&one.checksum) })
        .collect()
}

/// Whether it is one of them, and unchanged.
pub(crate) fn is_known(migration: &Migration) -> bool {
    known().contains(migration)
}

/// Those that a database has.
pub(crate) async fn applied(connection: &mut PgConnection) -> Result<Vec<Migration>, sqlx::Error> {
    sqlx::query_as(
        "SELECT version, encode(checksum, 'hex') AS checksum FROM public._sqlx_migrations ORDER BY version",
    )
    .fetch_all(connection)
    .await
}

async fn run(url: &str, migrator: &Migrator) -> anyhow::Result<()> {
    let (began, mut pause) = (Instant::now(), FIRST_PAUSE);
    loop {
        match attempt(url, migrator).await {
            Err(error) if is_held(&error) && began.elapsed() < PATIENCE => {
                tracing::warn!(%error, "others hold what a migration needs; it gives way and comes again");
                tokio::time::sleep(pause).await;
                pause = LONGEST_PAUSE.min(pause * 2);
            }
            done => return done.map_err(told),
        }
    }
}

async fn attempt(url: &str, migrator: &Migrator) -> Result<(), MigrateError> {
    let mut connection = PgConnection::connect(url).await?;
    connection.execute(GIVE_WAY).await?;
    let done = migrator.run_direct(&mut connection).await;
    // Whatever it holds goes with it.
    let closed = connection.close().await;
    done?;
    Ok(closed?)
}

/// Whether it waited for a lock, or for another process that migrates.
fn is_held(error: &MigrateError) -> bool {
    let (MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) = error else {
        return false;
    };
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == "55P03")
}

fn told(error: MigrateError) -> anyhow::Error {
    match error {
        MigrateError::VersionMissing(version) => anyhow!(
            "the schema of this database is of a newer steward (migration {version} is not known \
             here): run that one. Migrations only go forward; the way back is a backup from before"
        ),
        MigrateError::VersionMismatch(version) => anyhow!(
            "migration {version} is another one here than the one that this database has had: this \
             steward is of another origin, or its migrations were changed. Nothing was done"
        ),
        error if is_held(&error) => anyhow::Error::from(error).context(format!(
            "for {} minutes others held what a migration needs; end what holds it (pg_locks), then \
             migrate again",
            PATIENCE.as_secs() / 60
        )),
        error => anyhow::Error::from(error).context("the schema could not be brought up to date"),
    }
}

#[cfg(test)]
mod tests;
