//! Writes to read models, as data: a projection says which rows change, and rows that
//! change alike are written together, whatever the order of their events.

use std::collections::HashMap;

use serde_json::Value;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::copy::{self, Catalogue};

/// How a statement treats its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Makes new rows, so several rows of one key can share it.
    Insert,
    /// Changes exactly one row per row given.
    Update,
    /// Changes any number of rows per row given.
    UpdateAny,
}

/// A statement over a JSON array of rows, `$1`.
#[derive(Debug)]
pub(crate) struct Statement {
    pub(crate) table: &'static str,
    pub(crate) sql: &'static str,
    pub(crate) kind: Kind,
    /// For one that only makes rows: their columns, for COPY.
    pub(crate) copy: Option<&'static str>,
}

/// A statement that makes rows of a table from their named columns.
macro_rules! insert {
    ($table:literal, $columns:literal) => {
        $crate::write::Statement {
            table: $table,
            sql: concat!(
                "INSERT INTO ",
                $table,
                " (",
                $columns,
                ") SELECT ",
                $columns,
                " FROM jsonb_populate_recordset(NULL::",
                $table,
                ", $1)"
            ),
            kind: $crate::write::Kind::Insert,
            copy: Some($columns),
        }
    };
}

/// A statement that changes the row of a table that each given row names: `t` is the
/// row there, `n` the given one.
macro_rules! update {
    ($table:literal, $set:literal, $key:literal) => {
        $crate::write::Statement {
            table: $table,
            sql: concat!(
                "UPDATE ",
                $table,
                " AS t SET ",
                $set,
                " FROM jsonb_populate_recordset(NULL::",
                $table,
                ", $1) AS n ",
                "WHERE t.tenant_id = n.tenant_id AND ",
                $key
            ),
            kind: $crate::write::Kind::Update,
            copy: None,
        }
    };
}

pub(crate) use {insert, update};

/// One row for one statement. Writes with the same key keep their order; all others
/// may be done in any.
#[derive(Debug)]
pub(crate) struct Write {
    pub(crate) statement: &'static Statement,
    pub(crate) key: Uuid,
    pub(crate) row: Value,
}

/// Why a write was not done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WriteError {
    /// The row to change is not there.
    #[error("a row to change is not there")]
    NoSuchRow,
    /// The database refused it or did not answer.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// The rows of one execution of a statement.
struct Group {
    statement: &'static Statement,
    rows: Vec<Value>,
}

/// Writes everything with as few statements as the order of keys allows; what only makes
/// rows by COPY, where the tables allow that.
pub(crate) async fn execute(
    conn: &mut PgConnection,
    writes: Vec<Write>,
    bulk: Option<&Catalogue>,
) -> Result<(), WriteError> {
    for group in grouped(writes) {
        if let (Some(catalogue), Some(columns)) = (bulk, group.statement.copy)
            && copy::rows(conn, catalogue, (group.statement.table, columns), &group.rows).await?
        {
            continue;
        }
        let wanted = group.rows.len() as u64;
        let done =
            sqlx::query(group.statement.sql).bind(Json(group.rows)).execute(&mut *conn).await?;
        if group.statement.kind == Kind::Update && done.rows_affected() != wanted {
            return Err(WriteError::NoSuchRow);
        }
    }
    Ok(())
}

fn grouped(writes: Vec<Write>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut last: HashMap<Uuid, usize> = HashMap::new();
    for Write { statement, key, row } in writes {
        let from = match last.get(&key) {
            None => 0,
            Some(&at) if statement.kind == Kind::Insert => at,
            Some(&at) => at + 1,
        };
        let alike = |group: &Group| std::ptr::eq(group.statement, statement);
        let at = match groups.iter().skip(from).position(alike) {
            Some(offset) => from + offset,
            None => {
                groups.push(Group { statement, rows: Vec::new() });
                groups.len() - 1
            }
        };
        if let Some(group) = groups.get_mut(at) {
            group.rows.push(row);
        }
        last.insert(key, at);
    }
    groups
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    static A: Statement = Statement { table: "a", sql: "a", kind: Kind::Insert, copy: None };
    static B: Statement = Statement { table: "b", sql: "b", kind: Kind::Update, copy: None };

    fn shape(writes: &[(&'static Statement, u128)]) -> Vec<(&'static str, usize)> {
        let writes = writes
            .iter()
            .map(|(statement, key)| Write { statement, key: Uuid::from_u128(*key), row: json!({}) })
            .collect();
        grouped(writes).iter().map(|group| (group.statement.sql, group.rows.len())).collect()
    }

    #[test]
    fn rows_of_different_keys_share_statements() {
        assert_eq!(shape(&[(&A, 1), (&B, 1), (&A, 2), (&B, 2), (&A, 3)]), [("a", 3), ("b", 2)]);
    }

    #[test]
    fn rows_of_one_key_keep_their_order() {
        assert_eq!(shape(&[(&A, 1), (&A, 1), (&B, 1), (&B, 1)]), [("a", 2), ("b", 1), ("b", 1)]);
        assert_eq!(
            shape(&[(&A, 1), (&B, 1), (&A, 1), (&B, 1)]),
            [("a", 1), ("b", 1), ("a", 1), ("b", 1)]
        );
        assert_eq!(shape(&[(&B, 1), (&A, 2), (&B, 2)]), [("b", 1), ("a", 1), ("b", 1)]);
    }
}
