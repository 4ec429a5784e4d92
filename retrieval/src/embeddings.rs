//! The embeddings of passages: a cache per tenant, model and content.

use domain::TenantId;
use pgvector::Vector;
use sqlx::PgConnection;
use uuid::Uuid;

/// A current passage without an embedding under some model.
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

/// Current passages without an embedding under `model`, the longest waiting first: of
/// the connection's tenant, or of every tenant for the system's role.
pub async fn missing_embeddings(
    conn: &mut PgConnection,
    model: &str,
    limit: u32,
) -> Result<Vec<Missing>, sqlx::Error> {
    sqlx::query_as(
        "SELECT tenant_id, content_hash, title, heading, text FROM ( \
             SELECT DISTINCT ON (c.tenant_id, c.content_hash) c.* FROM chunks c \
             WHERE c.current AND NOT EXISTS ( \
                 SELECT FROM embeddings e WHERE e.tenant_id = c.tenant_id \
                     AND e.model = $1 AND e.content_hash = c.content_hash) \
             ORDER BY c.tenant_id, c.content_hash, c.position \
         ) AS missing ORDER BY position, ordinal LIMIT $2",
    )
    .bind(model)
    .bind(i64::from(limit))
    .fetch_all(conn)
    .await
}

/// Keeps embeddings by content hash; a later one for the same content replaces it.
pub async fn store_embeddings(
    conn: &mut PgConnection,
    tenant: TenantId,
    model: &str,
    rows: Vec<(String, Vec<f32>)>,
) -> Result<(), sqlx::Error> {
    let (hashes, vectors): (Vec<_>, Vec<_>) =
        rows.into_iter().map(|(hash, vector)| (hash, Vector::from(vector))).unzip();
    sqlx::query(
        "INSERT INTO embeddings (tenant_id, model, content_hash, embedding) \
         SELECT DISTINCT ON (n.hash) $1, $2, n.hash, n.vector FROM unnest($3, $4) AS n (hash, vector) \
         ON CONFLICT (tenant_id, model, content_hash) DO UPDATE SET embedding = excluded.embedding",
    )
    .bind(tenant.0)
    .bind(model)
    .bind(hashes)
    .bind(vectors)
    .execute(conn)
    .await?;
    Ok(())
}
