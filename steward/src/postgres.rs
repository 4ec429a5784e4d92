//! Is there a Postgres? Asked before a pool is opened, which would only say that it waited.

use std::str::FromStr;
use std::time::Duration;

use anyhow::{Context, bail};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection};

const PATIENCE: Duration = Duration::from_secs(10);

/// Connects once to what `DATABASE_URL` names, or says what is wrong with it.
pub(crate) async fn reach(database_url: &str) -> anyhow::Result<()> {
    let options = PgConnectOptions::from_str(database_url)
        .context("DATABASE_URL is not the address of a Postgres: postgres://user:password@host:5432/database")?;
    let place = format!("{}:{}", options.get_host(), options.get_port());
    let connection = match tokio::time::timeout(PATIENCE, options.connect()).await {
        Ok(Ok(connection)) => connection,
        Ok(Err(error @ sqlx::Error::Database(_))) => {
            return Err(error).with_context(|| {
                format!("Postgres at {place} refuses the connection; check DATABASE_URL")
            });
        }
        Ok(Err(error)) => {
            return Err(error).with_context(|| {
                format!("no Postgres answers at {place}; start it, or check DATABASE_URL")
            });
        }
        Err(_) => bail!(
            "no Postgres answers at {place} within {} s; start it, or check DATABASE_URL",
            PATIENCE.as_secs()
        ),
    };
    Ok(connection.close().await?)
}
