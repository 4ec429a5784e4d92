//! `steward migrate`: brings the schema up to date.

use crate::schema;
use crate::settings::Settings;

/// Migrates the database that the settings name, or that of a running `steward up`.
pub(crate) async fn run(settings: Settings) -> anyhow::Result<()> {
    let urls = settings.external()?;
    migrate(&urls.database_url).await?;
    println!("The schema is up to date.");
    Ok(())
}

/// Runs what migrations are missing; several processes may do it at once.
pub(crate) async fn migrate(database_url: &str) -> anyhow::Result<()> {
    crate::postgres::reach(database_url).await?;
    schema::migrate(database_url).await
}
