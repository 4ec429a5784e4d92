//! The rows of a part of a backup, into a database that has its schema and none of them.

use std::io::Read;

use anyhow::{Context, ensure};
use sqlx::{Executor, PgConnection};

use super::contents::is_seeded;
use super::folder::Folder;
use super::manifest::Table;

/// Bytes that are sent at once.
const PIECE: usize = 1 << 18;

/// Loads every table in the transaction that `connection` is in, as the schema's owner. COPY
/// takes no table whose row-level security binds its owner, so that is lifted until its end;
/// nobody else sees the tables meanwhile.
pub(crate) async fn load(
    connection: &mut PgConnection,
    folder: &Folder,
    mut loaded: impl FnMut(u64),
) -> anyhow::Result<()> {
    for table in &folder.manifest.tables {
        let name = &table.name;
        let forced: bool = sqlx::query_scalar(
            "SELECT relforcerowsecurity FROM pg_class WHERE oid = to_regclass('public.' || $1)",
        )
        .bind(name)
        .fetch_optional(&mut *connection)
        .await?
        .with_context(|| format!("there is no table {name} to restore into"))?;
        if forced {
            let lift = format!("ALTER TABLE public.{name} NO FORCE ROW LEVEL SECURITY");
            connection.execute(lift.as_str()).await?;
        }
        if is_seeded(name) {
            connection.execute(format!("DELETE FROM public.{name}").as_str()).await?;
        }
        let rows = copy(connection, folder, table, &mut loaded).await;
        let rows = rows.with_context(|| format!("the rows of {name} could not be restored"))?;
        ensure!(rows == table.rows, "{name} has {rows} rows, and {} were written", table.rows);
        if forced {
            let bind = format!("ALTER TABLE public.{name} FORCE ROW LEVEL SECURITY");
            connection.execute(bind.as_str()).await?;
        }
    }
    Ok(())
}

async fn copy(
    connection: &mut PgConnection,
    folder: &Folder,
    table: &Table,
    loaded: &mut impl FnMut(u64),
) -> anyhow::Result<u64> {
    let mut file = folder.open(table)?;
    let sql = format!("COPY public.{} ({}) FROM STDIN", table.name, table.column_list());
    let mut copy = connection.copy_in_raw(&sql).await?;
    let mut piece = vec![0; PIECE];
    loop {
        let read = match file.read(&mut piece) {
            Ok(read) => read,
            Err(error) => {
                copy.abort("the file cannot be read").await?;
                return Err(error.into());
            }
        };
        let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
        copy.send(bytes).await?;
        loaded(read as u64);
    }
    Ok(copy.finish().await?)
}
