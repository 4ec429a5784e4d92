//! How a version was cut into passages, and which of them are found by their meaning.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::features::turns::FailureKind;

/// A passage.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Chunk {
    id: Uuid,
    /// Its place in the document, from 1.
    ordinal: i32,
    /// The headings that it stands under.
    heading: String,
    text: String,
    meaning: ChunkMeaning,
    /// Of one that failed: how often, why, and when it is tried again.
    #[schema(required)]
    failure: Option<ChunkFailure>,
}

/// Whether a passage is found by its meaning. By its words it is found while it is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ChunkMeaning {
    /// It is.
    Embedded,
    /// It will be: it was not tried yet, or is tried again.
    Waiting,
    /// It will not, unless you have it tried again.
    Failed,
    /// It is of a version that is no longer in use, and is not found at all.
    NotInUse,
}

/// Why a passage is not embedded.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChunkFailure {
    #[schema(value_type = FailureKind)]
    kind: String,
    attempts: u32,
    /// Null when it is not tried again by itself.
    #[schema(required)]
    next_try_at: Option<DateTime<Utc>>,
}

#[derive(Debug, sqlx::FromRow)]
struct ChunkRow {
    chunk_id: Uuid,
    ordinal: i32,
    heading: String,
    text: String,
    /// Whether its version is what the document says now.
    current: bool,
    embedded: bool,
    attempts: Option<i32>,
    error: Option<String>,
    given_up: bool,
    next_try_at: Option<DateTime<Utc>>,
}

impl From<ChunkRow> for Chunk {
    fn from(row: ChunkRow) -> Self {
        let meaning = match (row.current, row.embedded, row.given_up) {
            (false, ..) => ChunkMeaning::NotInUse,
            (true, true, _) => ChunkMeaning::Embedded,
            (true, false, true) => ChunkMeaning::Failed,
            (true, false, false) => ChunkMeaning::Waiting,
        };
        let open = matches!(meaning, ChunkMeaning::Waiting | ChunkMeaning::Failed);
        let failure = row.error.filter(|_| open).map(|kind| ChunkFailure {
            kind: kind.replace('_', "-"),
            attempts: row.attempts.unwrap_or_default().unsigned_abs(),
            next_try_at: row.next_try_at,
        });
        let ChunkRow { chunk_id: id, ordinal, heading, text, .. } = row;
        Self { id, ordinal, heading, text, meaning, failure }
    }
}

/// The passages of a version, in order, and what keeps each from being found by its meaning.
pub(super) async fn of(
    db: &mut PgConnection,
    id: Uuid,
    version: i32,
    space: Option<&str>,
) -> Result<Vec<Chunk>, sqlx::Error> {
    let rows: Vec<ChunkRow> = sqlx::query_as(
        "SELECT c.chunk_id, c.ordinal, c.heading, c.text, c.current, f.attempts, f.error, \
                coalesce(f.next_try_at = 'infinity', false) AS given_up, \
                CASE WHEN f.next_try_at < 'infinity' THEN f.next_try_at END AS next_try_at, \
                EXISTS (SELECT FROM embeddings e \
                        WHERE e.tenant_id = c.tenant_id AND e.content_hash = c.content_hash \
                          AND (s.space IS NULL OR e.space = s.space)) AS embedded \
         FROM chunks c LEFT JOIN embedding_live l ON l.tenant_id = c.tenant_id \
         CROSS JOIN LATERAL (SELECT coalesce(l.space, $1::text) AS space) s \
         LEFT JOIN LATERAL ( \
             SELECT attempts, error, next_try_at FROM embedding_failures f \
             WHERE f.tenant_id = c.tenant_id AND f.space = s.space AND f.content_hash IN (c.content_hash, '') \
             ORDER BY f.content_hash DESC LIMIT 1) f ON true \
         WHERE c.document_id = $2 AND c.version = $3 ORDER BY c.ordinal",
    )
    .bind(space)
    .bind(id)
    .bind(version)
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(Chunk::from).collect())
}
