//! The embeddings of passages: a cache per tenant, space and content. A space is an
//! embedding model with its dimensions, `all-minilm-l6-v2/384`: vectors of two are never
//! compared.

use domain::TenantId;
use pgvector::Vector;
use sqlx::PgConnection;
use uuid::Uuid;

/// How often a passage is tried before somebody has to ask for it.
pub const MOST_ATTEMPTS: u32 = 6;

/// A current passage without an embedding in some space.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Missing {
    /// Whose passage it is.
    pub tenant_id: Uuid,
    /// What the embedding is kept under.
    pub content_hash: String,
    /// The document's title.
    pub title: String,
    /// The headings it stands under.
    pub heading: String,
    /// Its text.
    pub text: String,
}

impl Missing {
    /// What is to be embedded.
    pub fn input(&self) -> String {
        embedding_input(&self.title, &self.heading, &self.text)
    }
}

/// The text that is embedded for a passage: a passage alone rarely names its subject.
pub fn embedding_input(title: &str, heading: &str, text: &str) -> String {
    if heading.is_empty() {
        format!("{title}\n{text}")
    } else {
        format!("{title} > {heading}\n{text}")
    }
}

/// Current passages without an embedding in `space` that may be tried now, the longest
/// waiting first: of the connection's tenant, or of every tenant for the system's role.
pub async fn missing_embeddings(
    conn: &mut PgConnection,
    space: &str,
    limit: u32,
) -> Result<Vec<Missing>, sqlx::Error> {
    sqlx::query_as(
        "SELECT tenant_id, content_hash, title, heading, text FROM ( \
             SELECT DISTINCT ON (c.tenant_id, c.content_hash) c.* FROM chunks c \
             WHERE c.current AND NOT EXISTS ( \
                 SELECT FROM embeddings e WHERE e.tenant_id = c.tenant_id \
                     AND e.space = $1 AND e.content_hash = c.content_hash) \
               AND NOT EXISTS ( \
                 SELECT FROM embedding_failures f WHERE f.tenant_id = c.tenant_id AND f.space = $1 \
                     AND f.content_hash = c.content_hash AND f.next_try_at > clock_timestamp()) \
             ORDER BY c.tenant_id, c.content_hash, c.position \
         ) AS missing ORDER BY position, ordinal LIMIT $2",
    )
    .bind(space)
    .bind(i64::from(limit))
    .fetch_all(conn)
    .await
}

/// Keeps embeddings by content hash, with length one; a later one for the same content replaces
/// it, and what failed before is forgotten.
pub async fn store_embeddings(
    conn: &mut PgConnection,
    tenant: TenantId,
    space: &str,
    rows: Vec<(String, Vec<f32>)>,
) -> Result<(), sqlx::Error> {
    let (hashes, vectors): (Vec<_>, Vec<_>) =
        rows.into_iter().map(|(hash, vector)| (hash, Vector::from(vector))).unzip();
    sqlx::query(
        "WITH settled AS ( \
             DELETE FROM embedding_failures \
             WHERE tenant_id = $1 AND space = $2 AND (content_hash = ANY ($3) OR content_hash = '')) \
         INSERT INTO embeddings (tenant_id, space, content_hash, embedding) \
         SELECT DISTINCT ON (n.hash) $1, $2, n.hash, l2_normalize(n.vector) \
         FROM unnest($3, $4::vector[]) AS n (hash, vector) \
         ON CONFLICT (tenant_id, space, content_hash) DO UPDATE SET embedding = excluded.embedding",
    )
    .bind(tenant.0)
    .bind(space)
    .bind(hashes)
    .bind(vectors)
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that a passage was not taken, and when it is tried again: after five seconds,
/// and four times as long each time, at most an hour; never by itself when it is `refused`
/// for good or was tried [`MOST_ATTEMPTS`] times. `error` is a kind, never text.
pub async fn note_failure(
    conn: &mut PgConnection,
    tenant: TenantId,
    space: &str,
    content_hash: &str,
    error: &str,
    refused: bool,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO embedding_failures AS f (tenant_id, space, content_hash, attempts, error, next_try_at) \
         VALUES ($1, $2, $3, 1, $4, \
             CASE WHEN $5 THEN 'infinity' ELSE clock_timestamp() + interval '5 seconds' END) \
         ON CONFLICT (tenant_id, space, content_hash) DO UPDATE \
         SET attempts = f.attempts + 1, error = excluded.error, failed_at = clock_timestamp(), \
             next_try_at = CASE WHEN $5 OR f.attempts + 1 >= $6 THEN 'infinity' \
                 ELSE clock_timestamp() + least(interval '1 hour', interval '5 seconds' * 4 ^ f.attempts) END",
    )
    .bind(tenant.0)
    .bind(space)
    .bind(content_hash)
    .bind(error)
    .bind(refused)
    .bind(MOST_ATTEMPTS.cast_signed())
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that the embedder is out of reach: what waits for it says so until it is back.
pub async fn note_outage(
    conn: &mut PgConnection,
    tenant: TenantId,
    space: &str,
    error: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO embedding_failures AS f (tenant_id, space, content_hash, attempts, error, next_try_at) \
         VALUES ($1, $2, '', 1, $3, clock_timestamp()) \
         ON CONFLICT (tenant_id, space, content_hash) DO UPDATE \
         SET attempts = f.attempts + 1, error = excluded.error, next_try_at = clock_timestamp(), \
             failed_at = clock_timestamp()",
    )
    .bind(tenant.0)
    .bind(space)
    .bind(error)
    .execute(conn)
    .await?;
    Ok(())
}

/// The space that the connection's tenant is searched in; none before the first one is
/// complete.
pub async fn live_space(conn: &mut PgConnection) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar("SELECT space FROM embedding_live WHERE tenant_id = current_tenant()")
        .fetch_optional(conn)
        .await
}

/// Lets the tenant be searched in `space`, if every current passage has its vector there
/// or was given up; whether it changed. One statement: search sees the old space or the
/// new one, complete.
pub async fn make_live(
    conn: &mut PgConnection,
    tenant: TenantId,
    space: &str,
) -> Result<bool, sqlx::Error> {
    let changed = sqlx::query(
        "INSERT INTO embedding_live AS l (tenant_id, space) \
         SELECT $1, $2 WHERE NOT EXISTS ( \
             SELECT FROM chunks c WHERE c.tenant_id = $1 AND c.current \
               AND NOT EXISTS ( \
                 SELECT FROM embeddings e WHERE e.tenant_id = $1 AND e.space = $2 \
                   AND e.content_hash = c.content_hash) \
               AND NOT EXISTS ( \
                 SELECT FROM embedding_failures f WHERE f.tenant_id = $1 AND f.space = $2 \
                   AND f.content_hash = c.content_hash AND f.next_try_at = 'infinity')) \
         ON CONFLICT (tenant_id) DO UPDATE SET space = excluded.space, since = clock_timestamp() \
         WHERE l.space <> excluded.space",
    )
    .bind(tenant.0)
    .bind(space)
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() > 0)
}

/// Removes vectors of spaces that another one took the place of a day ago. For the
/// system's role.
pub async fn sweep_embeddings(conn: &mut PgConnection) -> Result<u64, sqlx::Error> {
    let swept = sqlx::query(
        "DELETE FROM embeddings e USING embedding_live l \
         WHERE l.tenant_id = e.tenant_id AND e.space <> l.space \
           AND e.created_at < l.since AND l.since < clock_timestamp() - interval '1 day'",
    )
    .execute(conn)
    .await?;
    Ok(swept.rows_affected())
}
