//! What differs between a projection's live rows and a fold of the log.

use std::sync::Arc;

use eventing::checkpoint;
use serde::Serialize;
use serde_json::{Map, Value};
use sqlx::{Connection, PgConnection};

use super::{Building, Options, Progress};
use crate::{Error, Shared};

/// The most differences that are told one by one.
const SAMPLES: i64 = 20;
/// The most positions that are caught up while the live projection stands still.
const CLOSE: u64 = 200;
/// Columns of text that hold a word of ours, never one of a person's.
const OUR_WORDS: [&str; 8] =
    ["status", "kind", "role", "purpose", "urgency", "trust", "stream_type", "event"];

/// What a comparison came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verified {
    /// The position as of which rows were compared.
    pub position: u64,
    /// How many rows the live tables have.
    pub rows: u64,
    /// How many rows differ, are missing or are too many.
    pub differences: u64,
    /// The first of them.
    pub samples: Vec<Difference>,
}

/// A row that is not as the log says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// Its table.
    pub table: String,
    /// Its primary key.
    pub key: Value,
    /// What differs of the live row; `None` if there is no such row.
    pub live: Option<Value>,
    /// The same of the row that the log gives; `None` if there should be no such row.
    pub folded: Option<Value>,
}

impl Shared {
    pub(super) async fn verified(
        self: &Arc<Self>,
        building: &mut Building,
        options: Options,
        progress: &mut impl FnMut(Progress),
    ) -> Result<Verified, Error> {
        self.fill(building, options.lanes, progress).await?;
        loop {
            let end = self.end(building).await?;
            progress(Progress { position: building.lease.position, head: end });
            if end.saturating_sub(building.lease.position) <= CLOSE {
                break;
            }
            self.step_to(building, end).await?;
        }
        let mut snapshot = self.config.database.pool().acquire().await?;
        let mut snapshot = snapshot.begin().await?;
        self.together(building, &mut snapshot).await?;
        let verified = self.kept(building, compare(&mut snapshot, building)).await?;
        snapshot.rollback().await?;
        let name = building.projection.name;
        eventing::projections::abandon_rebuild(&self.config.database, name).await?;
        Ok(verified)
    }

    /// Brings the fold to where the live projection is, and begins a snapshot that sees both
    /// there: the live one stands still for that moment alone.
    async fn together(
        &self,
        building: &mut Building,
        snapshot: &mut PgConnection,
    ) -> Result<(), Error> {
        let mut still = self.config.database.begin().await?;
        let generation = building.lease.generation - 1;
        let live =
            checkpoint::lock(&mut still, building.projection.name, generation).await?.unwrap_or(0);
        let live = live.min(self.reader.head().await?.position);
        while building.lease.position < live {
            self.step_to(building, live).await?;
        }
        sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            .execute(&mut *snapshot)
            .await?;
        sqlx::query("SELECT FROM checkpoints").execute(snapshot).await?;
        still.rollback().await?;
        Ok(())
    }
}

async fn compare(conn: &mut PgConnection, building: &Building) -> Result<Verified, Error> {
    let position = building.lease.position;
    let mut verified = Verified { position, rows: 0, differences: 0, samples: Vec::new() };
    for table in building.projection.tables {
        let rows: i64 = sqlx::query_scalar(&format!("SELECT count(*) FROM public.{table}"))
            .fetch_one(&mut *conn)
            .await?;
        verified.rows += rows.unsigned_abs();
        let key: Vec<String> = sqlx::query_scalar(
            "SELECT a.attname::text FROM pg_index i \
             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) \
             WHERE i.indisprimary AND i.indrelid = format('public.%I', $1)::regclass ORDER BY a.attnum",
        )
        .bind(table)
        .fetch_all(&mut *conn)
        .await?;
        let same: Vec<String> =
            key.iter().map(|column| format!("l.{column} = f.{column}")).collect();
        let different: Vec<(i64, Option<Value>, Option<Value>)> = sqlx::query_as(&format!(
            "SELECT count(*) OVER (), to_jsonb(l), to_jsonb(f) \
             FROM public.{table} l FULL JOIN rebuild.{table} f ON {} \
             WHERE ROW(l.*) IS DISTINCT FROM ROW(f.*) LIMIT $1",
            same.join(" AND ")
        ))
        .bind(SAMPLES)
        .fetch_all(&mut *conn)
        .await?;
        verified.differences += different.first().map_or(0, |(count, ..)| count.unsigned_abs());
        let room = (SAMPLES as usize).saturating_sub(verified.samples.len());
        let told = different
            .into_iter()
            .take(room)
            .map(|(_, live, folded)| difference(table, &key, live, folded));
        verified.samples.extend(told);
    }
    Ok(verified)
}

/// The columns that differ, without words of people.
fn difference(
    table: &str,
    key: &[String],
    live: Option<Value>,
    folded: Option<Value>,
) -> Difference {
    let empty = Map::new();
    let columns = |row: &Option<Value>| row.as_ref().and_then(Value::as_object).cloned();
    let (live, folded) = (columns(&live), columns(&folded));
    let either = live.as_ref().or(folded.as_ref()).unwrap_or(&empty);
    let of_key = |(column, value): (&String, &Value)| {
        key.contains(column).then(|| (column.clone(), value.clone()))
    };
    let shown = |row: &Map<String, Value>, other: Option<&Map<String, Value>>| {
        row.iter()
            .filter(|(column, value)| {
                !key.contains(column) && other.is_none_or(|other| other.get(*column) != Some(value))
            })
            .map(|(column, value)| (column.clone(), without_words(column, value)))
            .collect::<Map<_, _>>()
            .into()
    };
    Difference {
        table: table.to_owned(),
        key: Value::Object(either.iter().filter_map(of_key).collect()),
        live: live.as_ref().map(|row| shown(row, folded.as_ref())),
        folded: folded.as_ref().map(|row| shown(row, live.as_ref())),
    }
}

fn without_words(column: &str, value: &Value) -> Value {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        Value::String(text)
            if OUR_WORDS.contains(&column)
                || uuid::Uuid::parse_str(text).is_ok()
                || chrono::DateTime::parse_from_rfc3339(text).is_ok() =>
        {
            value.clone()
        }
        _ => Value::String("withheld".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_difference_tells_the_key_and_what_differs_without_words() {
        let key = ["tenant_id".to_owned(), "task_id".to_owned()];
        let live =
            json!({"tenant_id": 1, "task_id": 2, "title": "secret", "status": "open", "n": 1});
        let folded =
            json!({"tenant_id": 1, "task_id": 2, "title": "other", "status": "done", "n": 1});
        let told = difference("tasks", &key, Some(live.clone()), Some(folded));
        assert_eq!(told.key, json!({"tenant_id": 1, "task_id": 2}));
        assert_eq!(told.live, Some(json!({"title": "withheld", "status": "open"})));
        assert_eq!(told.folded, Some(json!({"title": "withheld", "status": "done"})));
        let told = difference("tasks", &key, Some(live), None);
        assert_eq!(told.live, Some(json!({"title": "withheld", "status": "open", "n": 1})));
        assert_eq!(told.folded, None);
    }
}
