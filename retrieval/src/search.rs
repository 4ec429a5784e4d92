//! The hybrid search: words and meaning, weighed together (`docs/adr/0013`), without a look at
//! every passage (`docs/adr/0025`).

use domain::{ChunkId, DocumentId, Trust};
use pgvector::Vector;
use sqlx::PgConnection;
use uuid::Uuid;

const SEARCH: &str = include_str!("search.sql");

/// How many of the nearest vectors are weighed whether or not their passages have the
/// question's words. More cost a look-up each, fewer leave more of the other passages possible.
const NEAR: i64 = 250;

/// What is looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// The question.
    pub text: String,
    /// The space it was embedded in, and its vector; without one the search is lexical.
    pub embedding: Option<(String, Vec<f32>)>,
    /// The most passages to return.
    pub limit: u32,
}

/// A passage that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The passage.
    pub chunk_id: ChunkId,
    /// Its document.
    pub document_id: DocumentId,
    /// The version of the document: the current one.
    pub document_version: u32,
    /// The document's title.
    pub title: String,
    /// The headings it stands under.
    pub heading: String,
    /// Its text.
    pub text: String,
    /// Whether its source is trusted.
    pub trust: Trust,
    /// What it is ranked by: the two below, each scaled by the best passage's and
    /// weighed; the lexical one alone while the passage has no embedding. 0 to 1, to be
    /// compared within one search only.
    pub score: f32,
    /// How much of what the question's words tell is in the passage (BM25 as a share
    /// of its upper bound). 0 to 1.
    pub lexical: f32,
    /// Cosine similarity of question and passage. 0 to 1.
    pub semantic: Option<f32>,
}

#[derive(sqlx::FromRow)]
struct Row {
    chunk_id: Uuid,
    document_id: Uuid,
    version: i32,
    title: String,
    heading: String,
    text: String,
    trust: String,
    score: f64,
    lexical: f64,
    semantic: Option<f64>,
    certain: bool,
}

/// The passages of the connection's tenant that fit `query` best, best first.
pub async fn search(conn: &mut PgConnection, query: &Query) -> Result<Vec<Hit>, sqlx::Error> {
    let (space, vector) = match &query.embedding {
        Some((space, vector)) if !vector.is_empty() => {
            (Some(space), Some(Vector::from(vector.clone())))
        }
        _ => (None, None),
    };
    let text = query.text.replace('\0', " ");
    let mut rows: Vec<Row> = Vec::new();
    // The nearest vectors may be of contents that are not current: then all are looked at.
    for near in [Some(NEAR), None] {
        rows = sqlx::query_as(SEARCH)
            .bind(&text)
            .bind(space)
            .bind(&vector)
            .bind(i64::from(query.limit))
            .bind(near)
            .fetch_all(&mut *conn)
            .await?;
        if vector.is_none() || rows.first().is_some_and(|row| row.certain) {
            break;
        }
    }
    Ok(rows.into_iter().map(Hit::from).collect())
}

impl From<Row> for Hit {
    fn from(row: Row) -> Self {
        Self {
            chunk_id: ChunkId(row.chunk_id),
            document_id: DocumentId(row.document_id),
            document_version: row.version.unsigned_abs(),
            title: row.title,
            heading: row.heading,
            text: row.text,
            trust: if row.trust == Trust::Trusted.as_str() {
                Trust::Trusted
            } else {
                Trust::Untrusted
            },
            score: row.score as f32,
            lexical: row.lexical as f32,
            semantic: row.semantic.map(|semantic| semantic as f32),
        }
    }
}
