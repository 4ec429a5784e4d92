//! What a part of a backup says of itself: `manifest.json`.

use anyhow::{Context, bail, ensure};
use audit::Head;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::contents::Part;

/// The file's name.
pub(crate) const FILE: &str = "manifest.json";
/// The shape of backups that this program writes and reads.
const FORMAT: u32 = 1;

/// A part of a backup.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    format: u32,
    pub(crate) part: Part,
    /// The same in both parts, where they were taken together.
    pub(crate) backup_id: Uuid,
    /// The log's identity then; a restore gives it another one.
    pub(crate) log_id: Uuid,
    /// Where the log stood: everything up to there is in it, and nothing after.
    pub(crate) position: u64,
    pub(crate) taken_at: DateTime<Utc>,
    /// Which program wrote it.
    pub(crate) steward: String,
    /// Which Postgres it came from.
    pub(crate) postgres: String,
    /// The last signed head of the log then.
    pub(crate) head: Option<Head>,
    /// The schema that the rows fit.
    pub(crate) migrations: Vec<Migration>,
    pub(crate) tables: Vec<Table>,
}

/// A migration that had been run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
#[serde(deny_unknown_fields)]
pub(crate) struct Migration {
    pub(crate) version: i64,
    /// Hex digits.
    pub(crate) checksum: String,
}

/// A file of rows, in the text format of Postgres' COPY.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
    pub(crate) rows: u64,
    pub(crate) bytes: u64,
}

/// Both parts of one backup, or the keys alone, before their tables are known.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    pub(crate) backup_id: Uuid,
    pub(crate) log_id: Uuid,
    pub(crate) position: u64,
    pub(crate) taken_at: DateTime<Utc>,
    pub(crate) postgres: String,
    pub(crate) head: Option<Head>,
    pub(crate) migrations: Vec<Migration>,
}

impl Facts {
    /// The manifest of one part.
    pub(crate) fn manifest(&self, part: Part, tables: Vec<Table>) -> Manifest {
        let facts = self.clone();
        Manifest {
            format: FORMAT,
            part,
            backup_id: facts.backup_id,
            log_id: facts.log_id,
            position: facts.position,
            taken_at: facts.taken_at,
            steward: env!("CARGO_PKG_VERSION").to_owned(),
            postgres: facts.postgres,
            head: facts.head,
            migrations: facts.migrations,
            tables,
        }
    }
}

impl Table {
    /// The file with its rows.
    pub(crate) fn file(&self) -> String {
        format!("{}.copy", self.name)
    }

    /// Its columns, as they stand in a statement.
    pub(crate) fn column_list(&self) -> String {
        column_list(&self.columns)
    }
}

/// Columns, as they stand in a statement.
pub(crate) fn column_list(columns: &[String]) -> String {
    let quoted: Vec<String> = columns.iter().map(|column| format!("\"{column}\"")).collect();
    quoted.join(", ")
}

impl Manifest {
    /// Reads it, if this program can restore such a backup.
    pub(crate) fn read(text: &str) -> anyhow::Result<Self> {
        #[derive(Deserialize)]
        struct Shape {
            format: u32,
        }
        let shape: Shape = serde_json::from_str(text).context("it is no manifest of a backup")?;
        if shape.format > FORMAT {
            bail!("a newer steward wrote this backup: use that one");
        }
        let manifest: Self = serde_json::from_str(text).context("it is no manifest of a backup")?;
        // Names become part of statements.
        let plain = |name: &String| {
            let letters = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_');
            !name.is_empty() && name.bytes().all(letters)
        };
        for table in &manifest.tables {
            let known = manifest.part.tables().contains(&table.name.as_str());
            ensure!(known, "it names the table {:?}, which is none of a backup", table.name);
            ensure!(table.columns.iter().all(plain), "it names a column that is none");
        }
        Ok(manifest)
    }

    /// A table of it.
    pub(crate) fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// Rows in all.
    pub(crate) fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }

    /// Bytes in all, without the manifest.
    pub(crate) fn bytes(&self) -> u64 {
        self.tables.iter().map(|table| table.bytes).sum()
    }
}
