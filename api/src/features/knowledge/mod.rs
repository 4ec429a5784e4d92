//! Finding passages: the same function that turns use.

use std::time::Duration;

use axum::Json as Answer;
use axum::extract::State;
use llm::embed_question;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::auth::CurrentMember;
use crate::error::ApiError;
use crate::extract::Json;
use crate::openapi::BodyProblems;
use crate::state::AppState;

const MOST: u32 = 50;
const USUAL: u32 = 6;
/// The most characters of a question.
const LONGEST: usize = 2_000;
/// How long the search waits for the question's vector before it does without.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is looked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Search {
    #[schema(min_length = 1, max_length = 2000)]
    query: String,
    /// The most passages: 1 to 50, otherwise 6.
    #[schema(minimum = 1, maximum = 50)]
    limit: Option<u32>,
}

/// Passages, the best first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SearchResults {
    results: Vec<Passage>,
    /// Whether only words were compared: no vector of the question was to be had.
    lexical_only: bool,
}

/// A passage that was found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Passage {
    chunk_id: Uuid,
    document_id: Uuid,
    document_version: u32,
    title: String,
    heading: String,
    text: String,
    trusted: bool,
    /// What it is ranked by, 0 to 1.
    score: f64,
    /// How much of what the question's words tell is in it, 0 to 1.
    lexical: f64,
    /// How near its meaning is, 0 to 1; null when it was not embedded yet.
    #[schema(required)]
    semantic: Option<f64>,
}

impl From<retrieval::Hit> for Passage {
    fn from(hit: retrieval::Hit) -> Self {
        Self {
            chunk_id: hit.chunk_id.0,
            document_id: hit.document_id.0,
            document_version: hit.document_version,
            title: hit.title,
            heading: hit.heading,
            text: hit.text,
            trusted: hit.trust == domain::Trust::Trusted,
            score: hit.score.into(),
            lexical: hit.lexical.into(),
            semantic: hit.semantic.map(f64::from),
        }
    }
}

/// Finds the passages that answer a question best.
#[utoipa::path(post, path = "/api/v1/knowledge/search", tag = "knowledge", security(("bearer" = [])),
    request_body = Search,
    responses((status = 200, description = "Passages, the best first", body = SearchResults), BodyProblems))]
pub(crate) async fn search(
    State(state): State<AppState>,
    member: CurrentMember,
    Json { value, .. }: Json<Search>,
) -> Result<Answer<SearchResults>, ApiError> {
    let limit = value.limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        return Err(ApiError::field("/limit", format!("must be between 1 and {MOST}")));
    }
    let text = value.query.trim().to_owned();
    if text.is_empty() {
        return Err(ApiError::field("/query", "must not be empty"));
    }
    if text.chars().count() > LONGEST {
        return Err(ApiError::field("/query", format!("must have at most {LONGEST} characters")));
    }
    let mut connection = state.services.database.acquire(member.tenant).await?;
    let space = retrieval::live_space(&mut connection).await?;
    drop(connection);
    let embedding = match &state.embedder {
        Some(embedder) => embed_question(embedder, space.as_deref(), &text, PATIENCE).await,
        None => None,
    };
    let lexical_only = embedding.is_none();
    let mut connection = state.services.database.acquire(member.tenant).await?;
    let hits =
        retrieval::search(&mut connection, &retrieval::Query { text, embedding, limit }).await?;
    Ok(Answer(SearchResults {
        results: hits.into_iter().map(Passage::from).collect(),
        lexical_only,
    }))
}
