//! The template that test databases are copied from: one per set of migrations.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{Connection, Executor};
use uuid::Uuid;

/// Test databases are named `steward_t_<unix seconds>_<random>`.
pub(crate) const PREFIX: &str = "steward_t_";
const TEMPLATE_PREFIX: &str = "steward_template_";
const LEFTOVER_AGE: Duration = Duration::from_secs(3600);
/// Advisory locks of the maintenance database: building the template, sweeping.
const BUILD_LOCK: i64 = 0x5754_4553_0001;
const SWEEP_LOCK: i64 = 0x5754_4553_0002;

pub(crate) fn unix_seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// Makes sure that the template of the present migrations exists; returns its name.
pub(crate) async fn ensure(
    admin: &mut PgConnection,
    options: &PgConnectOptions,
) -> Result<String, sqlx::Error> {
    let name = name_of_present_migrations();
    if exists(admin, &name).await? {
        return Ok(name);
    }
    sqlx::query("SELECT pg_advisory_lock($1)").bind(BUILD_LOCK).execute(&mut *admin).await?;
    let built = if exists(admin, &name).await? {
        Ok(())
    } else {
        sweep(admin).await?;
        build(admin, options, &name).await
    };
    sqlx::query("SELECT pg_advisory_unlock($1)").bind(BUILD_LOCK).execute(&mut *admin).await?;
    built.map(|()| name)
}

fn name_of_present_migrations() -> String {
    let mut bytes = Vec::new();
    for migration in migrations::MIGRATOR.iter() {
        bytes.extend_from_slice(&migration.version.to_be_bytes());
        bytes.extend_from_slice(&migration.checksum);
    }
    format!("{TEMPLATE_PREFIX}{}", Uuid::new_v5(&Uuid::NAMESPACE_OID, &bytes).simple())
}

async fn exists(admin: &mut PgConnection, name: &str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
        .bind(name)
        .fetch_one(admin)
        .await
}

/// Migrates a database under another name; the rename at the end makes it the template.
async fn build(
    admin: &mut PgConnection,
    options: &PgConnectOptions,
    name: &str,
) -> Result<(), sqlx::Error> {
    let draft = format!("{name}_draft");
    admin.execute(format!("DROP DATABASE IF EXISTS {draft} WITH (FORCE)").as_str()).await?;
    admin.execute(format!("CREATE DATABASE {draft}").as_str()).await?;
    let mut connection = PgConnection::connect_with(&options.clone().database(&draft)).await?;
    migrations::MIGRATOR.run(&mut connection).await?;
    connection.close().await?;
    admin.execute(format!("ALTER DATABASE {draft} RENAME TO {name}").as_str()).await?;
    Ok(())
}

/// Removes what killed test runs left, unless another process is at it.
pub(crate) async fn sweep(admin: &mut PgConnection) -> Result<(), sqlx::Error> {
    let mine: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)")
        .bind(SWEEP_LOCK)
        .fetch_one(&mut *admin)
        .await?;
    if !mine {
        return Ok(());
    }
    let names: Vec<String> =
        sqlx::query_scalar("SELECT datname::text FROM pg_database WHERE starts_with(datname, $1)")
            .bind(PREFIX)
            .fetch_all(&mut *admin)
            .await?;
    let oldest = unix_seconds().saturating_sub(LEFTOVER_AGE.as_secs());
    for name in names.iter().filter(|name| made_at(name).is_some_and(|made| made < oldest)) {
        admin.execute(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)").as_str()).await?;
    }
    sqlx::query("SELECT pg_advisory_unlock($1)").bind(SWEEP_LOCK).execute(admin).await?;
    Ok(())
}

fn made_at(name: &str) -> Option<u64> {
    name.strip_prefix(PREFIX)?.split('_').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_age_of_a_test_database_is_in_its_name() {
        assert_eq!(made_at("steward_t_1700000000_abc"), Some(1_700_000_000));
        assert_eq!(made_at("steward_template_0"), None);
        assert_eq!(made_at("steward_t_x"), None);
    }
}
