//! The hybrid search: words and meaning, weighed together (`docs/adr/0013`), without a look at
//! every passage (`docs/adr/0025`, `docs/adr/0032`).

mod meaning;
mod rank;
#[cfg(test)]
mod tests;
mod words;

use std::collections::HashMap;

use domain::{ChunkId, DocumentId, Trust};
use sqlx::PgConnection;
use uuid::Uuid;

use meaning::Meaning;
use rank::{Ranked, Ranking};

/// How many of the nearest vectors are weighed whether or not their passages have the
/// question's words. More cost a look-up each, fewer leave more of the other passages possible.
const NEAR: i64 = 250;
/// And how many of the passages with most of the words.
const WORDY: usize = 50;

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
struct Passage {
    chunk_id: Uuid,
    document_id: Uuid,
    version: i32,
    title: String,
    heading: String,
    text: String,
    trust: String,
}

/// The passages of the connection's tenant that fit `query` best, best first. Its statements may
/// see a library that changes meanwhile at different moments: a passage that goes is left out.
pub async fn search(conn: &mut PgConnection, query: &Query) -> Result<Vec<Hit>, sqlx::Error> {
    let limit = query.limit as usize;
    let lexical = words::lexical(conn, &query.text.replace('\0', " ")).await?;
    let meaning = match &query.embedding {
        Some((space, vector)) if !vector.is_empty() => Some(Meaning::new(space, vector)),
        _ => None,
    };
    let Some(meaning) = meaning else {
        return read(conn, Ranking::new(lexical, HashMap::new(), None).best(limit)).await;
    };
    let (nearest, beyond) = nearest(conn, &meaning, limit).await?;
    let mut ranking = Ranking::new(lexical, nearest, beyond);
    if beyond.is_some() {
        let wordy = ranking.wordy(WORDY);
        ranking.learn(&wordy, &meaning.of(conn, &wordy).await?);
        let possible = ranking.possible(limit);
        ranking.learn(&possible, &meaning.of(conn, &possible).await?);
    }
    read(conn, ranking.best(limit)).await
}

/// The passages with the nearest vectors and their cosines, and the cosine of the last one if
/// there may be others.
async fn nearest(
    conn: &mut PgConnection,
    meaning: &Meaning,
    limit: usize,
) -> Result<(HashMap<Uuid, f64>, Option<f64>), sqlx::Error> {
    let mut near = meaning.near(conn, Some(NEAR)).await?;
    let mut all = (near.len() as i64) < NEAR;
    // Those may be of contents that are not current: then all are looked at.
    if !all && near.iter().map(|near| near.chunk_ids.len()).sum::<usize>() < limit {
        near = meaning.near(conn, None).await?;
        all = true;
    }
    let beyond = near.last().map(|last| last.score).filter(|_| !all);
    let passages = near
        .into_iter()
        .flat_map(|near| near.chunk_ids.into_iter().map(move |id| (id, near.score)));
    Ok((passages.collect(), beyond))
}

/// Reads the passages that were found.
async fn read(conn: &mut PgConnection, best: Vec<Ranked>) -> Result<Vec<Hit>, sqlx::Error> {
    let chunk_ids: Vec<Uuid> = best.iter().map(|ranked| ranked.chunk_id).collect();
    let passages: Vec<Passage> = sqlx::query_as(
        "SELECT chunk_id, document_id, version, title, heading, text, trust FROM chunks \
         WHERE tenant_id = current_tenant() AND current AND chunk_id = ANY ($1)",
    )
    .bind(chunk_ids)
    .fetch_all(conn)
    .await?;
    let mut passages: HashMap<Uuid, Passage> =
        passages.into_iter().map(|passage| (passage.chunk_id, passage)).collect();
    Ok(best
        .into_iter()
        .filter_map(|ranked| Some(passages.remove(&ranked.chunk_id)?.hit(ranked)))
        .collect())
}

impl Passage {
    fn hit(self, ranked: Ranked) -> Hit {
        Hit {
            chunk_id: ChunkId(self.chunk_id),
            document_id: DocumentId(self.document_id),
            document_version: self.version.unsigned_abs(),
            title: self.title,
            heading: self.heading,
            text: self.text,
            trust: if self.trust == Trust::Trusted.as_str() {
                Trust::Trusted
            } else {
                Trust::Untrusted
            },
            score: ranked.score as f32,
            lexical: ranked.lexical as f32,
            semantic: ranked.semantic.map(|semantic| semantic as f32),
        }
    }
}
