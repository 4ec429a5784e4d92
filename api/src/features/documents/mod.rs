//! What the business has written down, in versions.

mod chunks;
mod dto;
mod files;
mod queries;
mod slots;
mod trust;
mod upload;
mod write;

use axum::Json as Answer;
use axum::extract::State;
use axum::http::header::ETAG;
use axum::response::{AppendHeaders, IntoResponse};
use uuid::Uuid;

use self::dto::{
    Document, DocumentDetail, DocumentList, Retried, Version, VersionList, VersionQuery,
};
pub(crate) use self::files::sweep;
pub(crate) use self::slots::Slots;
pub(crate) use self::trust::{__path_trust, trust};
pub(crate) use self::upload::{__path_revise_by_upload, __path_upload, revise_by_upload, upload};
pub(crate) use self::write::{__path_add, __path_remove, __path_revise, add, remove, revise};
use crate::auth::Reader;
use crate::command::Writer;
use crate::error::ApiError;
use crate::extract::{Path, Query};
use crate::openapi::{CommandProblems, ItemProblems, ListProblems, ReadParams, RoleProblem};
use crate::page::PageQuery;
use crate::permission::Permission;
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
    let space = state.embedder.as_ref().map(|embedder| embedder.space());
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let mut rows =
        queries::list(&mut connection, page.after, page.rows(), space.as_deref()).await?;
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
    let space = state.embedder.as_ref().map(|embedder| embedder.space());
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let wanted = query.version.map(|version| i32::try_from(version).unwrap_or(0));
    let row = queries::detail(&mut connection, id, wanted, space.as_deref()).await?;
    let row = row.ok_or_else(|| ApiError::no_such("document"))?;
    let chunks = chunks::of(&mut connection, id, row.document.version, space.as_deref()).await?;
    let newest = row.newest_version == row.document.version;
    let etag = newest.then(|| (ETAG, format!("\"{}\"", row.document.version)));
    Ok((AppendHeaders(etag), Answer(DocumentDetail::new(row, chunks))))
}

/// The versions of a document, oldest first, also of a withdrawn one.
#[utoipa::path(get, path = "/api/v1/documents/{id}/versions", tag = "knowledge",
    params(("id" = Uuid, Path), PageQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Its versions", body = VersionList), ListProblems, ItemProblems))]
pub(crate) async fn versions(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<Uuid>,
    Query(query): Query<PageQuery>,
) -> Result<Answer<VersionList>, ApiError> {
    let page = query.of::<i64>("versions")?;
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let mut rows = queries::versions(&mut connection, id, page.after, page.rows()).await?;
    if rows.is_empty() && page.after.is_none() {
        return Err(ApiError::no_such("document"));
    }
    let next_cursor = page.cut("versions", &mut rows, |row| row.version.into());
    Ok(Answer(VersionList { items: rows.into_iter().map(Version::from).collect(), next_cursor }))
}

/// Has those passages of a document embedded again at once that failed before.
#[utoipa::path(post, path = "/api/v1/documents/{id}/retry", tag = "knowledge",
    params(("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 200, description = "They are tried again", body = Retried), CommandProblems, RoleProblem))]
pub(crate) async fn retry(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
) -> Result<Answer<Retried>, ApiError> {
    writer.member.must(Permission::ManageDocuments)?;
    let mut connection = state.services.database.acquire(writer.member.tenant).await?;
    let passages = queries::retry(&mut connection, id).await?;
    Ok(Answer(Retried { passages: passages.ok_or_else(|| ApiError::no_such("document"))? }))
}
