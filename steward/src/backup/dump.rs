//! The rows of a backup, out of one snapshot of the database: writers are not kept waiting,
//! and what they append meanwhile is not in it.

use anyhow::{Context, bail, ensure};
use chrono::Utc;
use eventing::sealer::blocks;
use futures::TryStreamExt;
use sqlx::{Connection, Executor, PgConnection};
use uuid::Uuid;

use super::contents::{Part, order};
use super::draft::Draft;
use super::manifest::{self, Facts, Migration, Table, column_list};
use crate::schema;

/// A transaction that sees the database as it was at one moment.
pub(crate) struct Snapshot {
    connection: PgConnection,
    /// What it is of.
    pub(crate) facts: Facts,
    /// Whether damaged pages would be noticed.
    pub(crate) checksums: bool,
}

impl Snapshot {
    /// Begins one.
    pub(crate) async fn begin(url: &str) -> anyhow::Result<Self> {
        crate::postgres::reach(url).await?;
        let mut connection = PgConnection::connect(url).await?;
        // Managed servers may limit both, and a large table takes its time.
        connection.execute("SET statement_timeout = 0").await?;
        connection.execute("SET idle_in_transaction_session_timeout = 0").await?;
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
        let there: bool = sqlx::query_scalar(
            "SELECT to_regclass('public.log_head') IS NOT NULL AND to_regclass('public._sqlx_migrations') IS NOT NULL",
        )
        .fetch_one(&mut connection)
        .await?;
        ensure!(there, "there is no Steward in this database; check DATABASE_URL");
        let migrations = schema::applied(&mut connection).await?;
        fitting(&migrations)?;
        // Its policies show it every tenant's rows, also where the user is no superuser.
        connection.execute("SET LOCAL ROLE steward_owner").await?;
        let (log_id, position): (Uuid, i64) =
            sqlx::query_as("SELECT log_id, position FROM public.log_head")
                .fetch_one(&mut connection)
                .await?;
        let (postgres, checksums): (String, bool) = sqlx::query_as(
            "SELECT current_setting('server_version'), current_setting('data_checksums') = 'on'",
        )
        .fetch_one(&mut connection)
        .await?;
        let facts = Facts {
            backup_id: Uuid::now_v7(),
            log_id,
            position: position.unsigned_abs(),
            taken_at: Utc::now(),
            postgres,
            head: blocks::last(&mut connection).await?,
            migrations,
        };
        Ok(Self { connection, facts, checksums })
    }

    /// Writes a part into a folder; `wrote` hears of rows.
    pub(crate) async fn write(
        &mut self,
        part: Part,
        mut draft: Draft,
        mut wrote: impl FnMut(u64),
    ) -> anyhow::Result<Written> {
        let mut tables = Vec::new();
        for name in part.tables() {
            tables.push(self.table(name, &mut draft, &mut wrote).await?);
        }
        let manifest = self.facts.manifest(part, tables);
        let mut file = draft.file(manifest::FILE)?;
        file.write(serde_json::to_string_pretty(&manifest)?.as_bytes())?;
        file.write(b"\n")?;
        draft.keep(file)?;
        Ok(Written { draft, manifest })
    }

    async fn table(
        &mut self,
        name: &str,
        draft: &mut Draft,
        wrote: &mut impl FnMut(u64),
    ) -> anyhow::Result<Table> {
        let columns: Vec<String> = sqlx::query_scalar(
            "SELECT attname::text FROM pg_attribute WHERE attrelid = to_regclass('public.' || $1) \
               AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
        )
        .bind(name)
        .fetch_all(&mut self.connection)
        .await?;
        let mut file = draft.file(&format!("{name}.copy"))?;
        let sql = format!(
            "COPY (SELECT {} FROM public.{name}{}) TO STDOUT",
            column_list(&columns),
            order(name)
        );
        let damaged = || format!("the rows of {name} cannot be read");
        let mut rows = self.connection.copy_out_raw(&sql).await.with_context(damaged)?;
        while let Some(bytes) = rows.try_next().await.with_context(damaged)? {
            let before = file.lines;
            file.write(&bytes)?;
            wrote(file.lines - before);
        }
        drop(rows);
        let (rows, bytes) = (file.lines, file.bytes);
        draft.keep(file)?;
        Ok(Table { name: name.to_owned(), columns, rows, bytes })
    }

    /// About how many rows a part has, to tell how far it is.
    pub(crate) async fn rows(&mut self, part: Part) -> anyhow::Result<u64> {
        let about: i64 = sqlx::query_scalar(
            "SELECT coalesce(sum(greatest(reltuples, 0)), 0)::bigint FROM pg_class \
             WHERE oid = ANY (SELECT to_regclass('public.' || t) FROM unnest($1) AS t)",
        )
        .bind(part.tables())
        .fetch_one(&mut self.connection)
        .await?;
        Ok(about.unsigned_abs())
    }

    /// Ends it.
    pub(crate) async fn end(mut self) -> anyhow::Result<()> {
        self.connection.execute("COMMIT").await?;
        Ok(self.connection.close().await?)
    }
}

/// A part that is written, and has no name yet.
pub(crate) struct Written {
    pub(crate) draft: Draft,
    pub(crate) manifest: manifest::Manifest,
}

/// Whether this program knows what the tables of this schema mean.
fn fitting(there: &[Migration]) -> anyhow::Result<()> {
    if let Some(newer) = there.iter().find(|one| !schema::is_known(one)) {
        bail!(
            "the schema of this database is of another steward (migration {} is not known here): \
             back it up with that one",
            newer.version
        );
    }
    ensure!(
        there.len() == schema::known().len(),
        "the schema of this database is of an older steward: back it up with that one, or run \
         `steward migrate` first"
    );
    Ok(())
}
