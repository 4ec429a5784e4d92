//! Reads of documents.

use chrono::{DateTime, Utc};
use domain::document::File;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

#[derive(Debug, sqlx::FromRow)]
pub(super) struct DocumentRow {
    pub(super) document_id: Uuid,
    pub(super) title: String,
    pub(super) version: i32,
    pub(super) trust: String,
    pub(super) source: String,
    pub(super) status: String,
    /// Whether this version is what the document says now.
    pub(super) in_use: bool,
    pub(super) chunk_count: i64,
    pub(super) embedded_count: i64,
    #[sqlx(flatten)]
    pub(super) failure: FailureRow,
    pub(super) updated_at: DateTime<Utc>,
    pub(super) position: i64,
}

/// What keeps passages from being embedded.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct FailureRow {
    /// Passages that are not tried again by themselves.
    pub(super) given_up: i64,
    pub(super) error: Option<String>,
    /// None while nothing failed, or when no passage is tried again by itself.
    pub(super) next_try_at: Option<DateTime<Utc>>,
}

#[derive(Debug, sqlx::FromRow)]
pub(super) struct DetailRow {
    #[sqlx(flatten)]
    pub(super) document: DocumentRow,
    pub(super) text: String,
    pub(super) file: Option<Json<File>>,
    pub(super) newest_version: i32,
}

#[derive(Debug, sqlx::FromRow)]
pub(super) struct VersionRow {
    pub(super) version: i32,
    pub(super) title: String,
    pub(super) trust: String,
    pub(super) source: String,
    pub(super) file: Option<Json<File>>,
    pub(super) recorded_at: DateTime<Utc>,
    pub(super) current: bool,
    pub(super) changed_by: Option<Uuid>,
    pub(super) changed_by_name: Option<String>,
}

/// Passages of `v`, how many have a vector in the space that the tenant is searched in (the
/// one in `$1` before there is one; any if that is null), and what keeps others from it.
const COUNTS: &str = "LEFT JOIN embedding_live l ON l.tenant_id = v.tenant_id \
    CROSS JOIN LATERAL (SELECT coalesce(l.space, $1::text) AS space) s \
    LEFT JOIN LATERAL ( \
        SELECT count(*) AS chunk_count, count(*) FILTER (WHERE p.embedded) AS embedded_count, \
               count(*) FILTER (WHERE NOT p.embedded AND p.next_try_at = 'infinity') AS given_up, \
               max(p.error) FILTER (WHERE NOT p.embedded) AS error, \
               min(p.next_try_at) FILTER (WHERE NOT p.embedded AND p.next_try_at < 'infinity') AS next_try_at \
        FROM (SELECT f.error, f.next_try_at, EXISTS ( \
                  SELECT FROM embeddings e WHERE e.tenant_id = c.tenant_id AND e.content_hash = c.content_hash \
                    AND (s.space IS NULL OR e.space = s.space)) AS embedded \
              FROM chunks c LEFT JOIN LATERAL ( \
                  SELECT error, next_try_at FROM embedding_failures f \
                  WHERE f.tenant_id = c.tenant_id AND f.space = s.space AND f.content_hash IN (c.content_hash, '') \
                  ORDER BY f.content_hash DESC LIMIT 1) f ON true \
              WHERE c.tenant_id = v.tenant_id AND c.document_id = v.document_id AND c.version = v.version) p \
    ) n ON true";

/// Documents in use, in the order in which they were added.
pub(super) async fn list(
    db: &mut PgConnection,
    after: Option<i64>,
    limit: i64,
    space: Option<&str>,
) -> Result<Vec<DocumentRow>, sqlx::Error> {
    sqlx::query_as(&format!(
        "SELECT v.document_id, v.title, v.version, v.trust, v.source, v.status, v.status = 'current' AS in_use, \
                v.updated_at, v.position, \
                n.chunk_count, n.embedded_count, n.given_up, n.error, n.next_try_at \
         FROM documents v {COUNTS} \
         WHERE v.status = 'current' AND v.position > $2 ORDER BY v.position LIMIT $3"
    ))
    .bind(space)
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
    space: Option<&str>,
) -> Result<Option<DetailRow>, sqlx::Error> {
    sqlx::query_as(&format!(
        "SELECT v.document_id, v.title, v.version, v.trust, v.source, v.text, d.status, \
                d.status = 'current' AND d.version = v.version AS in_use, \
                v.recorded_at AS updated_at, d.position, d.version AS newest_version, \
                v.file, n.chunk_count, n.embedded_count, n.given_up, n.error, n.next_try_at \
         FROM document_versions v \
         JOIN documents d ON d.tenant_id = v.tenant_id AND d.document_id = v.document_id {COUNTS} \
         WHERE v.document_id = $2 AND v.version = coalesce($3, d.version)"
    ))
    .bind(space)
    .bind(id)
    .bind(version)
    .fetch_optional(db)
    .await
}

/// The versions of a document, oldest first.
pub(super) async fn versions(
    db: &mut PgConnection,
    id: Uuid,
    after: Option<i64>,
    limit: i64,
) -> Result<Vec<VersionRow>, sqlx::Error> {
    sqlx::query_as(
        "SELECT v.version, v.title, v.trust, v.source, v.file, v.recorded_at, v.changed_by, m.name AS changed_by_name, \
                coalesce(d.version = v.version AND d.status = 'current', false) AS current \
         FROM document_versions v LEFT JOIN documents d USING (tenant_id, document_id) \
         LEFT JOIN members m ON m.tenant_id = v.tenant_id AND m.member_id = v.changed_by \
         WHERE v.document_id = $1 AND v.version > $2 ORDER BY v.version LIMIT $3",
    )
    .bind(id)
    .bind(after.unwrap_or(0))
    .bind(limit)
    .fetch_all(db)
    .await
}

/// Lets the passages of a document's newest version be tried again at once; how many had
/// failed. None if there is no such document.
pub(super) async fn retry(db: &mut PgConnection, id: Uuid) -> Result<Option<u64>, sqlx::Error> {
    let known: bool = sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM documents WHERE document_id = $1 AND status = 'current')",
    )
    .bind(id)
    .fetch_one(&mut *db)
    .await?;
    if !known {
        return Ok(None);
    }
    let done = sqlx::query(
        "DELETE FROM embedding_failures f USING chunks c \
         WHERE c.document_id = $1 AND c.current AND f.tenant_id = c.tenant_id \
           AND f.content_hash = c.content_hash",
    )
    .bind(id)
    .execute(db)
    .await?;
    Ok(Some(done.rows_affected()))
}
