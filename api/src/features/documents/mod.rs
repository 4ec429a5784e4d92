//! What the business has written down, in versions.

mod dto;
mod queries;
mod write;

use axum::Json as Answer;
use axum::extract::State;
use axum::http::header::ETAG;
use axum::response::{AppendHeaders, IntoResponse};
use uuid::Uuid;

use self::dto::{Document, DocumentDetail, DocumentList, VersionQuery};
pub(crate) use self::write::{__path_add, __path_revise, __path_upload, add, revise, upload};
use crate::auth::Reader;
use crate::error::ApiError;
use crate::extract::{Path, Query};
use crate::openapi::{ItemProblems, ListProblems, ReadParams};
use crate::page::PageQuery;
use crate::state::AppState;

/// The business's documents, in the order in which they were added.
#[utoipa::path(get, path = "/api/v1/documents", tag = "knowledge", params(PageQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Documents in use", body = DocumentList), ListProblems))]
pub(crate) async fn list(
    State(state): State<AppState>,
    reader: Reader,
    Query(query): Query<PageQuery>,
) -> Result<Answer<DocumentList>, ApiError> {
    let page = query.of::<i64>("documents")?;
    let model = state.embedder.as_ref().map(|embedder| embedder.model().to_owned());
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let mut rows =
        queries::list(&mut connection, page.after, page.rows(), model.as_deref()).await?;
    let next_cursor = page.cut("documents", &mut rows, |row| row.position);
    Ok(Answer(DocumentList { items: rows.into_iter().map(Document::from).collect(), next_cursor }))
}

/// A document with its text and passages; `ETag` is the version to name when revising it.
#[utoipa::path(get, path = "/api/v1/documents/{id}", tag = "knowledge",
    params(("id" = Uuid, Path), VersionQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "The document", body = DocumentDetail,
            headers(("ETag" = String, description = "Of the newest version only"))), ItemProblems))]
pub(crate) async fn get(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<Uuid>,
    Query(query): Query<VersionQuery>,
) -> Result<impl IntoResponse, ApiError> {
    let model = state.embedder.as_ref().map(|embedder| embedder.model().to_owned());
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let wanted = query.version.map(|version| i32::try_from(version).unwrap_or(0));
    let row = queries::detail(&mut connection, id, wanted, model.as_deref()).await?;
    let row = row.ok_or_else(|| ApiError::no_such("document"))?;
    let chunks = queries::chunks(&mut connection, id, row.document.version).await?;
    let newest = row.newest_version == row.document.version;
    let etag = newest.then(|| (ETAG, format!("\"{}\"", row.document.version)));
    Ok((AppendHeaders(etag), Answer(DocumentDetail::new(row, chunks))))
}
