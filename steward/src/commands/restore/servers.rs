//! The Postgres that is restored into, started where nobody has.

use std::sync::Arc;

use anyhow::ensure;
use sqlx::{Connection, PgConnection};

use crate::embedded::{self, Options, Services, Urls};
use crate::settings::Settings;

pub(super) struct Servers {
    pub(super) urls: Urls,
    started: Option<Services>,
}

impl Servers {
    /// Those that the settings name or that run, else those of the deployment's own folder.
    pub(super) async fn reach(settings: &Settings) -> anyhow::Result<Self> {
        let (urls, started) = match settings.external() {
            Ok(urls) => (urls, None),
            Err(_) => {
                let options = Options { report: Arc::new(super::tell), ..settings.services() };
                let services = embedded::start(&options).await?;
                (services.urls.clone(), Some(services))
            }
        };
        let servers = Self { urls, started };
        match servers.alone().await {
            Ok(()) => Ok(servers),
            Err(error) => {
                servers.stop().await;
                Err(error)
            }
        }
    }

    /// Nothing else may work on the database.
    async fn alone(&self) -> anyhow::Result<()> {
        crate::postgres::reach(&self.urls.database_url).await?;
        let mut connection = PgConnection::connect(&self.urls.database_url).await?;
        let at_work: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
               AND pid <> pg_backend_pid() AND application_name LIKE 'steward\\_%'",
        )
        .fetch_one(&mut connection)
        .await?;
        connection.close().await?;
        ensure!(
            at_work == 0,
            "Steward is at work on this database ({at_work} connections): stop every process of it first"
        );
        Ok(())
    }

    /// Stops what was started.
    pub(super) async fn stop(self) {
        if let Some(services) = self.started {
            services.stop().await;
        }
    }
}
