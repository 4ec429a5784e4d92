//! Rows of the log, as they lie there.

use chrono::{DateTime, Utc};
use domain::{Metadata, TenantId};
use serde_json::Value;
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use uuid::Uuid;

use super::error::unreadable;
use super::{LogError, RecordedEvent};

/// The columns of a [`Row`] but its payload.
macro_rules! envelope {
    () => {
        "position, event_id, tenant_id, aggregate_type, aggregate_id, sequence, event_type, \
         event_version, recorded_at, metadata::text AS metadata"
    };
}
pub(crate) use envelope;

/// An event's row with its text.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Row {
    pub(super) position: i64,
    event_id: Uuid,
    pub(super) tenant_id: Uuid,
    aggregate_type: String,
    aggregate_id: String,
    sequence: i64,
    event_type: String,
    event_version: String,
    recorded_at: DateTime<Utc>,
    metadata: String,
    pub(super) payload: Option<String>,
}

/// An event as it lies in the log, not opened.
#[derive(Debug)]
pub struct SealedEvent {
    row: PgRow,
    position: u64,
    /// The last byte of its stream's id.
    last: u8,
}

impl SealedEvent {
    /// A row of [`super::LogReader::sealed`].
    pub(super) fn of(row: PgRow) -> Result<Self, sqlx::Error> {
        let position = row.try_get::<i64, _>(0)?.unsigned_abs();
        let stream: &str = row.try_get(4)?;
        let digits = stream.get(stream.len().saturating_sub(2)..);
        let last = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        Ok(Self { position, last: last.unwrap_or_default(), row })
    }

    /// Its place in the log.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Which part of all streams it belongs to, of so many, at least 1.
    pub fn lane(&self, of: u32) -> u32 {
        u32::from(self.last) % of.max(1)
    }

    /// Its tenant, and its payload as text.
    pub(super) fn named(&self) -> Option<(Uuid, &str)> {
        Some((self.row.try_get(2).ok()?, text(&self.row, 10).ok()?))
    }

    /// As it lies there.
    pub(super) fn event(&self) -> Result<RecordedEvent, LogError> {
        Stored::of(&self.row)?.event()
    }
}

impl Row {
    /// As it lies there.
    pub(crate) fn event(&self) -> Result<RecordedEvent, LogError> {
        Stored {
            position: self.position,
            event_id: self.event_id,
            tenant_id: self.tenant_id,
            aggregate_type: &self.aggregate_type,
            aggregate_id: &self.aggregate_id,
            sequence: self.sequence,
            event_type: &self.event_type,
            event_version: &self.event_version,
            recorded_at: self.recorded_at,
            metadata: &self.metadata,
            payload: self.payload.as_deref(),
        }
        .event()
    }
}

/// A [`Row`] that is not copied.
struct Stored<'r> {
    position: i64,
    event_id: Uuid,
    tenant_id: Uuid,
    aggregate_type: &'r str,
    aggregate_id: &'r str,
    sequence: i64,
    event_type: &'r str,
    event_version: &'r str,
    recorded_at: DateTime<Utc>,
    metadata: &'r str,
    payload: Option<&'r str>,
}

impl<'r> Stored<'r> {
    /// In the order of [`super::LogReader::sealed`].
    fn of(row: &'r PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            position: row.try_get(0)?,
            event_id: row.try_get(1)?,
            tenant_id: row.try_get(2)?,
            aggregate_type: row.try_get(3)?,
            aggregate_id: row.try_get(4)?,
            sequence: row.try_get(5)?,
            event_type: row.try_get(6)?,
            event_version: row.try_get(7)?,
            recorded_at: row.try_get(8)?,
            metadata: text(row, 9)?,
            payload: Some(text(row, 10)?),
        })
    }

    fn event(&self) -> Result<RecordedEvent, LogError> {
        let position = self.position.unsigned_abs();
        let bad = |reason: String| unreadable(position, reason);
        let payload = match self.payload {
            Some(text) => serde_json::from_str(text).map_err(|error| bad(error.to_string()))?,
            None => Value::Null,
        };
        let id = self.aggregate_id.rsplit('/').next().and_then(|id| Uuid::parse_str(id).ok());
        Ok(RecordedEvent {
            position,
            event_id: self.event_id,
            tenant: TenantId(self.tenant_id),
            id: id.ok_or_else(|| bad("its stream id is malformed".to_owned()))?,
            aggregate_type: self.aggregate_type.to_owned(),
            sequence: self.sequence.unsigned_abs(),
            event_type: self.event_type.to_owned(),
            event_version: self.event_version.to_owned(),
            recorded_at: self.recorded_at,
            metadata: Metadata::parse(self.metadata).map_err(bad)?,
            payload,
        })
    }
}

/// The text of a column of JSON, as it lies there.
fn text(row: &PgRow, column: usize) -> Result<&str, sqlx::Error> {
    row.try_get_raw(column)?.as_str().map_err(sqlx::Error::Decode)
}
