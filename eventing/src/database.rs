//! Connections to Postgres: one pool per database role, each checkout bound to a tenant.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use domain::TenantId;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, PgConnection, PgPool, Postgres, Transaction};

/// How long a connection may have rested without being asked whether it still is one.
const FRESH: Duration = Duration::from_secs(1);

tokio::task_local! {
    /// The tenant that the next checkout of this task is for.
    static TENANT: TenantId;
}

/// As whom a pool acts in the database; `migrations/0001_roles.sql` creates them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DbRole {
    /// Serves people: sees one tenant at a time.
    Api,
    /// Runs turns: sees one tenant at a time.
    Worker,
    /// Relay, projector, timers: sees all tenants, cannot change the log.
    System,
}

impl DbRole {
    /// The role's name in Postgres.
    pub fn name(self) -> &'static str {
        match self {
            Self::Api => "steward_api",
            Self::Worker => "steward_worker",
            Self::System => "steward_system",
        }
    }
}

/// A pool that acts as one database role.
#[derive(Clone)]
pub struct Database {
    pool: PgPool,
    role: DbRole,
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Database").field("role", &self.role).finish_non_exhaustive()
    }
}

impl Database {
    /// Opens a pool on `url` (whose user may act as every role) that acts as `role`
    /// from the first statement on: the role is a start-up option of each connection,
    /// so `RESET ROLE` leads back to it.
    pub async fn connect(
        url: &str,
        role: DbRole,
        max_connections: u32,
    ) -> Result<Self, sqlx::Error> {
        let options = PgConnectOptions::from_str(url)?
            .application_name(role.name())
            .options([("role", role.name())]);
        let pool = PgPoolOptions::new()
            .max_connections(max_connections)
            .acquire_timeout(Duration::from_secs(10))
            // Setting the tenant tells as well whether a connection is still good.
            .test_before_acquire(false)
            .after_connect(move |connection, _| Box::pin(bind_tenant(connection, role)))
            .before_acquire(move |connection, kept| {
                Box::pin(async move {
                    if role != DbRole::System {
                        bind_tenant(connection, role).await?;
                    } else if kept.idle_for > FRESH {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            })
            .connect_with(options)
            .await?;
        Ok(Self { pool, role })
    }

    /// A connection that sees the rows of `tenant` and of no other.
    pub async fn acquire(&self, tenant: TenantId) -> Result<PoolConnection<Postgres>, sqlx::Error> {
        TENANT.scope(tenant, self.pool.acquire()).await
    }

    /// A transaction of the pool, begun by `BEGIN`.
    pub async fn begin(&self) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
        self.begin_with("BEGIN").await
    }

    /// A transaction of the pool, begun by `statement`. It is begun to the end even if
    /// whoever asked no longer waits: sqlx 0.8.6 gives a connection whose `BEGIN` was
    /// abandoned back to the pool with the transaction open, and what is then written
    /// through it is never committed (transact-rs/sqlx#4393).
    pub async fn begin_with(
        &self,
        statement: impl Into<Cow<'static, str>>,
    ) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
        let (pool, statement) = (self.pool.clone(), statement.into());
        #[expect(clippy::disallowed_methods, reason = "nothing abandons a task of its own")]
        let begun = tokio::spawn(async move { pool.begin_with(statement).await });
        // It fails only when the runtime ends.
        begun.await.map_err(|_| sqlx::Error::WorkerCrashed)?
    }

    /// Runs `work`, whose checkouts of this pool are all bound to `tenant`: for
    /// libraries that query a bare pool.
    pub(crate) async fn scoped<T>(&self, tenant: TenantId, work: impl Future<Output = T>) -> T {
        TENANT.scope(tenant, work).await
    }

    /// The pool itself: no tenant is set, so the API's and the workers' roles see no
    /// row of any tenant through it.
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// The role it acts as.
    pub fn role(&self) -> DbRole {
        self.role
    }
}

async fn bind_tenant(connection: &mut PgConnection, role: DbRole) -> Result<(), sqlx::Error> {
    set_tenant(connection, role, TENANT.try_with(|tenant| *tenant).ok()).await
}

async fn set_tenant(
    connection: &mut PgConnection,
    role: DbRole,
    tenant: Option<TenantId>,
) -> Result<(), sqlx::Error> {
    if role == DbRole::System {
        return Ok(());
    }
    sqlx::query("SELECT set_config('app.tenant_id', $1, false)")
        .bind(tenant.map(|tenant| tenant.to_string()).unwrap_or_default())
        .execute(connection)
        .await?;
    Ok(())
}
