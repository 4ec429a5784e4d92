//! One fresh, migrated database per test.

use std::str::FromStr;
use std::sync::Once;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::{Connection, Executor};
use uuid::Uuid;

use crate::services::{Services, stop_test, unreachable_server};
use crate::template;

/// A database of its own with all migrations applied. Dropping this value drops the
/// database and ends every connection to it; `STEWARD_TEST_KEEP=1` keeps it.
#[derive(Debug)]
pub struct TestDb {
    name: String,
    options: PgConnectOptions,
    services: Services,
    pool: PgPool,
}

impl TestDb {
    /// Makes a database.
    ///
    /// # Panics
    /// When the test server does not answer; the message says how to start it.
    pub async fn new() -> Self {
        let services = Services::find();
        match Self::make(&services).await {
            Ok(database) => database,
            Err(error) => unreachable_server("Postgres", &services.database_url, &error),
        }
    }

    async fn make(services: &Services) -> Result<Self, sqlx::Error> {
        static SWEPT: Once = Once::new();
        let options = PgConnectOptions::from_str(&services.database_url)?;
        let mut admin = PgConnection::connect_with(&options).await?;
        let mut sweep = false;
        SWEPT.call_once(|| sweep = true);
        if sweep {
            template::sweep(&mut admin).await?;
        }
        let template = match template::ensure(&mut admin, &options).await {
            Err(sqlx::Error::Migrate(error)) => {
                stop_test(&format!("the migrations fail on an empty database: {error}"))
            }
            other => other?,
        };
        let name =
            format!("{}{}_{}", template::PREFIX, template::unix_seconds(), Uuid::new_v4().simple());
        admin.execute(format!("CREATE DATABASE {name} TEMPLATE {template}").as_str()).await?;
        // A copy must not carry the template's identity: caches and cursors are
        // keyed by the log's id.
        let of_database = options.clone().database(&name);
        let mut fresh = PgConnection::connect_with(&of_database).await?;
        fresh.execute("UPDATE log_head SET log_id = gen_random_uuid()").await?;
        fresh.close().await?;
        admin.close().await?;
        let pool = PgPoolOptions::new().max_connections(5).connect_lazy_with(of_database);
        Ok(Self { name, options, services: services.clone(), pool })
    }

    /// The URL that a Steward role would get as `DATABASE_URL`.
    #[must_use]
    pub fn url(&self) -> String {
        let maintenance = &self.services.database_url;
        let (start, query) = match maintenance.split_once('?') {
            Some((start, query)) => (start, format!("?{query}")),
            None => (maintenance.as_str(), String::new()),
        };
        // The path of a database URL is the database's name.
        let authority = start.rfind('/').map_or(start, |slash| &start[..slash]);
        format!("{authority}/{}{query}", self.name)
    }

    /// The same database as a superuser. At present that is also what [`Self::url`]
    /// gives; use this one where the test means to go around row-level security.
    #[must_use]
    pub fn admin_url(&self) -> String {
        self.url()
    }

    /// A small pool as a superuser, for looking behind the scenes.
    #[must_use]
    pub fn admin_pool(&self) -> &PgPool {
        &self.pool
    }

    /// Connection options of the superuser, for pools with settings of their own.
    #[must_use]
    pub fn admin_options(&self) -> PgConnectOptions {
        self.options.clone().database(&self.name)
    }

    /// The Redis that all tests share; keys are kept apart by each log's id.
    #[must_use]
    pub fn redis_url(&self) -> &str {
        &self.services.redis_url
    }

    /// The name of the database.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        if std::env::var_os("STEWARD_TEST_KEEP").is_some() {
            return;
        }
        // A runtime of its own: the test's may be single-threaded and is blocked here.
        let options = self.options.clone();
        let statement = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        let dropper = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let Ok(runtime) = runtime else { return };
            // What stays behind is swept by a later run.
            let _ = runtime.block_on(async {
                let mut admin = PgConnection::connect_with(&options).await?;
                admin.execute(statement.as_str()).await?;
                admin.close().await
            });
        });
        let _ = dropper.join();
    }
}
