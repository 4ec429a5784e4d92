//! Rows by COPY: several times faster than INSERT where many come at once.
//!
//! Rows are JSON, as everywhere in the projector; here they become lines of CSV, by the types
//! of their columns.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;

use serde_json::Value;
use sqlx::PgConnection;
use tokio::sync::RwLock;

/// Fewer rows than this are not worth the three round trips.
const FEW: usize = 16;

/// What a column takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The text of a scalar.
    Plain,
    /// JSON.
    Json,
    /// An array of scalars.
    Array,
}

/// The columns of tables, as they were when first asked for.
#[derive(Debug, Default)]
pub(crate) struct Catalogue(RwLock<HashMap<&'static str, Arc<HashMap<String, Kind>>>>);

impl Catalogue {
    async fn of(
        &self,
        conn: &mut PgConnection,
        table: &'static str,
    ) -> Result<Arc<HashMap<String, Kind>>, sqlx::Error> {
        if let Some(known) = self.0.read().await.get(table) {
            return Ok(Arc::clone(known));
        }
        let columns: Vec<(String, bool, bool)> = sqlx::query_as(
            "SELECT a.attname::text, t.typname IN ('json', 'jsonb'), t.typcategory = 'A' \
             FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid \
             WHERE a.attrelid = $1::text::regclass AND a.attnum > 0 AND NOT a.attisdropped",
        )
        .bind(table)
        .fetch_all(conn)
        .await?;
        let kind = |json, array| match (json, array) {
            (true, _) => Kind::Json,
            (_, true) => Kind::Array,
            _ => Kind::Plain,
        };
        let columns: HashMap<String, Kind> =
            columns.into_iter().map(|(name, json, array)| (name, kind(json, array))).collect();
        let columns = Arc::new(columns);
        self.0.write().await.insert(table, Arc::clone(&columns));
        Ok(columns)
    }
}

/// Copies rows into the named columns of a table; false if they are few, or such that an
/// INSERT must take them.
pub(crate) async fn rows(
    conn: &mut PgConnection,
    catalogue: &Catalogue,
    (table, columns): (&'static str, &'static str),
    rows: &[Value],
) -> Result<bool, sqlx::Error> {
    if rows.len() < FEW {
        return Ok(false);
    }
    let known = catalogue.of(conn, table).await?;
    let named: Vec<&str> = columns.split(',').map(str::trim).collect();
    let kinds: Option<Vec<(&str, Kind)>> =
        named.iter().map(|name| Some((*name, *known.get(*name)?))).collect();
    let Some(kinds) = kinds else { return Ok(false) };
    let mut csv = String::with_capacity(rows.len() * 256);
    for row in rows {
        if line(&mut csv, &kinds, row).is_none() {
            return Ok(false);
        }
    }
    let mut copy =
        conn.copy_in_raw(&format!("COPY {table} ({columns}) FROM STDIN (FORMAT csv)")).await?;
    copy.send(csv.as_bytes()).await?;
    copy.finish().await?;
    Ok(true)
}

/// One line of CSV; `None` if a value is not such as its column takes.
fn line(csv: &mut String, columns: &[(&str, Kind)], row: &Value) -> Option<()> {
    for (at, (name, kind)) in columns.iter().enumerate() {
        if at > 0 {
            csv.push(',');
        }
        match (kind, row.get(name).unwrap_or(&Value::Null)) {
            // Nothing between the commas is NULL.
            (_, Value::Null) => {}
            (Kind::Json, value) => quoted(csv, &value.to_string()),
            (Kind::Plain, Value::String(text)) => quoted(csv, text),
            (Kind::Plain, Value::Bool(value)) => write!(csv, "{value}").ok()?,
            (Kind::Plain, Value::Number(value)) => write!(csv, "{value}").ok()?,
            (Kind::Array, Value::Array(items)) => quoted(csv, &array(items)?),
            _ => return None,
        }
    }
    csv.push('\n');
    Some(())
}

fn quoted(csv: &mut String, text: &str) {
    csv.push('"');
    csv.push_str(&text.replace('"', "\"\""));
    csv.push('"');
}

/// An array as Postgres reads it.
fn array(items: &[Value]) -> Option<String> {
    let items: Option<Vec<String>> = items
        .iter()
        .map(|item| match item {
            Value::Null => Some("NULL".to_owned()),
            Value::Bool(_) | Value::Number(_) => Some(item.to_string()),
            Value::String(text) => {
                Some(format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")))
            }
            Value::Array(_) | Value::Object(_) => None,
        })
        .collect();
    Some(format!("{{{}}}", items?.join(",")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_line_holds_each_value_as_its_column_reads_it() {
        let columns = [
            ("a", Kind::Plain),
            ("b", Kind::Plain),
            ("c", Kind::Json),
            ("d", Kind::Array),
            ("e", Kind::Plain),
        ];
        let row =
            json!({"a": "he said \"x\",\n", "b": 7, "c": {"k": "v"}, "d": ["q\"\\", null, 1]});
        let mut csv = String::new();
        line(&mut csv, &columns, &row).unwrap();
        assert_eq!(
            csv,
            "\"he said \"\"x\"\",\n\",7,\"{\"\"k\"\":\"\"v\"\"}\",\"{\"\"q\\\"\"\\\\\"\",NULL,1}\",\n"
        );
        assert_eq!(line(&mut csv, &columns[3..4], &json!({"d": [[1]]})), None);
        assert_eq!(line(&mut csv, &columns[..1], &json!({"a": {}})), None);
    }
}
