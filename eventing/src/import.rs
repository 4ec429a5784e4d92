//! Filling an empty log with the lines of an export: positions, ids, hashes and times stay.
//!
//! Only the owner of the schema may do it, in batches that are whole or not there. Members'
//! keys do not travel in an export, so personal text stays sealed unless they are restored.

use std::collections::HashMap;

use audit::Line;
use chrono::{DateTime, Utc};
use domain::Metadata;
use sqlx::{Connection, Executor, PgConnection};
use uuid::Uuid;

/// Why an import does not go on.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The log has events that are not of this import.
    #[error("{0}; an import needs an empty database, as `steward migrate` makes it")]
    InUse(String),
    /// A line is not the one that must come here.
    #[error("line {line}: {reason}")]
    Line {
        /// From 1.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// The database refused, or did not answer.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// A line of a file, and its number.
pub type Numbered = (u64, Line);

/// What must be so of a line, as far as it can be told from those before it.
#[derive(Debug, Default)]
pub struct Order {
    position: u64,
    recorded_at: Option<DateTime<Utc>>,
}

impl Order {
    /// Takes the next line, or says what is wrong with it.
    pub fn take(&mut self, (number, line): &Numbered) -> Result<(), ImportError> {
        self.check(line).map_err(|reason| ImportError::Line { line: *number, reason })?;
        self.position = line.position;
        self.recorded_at = Some(line.recorded_at);
        Ok(())
    }

    fn check(&self, line: &Line) -> Result<(), String> {
        let expected = self.position + 1;
        if line.position < expected {
            return Err(format!(
                "position {} comes again or out of order; position {expected} must come here",
                line.position
            ));
        }
        if line.position > expected {
            return Err(format!(
                "position {} comes where position {expected} must: events are missing",
                line.position
            ));
        }
        if self.recorded_at.is_some_and(|before| line.recorded_at < before) {
            return Err("it was recorded before the event in front of it".to_owned());
        }
        let ids: Vec<_> = line.aggregate_id.split('/').collect();
        // As the log writes ids: lower-case, with hyphens.
        let plain = |id: &&str| Uuid::parse_str(id).is_ok_and(|parsed| parsed.to_string() == **id);
        if ids.len() != 2 || !ids.iter().all(plain) {
            return Err("aggregate_id must be <tenant>/<id>".to_owned());
        }
        let metadata: HashMap<String, String> = serde_json::from_str(&line.metadata)
            .map_err(|error| format!("metadata cannot be read: {error}"))?;
        Metadata::from_map(&metadata)?;
        // Readers of the log take it by another way, which knows no field twice.
        let metadata = Metadata::parse(&line.metadata)?;
        if metadata.event_id != line.event_id || metadata.command_id != line.command_id {
            return Err("metadata names another event or command".to_owned());
        }
        serde_json::from_str::<serde::de::IgnoredAny>(&line.payload)
            .map_err(|error| format!("payload is no JSON: {error}"))?;
        Ok(())
    }
}

/// An import under way, as the owner of the schema.
#[derive(Debug)]
pub struct Import {
    connection: PgConnection,
    position: u64,
}

impl Import {
    /// Begins, or goes on with an import that was interrupted. The user of `url` must be able
    /// to act as the schema's owner, as the one who migrates is.
    pub async fn begin(url: &str) -> Result<Self, ImportError> {
        let mut connection = PgConnection::connect(url).await?;
        connection.execute("SET ROLE steward_owner").await?;
        let position: i64 = sqlx::query_scalar("SELECT begin_import()")
            .fetch_one(&mut connection)
            .await
            .map_err(in_use)?;
        Ok(Self { connection, position: position.unsigned_abs() })
    }

    /// The last position that is in.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Appends the lines that come next: all of them, or none.
    pub async fn append(&mut self, lines: &[Numbered]) -> Result<(), ImportError> {
        let Some((_, last)) = lines.last() else { return Ok(()) };
        let through = last.position;
        let all = || lines.iter().map(|(_, line)| line);
        let appended =
            sqlx::query("SELECT import_events($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
                .bind(self.position as i64)
                .bind(all().map(|line| line.position as i64).collect::<Vec<_>>())
                .bind(all().map(|line| line.event_id).collect::<Vec<_>>())
                .bind(all().map(|line| line.aggregate_type.as_str()).collect::<Vec<_>>())
                .bind(all().map(|line| line.aggregate_id.as_str()).collect::<Vec<_>>())
                .bind(all().map(|line| line.sequence as i64).collect::<Vec<_>>())
                .bind(all().map(|line| line.event_type.as_str()).collect::<Vec<_>>())
                .bind(all().map(|line| line.event_version.as_str()).collect::<Vec<_>>())
                .bind(all().map(|line| line.command_id).collect::<Vec<_>>())
                .bind(all().map(|line| line.recorded_at).collect::<Vec<_>>())
                .bind(all().map(|line| line.metadata.as_str()).collect::<Vec<_>>())
                .bind(all().map(|line| line.payload.as_str()).collect::<Vec<_>>())
                .execute(&mut self.connection)
                .await;
        match appended {
            Ok(_) => {
                self.position = through;
                Ok(())
            }
            Err(error) => Err(self.refused(lines, error).await),
        }
    }

    /// Says that this was all of it.
    pub async fn finish(mut self) -> Result<(), ImportError> {
        sqlx::query("SELECT end_import()").execute(&mut self.connection).await?;
        Ok(self.connection.close().await?)
    }

    /// Which line the database refused.
    async fn refused(&mut self, lines: &[Numbered], error: sqlx::Error) -> ImportError {
        let Some(refusal) = error.as_database_error() else { return error.into() };
        let code = refusal.code().unwrap_or_default().into_owned();
        let postgres = refusal.try_downcast_ref::<sqlx::postgres::PgDatabaseError>();
        let detail = postgres.and_then(|error| error.detail()).unwrap_or_default();
        let told = match code.as_str() {
            "22000" => detail.parse().ok().and_then(|position: u64| {
                let found = lines.iter().find(|(_, line)| line.position == position)?;
                Some((found.0, "it does not follow the events of its stream before it".to_owned()))
            }),
            "23505" => {
                // Within the batch the second counts; else it is in the log.
                let mut ids: HashMap<Uuid, u64> = HashMap::new();
                let twice = lines
                    .iter()
                    .find_map(|(number, line)| ids.insert(line.event_id, *number).map(|_| *number));
                let there =
                    lines.iter().find(|(_, line)| detail.contains(&format!("({})", line.event_id)));
                twice
                    .or(there.map(|(number, _)| *number))
                    .map(|number| (number, "its event id was there before".to_owned()))
            }
            "55000" => return in_use(error),
            _ => None,
        };
        match told {
            Some((line, reason)) => ImportError::Line { line, reason },
            None => error.into(),
        }
    }
}

fn in_use(error: sqlx::Error) -> ImportError {
    match error.as_database_error() {
        Some(refusal) if refusal.code().as_deref() == Some("55000") => {
            ImportError::InUse(refusal.message().to_owned())
        }
        _ => error.into(),
    }
}
