//! Meaning: cosines of the question's vector and those of passages.

use std::collections::HashMap;

use pgvector::Vector;
use sqlx::PgConnection;
use uuid::Uuid;

/// A vector next to the question's, and the current passages of that content: none if it is
/// kept for earlier versions only.
#[derive(sqlx::FromRow)]
pub(super) struct Near {
    /// Cosine, 0 to 1.
    pub(super) score: f64,
    pub(super) chunk_ids: Vec<Uuid>,
}

/// The question's vector in its space.
#[derive(Debug)]
pub(super) struct Meaning {
    space: String,
    vector: Vector,
}

impl Meaning {
    pub(super) fn new(space: &str, vector: &[f32]) -> Self {
        Self { space: space.to_owned(), vector: Vector::from(vector.to_vec()) }
    }

    /// The `most` nearest vectors of the tenant, all of them if that is none: every one is
    /// compared.
    pub(super) async fn near(
        &self,
        conn: &mut PgConnection,
        most: Option<i64>,
    ) -> Result<Vec<Near>, sqlx::Error> {
        sqlx::query_as(
            "SELECT least(1, greatest(0, 1 - nullif(n.distance, 'NaN'))) AS score, ARRAY( \
                 SELECT c.chunk_id FROM chunks c WHERE c.tenant_id = current_tenant() AND c.current \
                     AND c.content_hash = n.content_hash) AS chunk_ids \
             FROM vectors_near($1, $2, $3) AS n WHERE n.distance IS NOT NULL",
        )
        .bind(&self.space)
        .bind(&self.vector)
        .bind(most)
        .fetch_all(conn)
        .await
    }

    /// The cosines of these passages, where they have a vector.
    pub(super) async fn of(
        &self,
        conn: &mut PgConnection,
        passages: &[Uuid],
    ) -> Result<HashMap<Uuid, f64>, sqlx::Error> {
        if passages.is_empty() {
            return Ok(HashMap::new());
        }
        let rows: Vec<(Uuid, f64)> =
            sqlx::query_as("SELECT chunk_id, score FROM vectors_of($1, $2, $3)")
                .bind(passages)
                .bind(&self.space)
                .bind(&self.vector)
                .fetch_all(conn)
                .await?;
        Ok(rows.into_iter().collect())
    }
}
