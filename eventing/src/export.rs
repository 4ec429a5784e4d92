//! The log's rows, whole and as they are stored: what exports hold and what is sealed.
//! Personal text in them is ciphertext.
//!
//! [`Line`] is one of them, as JSON; [`records`] reads and writes files of them.

use std::pin::Pin;

pub use audit::{Line, RecordError, Records, records};
use chrono::{DateTime, Utc};
use futures::{Stream, StreamExt};
use sqlx::{PgConnection, PgPool, QueryBuilder};
use uuid::Uuid;

use crate::browse::Filter;

/// The columns of [`Row`], for a query on `events`: `concat!("SELECT ", columns!(), ...)`.
macro_rules! columns {
    () => {
        "position, event_id, aggregate_type, aggregate_id, sequence, event_type, event_version, \
         command_id, recorded_at, metadata::text AS metadata, payload::text AS payload"
    };
}
pub(crate) use columns;

/// The columns that a query on `events` gives a [`Row`] by.
pub const COLUMNS: &str = columns!();

/// A row of `events`, read by [`COLUMNS`].
#[derive(Debug, sqlx::FromRow)]
pub struct Row {
    position: i64,
    event_id: Uuid,
    aggregate_type: String,
    aggregate_id: String,
    sequence: i64,
    event_type: String,
    event_version: String,
    command_id: Uuid,
    recorded_at: DateTime<Utc>,
    metadata: String,
    payload: String,
}

impl From<Row> for Line {
    fn from(row: Row) -> Self {
        Self {
            position: row.position.unsigned_abs(),
            event_id: row.event_id,
            aggregate_type: row.aggregate_type,
            aggregate_id: row.aggregate_id,
            sequence: row.sequence.unsigned_abs(),
            event_type: row.event_type,
            event_version: row.event_version,
            command_id: row.command_id,
            recorded_at: row.recorded_at,
            metadata: row.metadata,
            payload: row.payload,
        }
    }
}

/// Lines, one after the other.
pub type Lines<'a> = Pin<Box<dyn Stream<Item = Result<Line, sqlx::Error>> + Send + 'a>>;

/// The rows of the positions `after + 1` to `through`, in order, as they come from the
/// database: whether one is missing is for the reader to notice. Needs a pool of
/// [`crate::DbRole::System`], or of a superuser.
pub fn lines(pool: &PgPool, after: u64, through: u64) -> Lines<'_> {
    const ROWS: &str = concat!(
        "SELECT ",
        columns!(),
        " FROM events WHERE position > $1 AND position <= $2 ORDER BY position"
    );
    let rows = sqlx::query_as::<_, Row>(ROWS).bind(after as i64).bind(through as i64);
    Box::pin(rows.fetch(pool).map(|row| row.map(Line::from)))
}

/// The first rows, oldest first, that a filter lets through: at most `limit`. The connection's
/// role decides which there are.
pub async fn page(
    connection: &mut PgConnection,
    filter: &Filter,
    limit: u32,
) -> Result<Vec<Line>, sqlx::Error> {
    let mut query = QueryBuilder::new(concat!("SELECT ", columns!(), " FROM events WHERE true"));
    filter.narrow(&mut query);
    query.push(" ORDER BY position LIMIT ").push_bind(i64::from(limit));
    let rows: Vec<Row> = query.build_query_as().fetch_all(connection).await?;
    Ok(rows.into_iter().map(Line::from).collect())
}
