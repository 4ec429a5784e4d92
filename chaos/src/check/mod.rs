//! What must hold after everything that went wrong, each told as a finding when it does not.

mod commands;
mod log;
mod quiet;
mod reactions;
mod tabs;
mod tenants;
mod tools;

use anyhow::Context;
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;

pub use quiet::until_quiet;

use crate::cluster::Cluster;
use crate::load::{Load, PushService};

/// What does not hold: of which promise, and how it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The promise.
    pub of: &'static str,
    /// How it shows.
    pub what: String,
}

/// What was looked at, in words, and what was found wrong.
#[derive(Debug, Default)]
pub struct Verdict {
    /// What was looked at.
    pub looked_at: Vec<String>,
    /// What was found.
    pub findings: Vec<Finding>,
}

impl Verdict {
    /// Notes what was looked at for a promise, and what is wrong.
    fn add(&mut self, of: &'static str, looked_at: impl Into<String>, wrong: Vec<String>) {
        self.looked_at.push(looked_at.into());
        self.findings.extend(wrong.into_iter().map(|what| Finding { of, what }));
    }
}

/// Looks at everything. The deployment is at rest.
pub async fn check(
    cluster: &Cluster,
    load: &Load,
    pushes: &PushService,
    begun_at: u64,
) -> anyhow::Result<Verdict> {
    let pool = PgPoolOptions::new().max_connections(2).connect(&cluster.database).await?;
    let mut verdict = Verdict::default();
    commands::check(&pool, &load.journal, begun_at, &mut verdict).await.context("commands")?;
    log::check(&pool, &mut verdict).await.context("the log")?;
    reactions::check(&pool, load, pushes, begun_at, &mut verdict).await.context("reactions")?;
    tabs::check(&pool, load, &mut verdict).await.context("tabs")?;
    tenants::check(&pool, load, &mut verdict).await.context("tenants")?;
    tools::check(cluster, &mut verdict).await.context("the program's own tools")?;
    pool.close().await;
    Ok(verdict)
}

/// Findings that a statement lists, one in a row; it lists none when all is well.
async fn listed(pool: &PgPool, statement: &str, since: u64) -> anyhow::Result<Vec<String>> {
    Ok(sqlx::query_scalar(statement).bind(since as i64).fetch_all(pool).await?)
}
