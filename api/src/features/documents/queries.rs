//! Reads of documents.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::dto::Chunk;

#[derive(Debug, sqlx::FromRow)]
pub(super) struct DocumentRow {
    pub(super) document_id: Uuid,
    pub(super) title: String,
    pub(super) version: i32,
    pub(super) trust: String,
    pub(super) source: String,
    pub(super) status: String,
    pub(super) chunk_count: i64,
    pub(super) embedded_count: i64,
    pub(super) updated_at: DateTime<Utc>,
    pub(super) position: i64,
}

#[derive(Debug, sqlx::FromRow)]
pub(super) struct DetailRow {
    #[sqlx(flatten)]
    pub(super) document: DocumentRow,
    pub(super) text: String,
    pub(super) newest_version: i32,
}

/// Passages of `v`, and how many have a vector (of the model in `$1`, or of any).
const COUNTS: &str = "LEFT JOIN LATERAL ( \
        SELECT count(*) AS chunk_count, count(*) FILTER (WHERE EXISTS ( \
            SELECT FROM embeddings e WHERE e.tenant_id = c.tenant_id AND e.content_hash = c.content_hash \
              AND ($1::text IS NULL OR e.model = $1))) AS embedded_count \
        FROM chunks c WHERE c.tenant_id = v.tenant_id AND c.document_id = v.document_id \
          AND c.version = v.version) n ON true";

/// Documents in use, in the order in which they were added.
pub(super) async fn list(
    db: &mut PgConnection,
    after: Option<i64>,
    limit: i64,
    model: Option<&str>,
) -> Result<Vec<DocumentRow>, sqlx::Error> {
    sqlx::query_as(&format!(
        "SELECT v.document_id, v.title, v.version, v.trust, v.source, v.status, v.updated_at, v.position, \
                n.chunk_count, n.embedded_count \
         FROM documents v {COUNTS} \
         WHERE v.status = 'current' AND v.position > $2 ORDER BY v.position LIMIT $3"
    ))
    .bind(model)
    .bind(after.unwrap_or(0))
    .bind(limit)
    .fetch_all(db)
    .await
}

/// A version of a document, the newest when none is named.
pub(super) async fn detail(
    db: &mut PgConnection,
    id: Uuid,
    version: Option<i32>,
    model: Option<&str>,
) -> Result<Option<DetailRow>, sqlx::Error> {
    sqlx::query_as(&format!(
        "SELECT v.document_id, v.title, v.version, v.trust, v.source, v.text, d.status, \
                v.recorded_at AS updated_at, d.position, d.version AS newest_version, \
                n.chunk_count, n.embedded_count \
         FROM document_versions v \
         JOIN documents d ON d.tenant_id = v.tenant_id AND d.document_id = v.document_id {COUNTS} \
         WHERE v.document_id = $2 AND v.version = coalesce($3, d.version)"
    ))
    .bind(model)
    .bind(id)
    .bind(version)
    .fetch_optional(db)
    .await
}

/// The passages of a version.
pub(super) async fn chunks(
    db: &mut PgConnection,
    id: Uuid,
    version: i32,
) -> Result<Vec<Chunk>, sqlx::Error> {
    sqlx::query_as(
        "SELECT chunk_id, ordinal, heading, text FROM chunks WHERE document_id = $1 AND version = $2 ORDER BY ordinal",
    )
    .bind(id)
    .bind(version)
    .fetch_all(db)
    .await
}

/// The label of a document's newest version.
pub(super) async fn trust(db: &mut PgConnection, id: Uuid) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar("SELECT trust FROM documents WHERE document_id = $1")
        .bind(id)
        .fetch_optional(db)
        .await
}
