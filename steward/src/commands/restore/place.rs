//! Whether a database can be restored into.

use anyhow::{bail, ensure};
use sqlx::{Executor, PgConnection};

use crate::backup::manifest::Manifest;
use crate::schema;

/// What there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Nothing, or the schema with nothing in it.
    Empty,
    /// This backup's data; its restore was interrupted. Whether the keys are in too.
    Begun {
        /// They are.
        keys: bool,
    },
}

const ELSEWHERE: &str = "Restore into a new one: CREATE DATABASE in a Postgres of yours and its \
    address in DATABASE_URL; or, where `steward up` keeps its own, stop it and move the folder \
    `postgres` of its home away";

impl Place {
    /// Looks; refuses what is used.
    pub(super) async fn look(
        connection: &mut PgConnection,
        backup: &Manifest,
    ) -> anyhow::Result<Self> {
        let (tables, ours): (i64, bool) = sqlx::query_as(
            "SELECT count(*), coalesce(bool_or(c.relname = '_sqlx_migrations'), false) \
             FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') \
               AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')",
        )
        .fetch_one(&mut *connection)
        .await?;
        if tables == 0 {
            return Ok(Self::Empty);
        }
        ensure!(ours, "this database has tables that are not Steward's. {ELSEWHERE}");
        let applied = schema::applied(connection).await?;
        if applied.is_empty() {
            return Ok(Self::Empty);
        }
        connection.execute("SET ROLE steward_owner").await?;
        let place = Self::of_ours(connection, backup).await?;
        connection.execute("RESET ROLE").await?;
        let Some(place) = place else { bail!("this database is not empty. {ELSEWHERE}") };
        ensure!(
            place != Self::Empty || applied.iter().all(|one| backup.migrations.contains(one)),
            "this database is empty, but its schema is of another version than the backup. {ELSEWHERE}"
        );
        Ok(place)
    }

    /// None: it is used.
    async fn of_ours(
        connection: &mut PgConnection,
        backup: &Manifest,
    ) -> anyhow::Result<Option<Self>> {
        let there: bool = sqlx::query_scalar("SELECT to_regclass('public.restores') IS NOT NULL")
            .fetch_one(&mut *connection)
            .await?;
        if there {
            let begun: Option<(bool, bool)> = sqlx::query_as(
                "SELECT keys_at IS NOT NULL, ended_at IS NOT NULL FROM restores WHERE restore_id = $1",
            )
            .bind(backup.backup_id)
            .fetch_optional(&mut *connection)
            .await?;
            match begun {
                Some((_, true)) => bail!("this backup has been restored into this database before"),
                Some((keys, false)) => return Ok(Some(Self::Begun { keys })),
                None => {}
            }
        }
        for table in ["events", "commands", "member_keys", "accounts", "files"] {
            if is_used(connection, table).await? {
                return Ok(None);
            }
        }
        Ok(Some(Self::Empty))
    }
}

async fn is_used(connection: &mut PgConnection, table: &str) -> Result<bool, sqlx::Error> {
    // A schema that is being made lacks some.
    let there: bool = sqlx::query_scalar("SELECT to_regclass('public.' || $1) IS NOT NULL")
        .bind(table)
        .fetch_one(&mut *connection)
        .await?;
    if !there {
        return Ok(false);
    }
    let rows = format!("SELECT EXISTS (SELECT FROM public.{table})");
    sqlx::query_scalar(&rows).fetch_one(connection).await
}
