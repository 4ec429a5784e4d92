//! Writes to read models, as data: a projection says which rows change, and rows that
//! change alike are written together, whatever the order of their events.

use std::collections::HashMap;

use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::copy::{self, Catalogue, CopyIn};
use crate::row::Row;

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
    pub(crate) row: Row,
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

/// Writes in as few steps as the order of keys allows.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    /// For what only makes rows: they go by COPY where these tables allow that.
    bulk: Option<&'a Catalogue>,
    steps: Vec<Step>,
    /// The step of each key's last write.
    last: HashMap<Uuid, usize>,
}

/// The rows of one statement.
#[derive(Debug)]
pub(crate) struct Step {
    statement: &'static Statement,
    /// The first rows, if they go by COPY.
    copied: Option<CopyIn>,
    /// All others.
    rows: Vec<Row>,
}

impl<'a> Plan<'a> {
    /// Of nothing yet.
    pub(crate) fn new(bulk: Option<&'a Catalogue>) -> Self {
        Self { bulk, steps: Vec::new(), last: HashMap::new() }
    }

    /// Adds a write.
    pub(crate) fn add(&mut self, Write { statement, key, row }: Write) {
        let from = match self.last.get(&key) {
            None => 0,
            Some(&at) if statement.kind == Kind::Insert => at,
            Some(&at) => at + 1,
        };
        let alike = |step: &Step| std::ptr::eq(step.statement, statement);
        let at = match self.steps.iter().skip(from).position(alike) {
            Some(offset) => from + offset,
            None => {
                self.steps.push(Step { statement, copied: None, rows: Vec::new() });
                self.steps.len() - 1
            }
        };
        if let Some(step) = self.steps.get_mut(at) {
            step.add(row, self.bulk);
        }
        self.last.insert(key, at);
    }

    /// What is to be done, in order.
    pub(crate) fn steps(self) -> Vec<Step> {
        self.steps
    }
}

impl Step {
    fn add(&mut self, row: Row, bulk: Option<&Catalogue>) {
        if let Some(copied) = &mut self.copied
            && self.rows.is_empty()
            && copied.push(&row).is_some()
        {
            return;
        }
        self.rows.push(row);
        if self.copied.is_none()
            && self.rows.len() == copy::FEW
            && let Some((catalogue, columns)) = bulk.zip(self.statement.copy)
            && let Some(mut copied) = CopyIn::new(catalogue, self.statement.table, columns)
            && self.rows.iter().all(|row| copied.push(row).is_some())
        {
            self.copied = Some(copied);
            self.rows.clear();
        }
    }

    async fn perform(&self, conn: &mut PgConnection) -> Result<(), WriteError> {
        let Self { statement, copied, rows } = self;
        if let Some(copied) = copied {
            copied.send(conn).await?;
        }
        if rows.is_empty() {
            return Ok(());
        }
        let done = sqlx::query(statement.sql).bind(Json(rows)).execute(conn).await?;
        if statement.kind == Kind::Update && done.rows_affected() != rows.len() as u64 {
            return Err(WriteError::NoSuchRow);
        }
        Ok(())
    }
}

/// Does everything, in order.
pub(crate) async fn perform(conn: &mut PgConnection, steps: &[Step]) -> Result<(), WriteError> {
    for step in steps {
        step.perform(conn).await?;
    }
    Ok(())
}

/// Plans and does it.
pub(crate) async fn execute(
    conn: &mut PgConnection,
    writes: Vec<Write>,
    bulk: Option<&Catalogue>,
) -> Result<(), WriteError> {
    let mut plan = Plan::new(bulk);
    writes.into_iter().for_each(|write| plan.add(write));
    perform(conn, &plan.steps()).await
}

#[cfg(test)]
mod tests {
    use super::*;

    static A: Statement = Statement { table: "a", sql: "a", kind: Kind::Insert, copy: None };
    static B: Statement = Statement { table: "b", sql: "b", kind: Kind::Update, copy: None };

    fn shape(writes: &[(&'static Statement, u128)]) -> Vec<(&'static str, usize)> {
        let mut plan = Plan::new(None);
        for &(statement, key) in writes {
            plan.add(Write { statement, key: Uuid::from_u128(key), row: Row::default() });
        }
        plan.steps().iter().map(|step| (step.statement.sql, step.rows.len())).collect()
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
