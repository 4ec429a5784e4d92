//! Databases in the private Postgres, each made anew.

use std::str::FromStr;

use anyhow::Context;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{Connection, Executor};

use super::Services;

impl Services {
    /// Makes an empty database, in place of one of that name; its URL. Names are ours:
    /// lower-case letters, digits, underscores.
    pub async fn empty_database(&self, name: &str) -> anyhow::Result<String> {
        self.create(name, "").await
    }

    /// Makes a database with the product's schema; its URL.
    pub async fn steward_database(&self, name: &str) -> anyhow::Result<String> {
        let url = self.create(name, "").await?;
        let mut connection = connect(&url).await?;
        migrations::MIGRATOR.run(&mut connection).await.context("the schema of Steward")?;
        connection.close().await?;
        Ok(url)
    }

    /// Makes a copy of a database that nobody is connected to; its URL.
    pub async fn copy_of(&self, template: &str, name: &str) -> anyhow::Result<String> {
        self.create(name, &format!("TEMPLATE {template}")).await
    }

    /// Removes a database, whoever is connected to it.
    pub async fn drop_database(&self, name: &str) -> anyhow::Result<()> {
        self.maintain(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await
    }

    /// Writes out what earlier measurements left in memory, so that no later one pays for it.
    pub async fn settle(&self) -> anyhow::Result<()> {
        self.maintain("CHECKPOINT").await
    }

    async fn create(&self, name: &str, how: &str) -> anyhow::Result<String> {
        self.drop_database(name).await?;
        self.maintain(&format!("CREATE DATABASE {name} {how}")).await?;
        Ok(self.database_url(name))
    }

    async fn maintain(&self, statement: &str) -> anyhow::Result<()> {
        let mut connection = connect(&self.database_url("postgres")).await?;
        connection.execute(statement).await.with_context(|| statement.to_owned())?;
        Ok(connection.close().await?)
    }
}

/// One connection.
pub(super) async fn connect(url: &str) -> anyhow::Result<PgConnection> {
    let options = PgConnectOptions::from_str(url)?;
    PgConnection::connect_with(&options).await.context("the private Postgres does not answer")
}
