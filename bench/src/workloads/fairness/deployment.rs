//! A deployment with two businesses.

use anyhow::ensure;
use sqlx::{Connection, PgConnection};
use std::time::{Duration, Instant};

use super::quiet;
use crate::Context;
use crate::load::steward::{Business, Instance, Limits, Roles};

/// Members of the business that floods.
const LOUD: usize = 64;
/// How long the read models may take to catch up.
const PATIENCE: Duration = Duration::from_secs(120);

/// The product, and the businesses in it.
pub(super) struct Deployment {
    pub(super) instance: Instance,
    quiet: Business,
    loud: Business,
}

impl Deployment {
    pub(super) async fn start(context: &Context, limits: Limits) -> anyhow::Result<Self> {
        let name = match limits {
            Limits::Raised => "fairness",
            Limits::Usual => "fairness_limits",
        };
        let instance = Instance::start_with(context, name, Roles::WithoutAnswers, limits).await?;
        let quiet = Business::open(&instance, quiet::PEOPLE).await?;
        let loud = Business::open(&instance, LOUD).await?;
        Ok(Self { instance, quiet, loud })
    }

    /// Tokens of the people of the business that asks for little.
    pub(super) async fn quiet(&self) -> anyhow::Result<Vec<String>> {
        self.tokens(&self.quiet).await
    }

    /// Tokens of the people of the business that floods.
    pub(super) async fn loud(&self) -> anyhow::Result<Vec<String>> {
        self.tokens(&self.loud).await
    }

    /// They are good for minutes, so each measurement asks for new ones.
    async fn tokens(&self, business: &Business) -> anyhow::Result<Vec<String>> {
        let mut tokens = Vec::with_capacity(business.people.len());
        for person in &business.people {
            tokens.push(person.token(&self.instance).await?);
        }
        Ok(tokens)
    }

    /// Waits until the read models know all that happened: nobody is measured beside the rest of
    /// an earlier flood.
    pub(super) async fn is_at_rest(&self) -> anyhow::Result<()> {
        let mut connection = PgConnection::connect(&self.instance.database).await?;
        let begun = Instant::now();
        loop {
            let behind: i64 = sqlx::query_scalar(
                "SELECT coalesce(max((SELECT position FROM log_head) - position), 0) \
                 FROM checkpoints JOIN projection_generations USING (projection, generation)",
            )
            .fetch_one(&mut connection)
            .await?;
            if behind == 0 {
                return Ok(connection.close().await?);
            }
            ensure!(begun.elapsed() < PATIENCE, "the read models are {behind} events behind");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}
