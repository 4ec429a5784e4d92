//! What the steward knows about the member who asks. Nobody sees anybody else's facts:
//! every read and every command is about the asking member's own memory.

mod dto;
mod queries;
mod write;

use axum::Json as Answer;
use axum::extract::State;
use axum::http::header::ETAG;
use axum::response::{AppendHeaders, IntoResponse};
use uuid::Uuid;

pub(crate) use self::dto::FactSource;
use self::dto::{Fact, FactList};
pub(crate) use self::queries::{FactRow, shown};
pub(crate) use self::write::{
    __path_forget, __path_remember, __path_revise, forget, remember, revise,
};
use crate::auth::Reader;
use crate::error::ApiError;
use crate::extract::{Path, Query};
use crate::openapi::{ItemProblems, ListProblems, ReadParams};
use crate::page::PageQuery;
use crate::state::AppState;

/// What the steward knows about me, the newest first.
#[utoipa::path(get, path = "/api/v1/facts", tag = "facts", params(PageQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Facts about me", body = FactList), ListProblems))]
pub(crate) async fn list(
    State(state): State<AppState>,
    reader: Reader,
    Query(query): Query<PageQuery>,
) -> Result<Answer<FactList>, ApiError> {
    let page = query.of::<i64>("facts")?;
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let mut rows = queries::list(&mut connection, reader.id, page.after, page.rows()).await?;
    let next_cursor = page.cut("facts", &mut rows, |row| row.position);
    Ok(Answer(FactList { items: rows.into_iter().map(Fact::from).collect(), next_cursor }))
}

/// A fact about me; `ETag` is the version to name when changing it.
#[utoipa::path(get, path = "/api/v1/facts/{id}", tag = "facts", params(("id" = Uuid, Path), ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "The fact", body = Fact,
            headers(("ETag" = String, description = "Its version"))), ItemProblems))]
pub(crate) async fn get(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<Uuid>,
) -> Result<impl IntoResponse, ApiError> {
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let row = queries::one(&mut connection, reader.id, id).await?;
    let row = row.ok_or_else(|| ApiError::no_such("fact"))?;
    let etag = (ETAG, format!("\"{}\"", row.version));
    Ok((AppendHeaders([etag]), Answer(Fact::from(row))))
}
