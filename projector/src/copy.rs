//! Rows by COPY, in its binary form: several times faster than INSERT where many come at
//! once, and the server need not read ids and times from text again.
//!
//! Rows are the same as everywhere in the projector; here they become fields, by the types
//! of their columns.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Timelike, Utc};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::row::{Cell, Row};

/// Fewer rows than this are not worth the three round trips.
pub(crate) const FEW: usize = 16;
/// How much is sent at once, in bytes.
const SENT: usize = 1 << 16;
/// How much room there is at first, in bytes.
const ROOM: usize = 1 << 20;
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
const END: [u8; 2] = (-1_i16).to_be_bytes();
/// What a binary `jsonb` begins with.
const JSONB: u8 = 1;
const UUID: u32 = 2950;
/// Where Postgres counts time from: 2000-01-01, in microseconds of Unix time.
const EPOCH: i64 = 946_684_800_000_000;

/// What a column takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Bool,
    Small,
    Int,
    Big,
    Real,
    Double,
    Text,
    Uuid,
    Time,
    Json,
    Jsonb,
    Uuids,
    /// What only an INSERT can write.
    Other,
}

impl Kind {
    fn of(name: &str) -> Self {
        match name {
            "bool" => Self::Bool,
            "int2" => Self::Small,
            "int4" => Self::Int,
            "int8" => Self::Big,
            "float4" => Self::Real,
            "float8" => Self::Double,
            "text" => Self::Text,
            "uuid" => Self::Uuid,
            "timestamptz" => Self::Time,
            "json" => Self::Json,
            "jsonb" => Self::Jsonb,
            "_uuid" => Self::Uuids,
            _ => Self::Other,
        }
    }
}

type Columns = HashMap<String, Kind>;

/// The columns of tables, as they were when first asked for.
#[derive(Debug, Default)]
pub(crate) struct Catalogue(RwLock<HashMap<&'static str, Arc<Columns>>>);

impl Catalogue {
    /// Looks at these live tables; those being rebuilt have the same columns.
    pub(crate) async fn load(
        &self,
        conn: &mut PgConnection,
        tables: &'static [&'static str],
    ) -> Result<(), sqlx::Error> {
        for table in tables {
            let columns: Vec<(String, String)> = sqlx::query_as(
                "SELECT a.attname::text, t.typname::text \
                 FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid \
                 WHERE a.attrelid = format('public.%I', $1)::regclass AND a.attnum > 0 \
                   AND NOT a.attisdropped",
            )
            .bind(table)
            .fetch_all(&mut *conn)
            .await?;
            let columns = columns.into_iter().map(|(name, kind)| (name, Kind::of(&kind))).collect();
            self.0.write().unwrap_or_else(PoisonError::into_inner).insert(table, Arc::new(columns));
        }
        Ok(())
    }

    fn of(&self, table: &str) -> Option<Arc<Columns>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(table).cloned()
    }
}

/// Rows on their way into a table.
#[derive(Debug)]
pub(crate) struct CopyIn {
    sql: String,
    columns: Vec<Column>,
    data: Vec<u8>,
}

/// A column to be written.
#[derive(Debug)]
struct Column {
    name: &'static str,
    kind: Kind,
    /// Where rows have it.
    hint: usize,
}

impl CopyIn {
    /// No rows yet for the named columns of a table; `None` if they are not known.
    pub(crate) fn new(
        catalogue: &Catalogue,
        table: &'static str,
        columns: &'static str,
    ) -> Option<Self> {
        let known = catalogue.of(table)?;
        let sql = format!("COPY {table} ({columns}) FROM STDIN (FORMAT binary)");
        let column = |name: &'static str| {
            Some(Column { name: name.trim(), kind: *known.get(name.trim())?, hint: 0 })
        };
        let columns = columns.split(',').map(column).collect::<Option<_>>()?;
        let mut data = Vec::with_capacity(ROOM);
        data.extend_from_slice(HEADER);
        Some(Self { sql, columns, data })
    }

    /// Adds a row; `None`, and nothing is added, if a value is not such as its column takes.
    pub(crate) fn push(&mut self, row: &Row) -> Option<()> {
        let before = self.data.len();
        let pushed = line(&mut self.data, &mut self.columns, row);
        if pushed.is_none() {
            self.data.truncate(before);
        }
        pushed
    }

    /// Sends them.
    pub(crate) async fn send(&self, conn: &mut PgConnection) -> Result<(), sqlx::Error> {
        let mut copy = conn.copy_in_raw(&self.sql).await?;
        for part in self.data.chunks(SENT) {
            copy.send(part).await?;
        }
        copy.send(END.as_slice()).await?;
        copy.finish().await?;
        Ok(())
    }
}

fn line(data: &mut Vec<u8>, columns: &mut [Column], row: &Row) -> Option<()> {
    data.extend_from_slice(&i16::try_from(columns.len()).ok()?.to_be_bytes());
    for Column { name, kind, hint } in columns {
        match row.get(name, hint) {
            Cell::Null => data.extend_from_slice(&(-1_i32).to_be_bytes()),
            value => {
                // The length is known when the field is written.
                let start = data.len();
                data.extend_from_slice(&[0; 4]);
                field(data, *kind, value)?;
                let length = i32::try_from(data.len() - start - 4).ok()?;
                data.get_mut(start..start + 4)?.copy_from_slice(&length.to_be_bytes());
            }
        }
    }
    Some(())
}

/// A value as its column's type has it on the wire, and means it when it reads it from JSON.
fn field(data: &mut Vec<u8>, kind: Kind, value: &Cell) -> Option<()> {
    match (kind, value) {
        (Kind::Bool, Cell::Bool(value)) => data.push(u8::from(*value)),
        (Kind::Small, Cell::Int(value)) => {
            data.extend_from_slice(&i16::try_from(*value).ok()?.to_be_bytes());
        }
        (Kind::Int, Cell::Int(value)) => {
            data.extend_from_slice(&i32::try_from(*value).ok()?.to_be_bytes());
        }
        (Kind::Big, Cell::Int(value)) => data.extend_from_slice(&value.to_be_bytes()),
        // From its digits, as Postgres does it: not rounded twice.
        (Kind::Real, Cell::Json(Value::Number(value))) => {
            data.extend_from_slice(&value.to_string().parse::<f32>().ok()?.to_be_bytes());
        }
        (Kind::Double, Cell::Json(Value::Number(value))) => {
            data.extend_from_slice(&value.to_string().parse::<f64>().ok()?.to_be_bytes());
        }
        (Kind::Text, Cell::Text(value)) => data.extend_from_slice(value.as_bytes()),
        (Kind::Uuid, Cell::Uuid(value)) => data.extend_from_slice(value.as_bytes()),
        (Kind::Uuid, Cell::Text(value)) => {
            data.extend_from_slice(Uuid::parse_str(value).ok()?.as_bytes());
        }
        (Kind::Time, Cell::Text(value)) => data.extend_from_slice(&micros(value)?.to_be_bytes()),
        (Kind::Json, value) => serde_json::to_writer(data, value).ok()?,
        (Kind::Jsonb, value) => {
            data.push(JSONB);
            serde_json::to_writer(data, value).ok()?;
        }
        (Kind::Uuids, Cell::Json(Value::Array(items))) => uuids(data, items)?,
        _ => return None,
    }
    Some(())
}

/// A time in Postgres' microseconds, to the nearest, as it does it; what lies exactly between
/// two is left to it.
fn micros(text: &str) -> Option<i64> {
    let time = DateTime::parse_from_rfc3339(text).ok()?.with_timezone(&Utc);
    let micros = time.timestamp_micros() - EPOCH;
    match time.nanosecond() % 1000 {
        500 => None,
        nanos => Some(micros + i64::from(nanos > 500)),
    }
}

fn uuids(data: &mut Vec<u8>, items: &[Value]) -> Option<()> {
    let head = |data: &mut Vec<u8>, dimensions: i32| {
        data.extend_from_slice(&dimensions.to_be_bytes());
        data.extend_from_slice(&0_i32.to_be_bytes());
        data.extend_from_slice(&UUID.to_be_bytes());
    };
    if items.is_empty() {
        head(data, 0);
        return Some(());
    }
    head(data, 1);
    data.extend_from_slice(&i32::try_from(items.len()).ok()?.to_be_bytes());
    data.extend_from_slice(&1_i32.to_be_bytes());
    for item in items {
        let id = Uuid::parse_str(item.as_str()?).ok()?;
        data.extend_from_slice(&16_i32.to_be_bytes());
        data.extend_from_slice(id.as_bytes());
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::row::row;

    fn fields(kinds: &[(&'static str, Kind)], row: &Row) -> Option<Vec<u8>> {
        let mut data = Vec::new();
        let columns = kinds.iter().map(|&(name, kind)| Column { name, kind, hint: 0 });
        line(&mut data, &mut columns.collect::<Vec<_>>(), row).map(|()| data)
    }

    #[test]
    fn a_line_holds_each_value_as_its_column_reads_it() {
        let id = Uuid::from_u128(7);
        let row = row!({
            "id": id, "n": 258, "text": "a\n\"", "json": json!({"k": 1}), "ids": [id],
            "at": "2000-01-01T00:00:01.0000016Z",
        });
        let field = |name, kind| {
            let data = fields(&[(name, kind)], &row)?;
            let length = i32::from_be_bytes(data[2..6].try_into().unwrap());
            assert_eq!((length.max(0) as usize, data[..2].to_vec()), (data.len() - 6, vec![0, 1]));
            Some(data[6..].to_vec())
        };
        assert_eq!(field("id", Kind::Uuid), Some(id.as_bytes().to_vec()));
        assert_eq!(field("n", Kind::Int), Some(vec![0, 0, 1, 2]));
        assert_eq!(field("n", Kind::Big), Some(vec![0, 0, 0, 0, 0, 0, 1, 2]));
        assert_eq!(field("text", Kind::Text), Some(b"a\n\"".to_vec()));
        assert_eq!(field("json", Kind::Jsonb), Some(b"\x01{\"k\":1}".to_vec()));
        assert_eq!(field("at", Kind::Time), Some(1_000_002_i64.to_be_bytes().to_vec()));
        let ids = field("ids", Kind::Uuids).unwrap();
        assert_eq!((ids.len(), &ids[24..]), (40, id.as_bytes().as_slice()));
        assert_eq!(fields(&[("other", Kind::Int)], &row), Some(vec![0, 1, 255, 255, 255, 255]));
        assert_eq!(field("text", Kind::Int), None);
        assert_eq!(field("n", Kind::Other), None);
    }
}
