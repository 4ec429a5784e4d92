//! A webhook that takes heads: each is posted until it answers 2xx, in order, at least once.

use anyhow::{Context, bail};
use audit::Head;
use eventing::sealer::publications;
use secrecy::{ExposeSecret, SecretString};
use sqlx::PgPool;

use super::Target;

pub(super) struct Webhook {
    pool: PgPool,
    address: SecretString,
    client: Option<reqwest::Client>,
}

impl Webhook {
    pub(super) fn new(pool: PgPool, address: SecretString) -> Self {
        Self { pool, address, client: None }
    }
}

impl Target for Webhook {
    const NAME: &'static str = "webhook";

    async fn last(&mut self) -> anyhow::Result<u64> {
        Ok(publications::published(&self.pool, Self::NAME).await?)
    }

    async fn take(&mut self, head: &Head) -> anyhow::Result<()> {
        let client = match &self.client {
            Some(client) => client,
            None => self.client.insert(crate::http::client()?),
        };
        let request = client.post(self.address.expose_secret()).json(head);
        // The address may hold a secret: errors do not repeat it.
        let answer = request.send().await.map_err(reqwest::Error::without_url);
        let status = answer.context("STEWARD_SEAL_WEBHOOK does not answer")?.status();
        if !status.is_success() {
            bail!("STEWARD_SEAL_WEBHOOK answers {status} to the head of block {}", head.block);
        }
        Ok(publications::record(&self.pool, Self::NAME, head.block).await?)
    }
}
