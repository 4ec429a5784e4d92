//! Documents from files: for owners and managers.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::Trust;
use domain::document::Source;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::dto::{DocumentUpload, Written};
use super::files;
use super::write::{Change, create, written};
use crate::command::Writer;
use crate::error::ApiError;
use crate::extract::{Path, Upload, based_on};
use crate::openapi::{BodyProblems, CommandParams, RoleProblem, StaleProblem};
use crate::permission::Permission;
use crate::state::AppState;

/// Adds a document from a file: plain text, Markdown, HTML, CSV or PDF, told by its
/// content. It is untrusted: turns that read it ask before they act.
#[utoipa::path(post, path = "/api/v1/documents/upload", tag = "knowledge", params(CommandParams), security(("bearer" = [])),
    request_body(content = DocumentUpload, content_type = "multipart/form-data"),
    responses((status = 201, description = "Added", body = Written), BodyProblems, RoleProblem))]
pub(crate) async fn upload(
    State(state): State<AppState>,
    writer: Writer,
    request: Request,
) -> Result<Response, ApiError> {
    writer.member.must(Permission::ManageDocuments)?;
    let _slot = state.slots.take(writer.member.tenant).await?;
    let upload = Upload::read(request, state.limits.upload_bytes).await?;
    let command = writer.command(&state, &canonical(&upload));
    if let Some(first) = command.recall::<Written>(&state).await? {
        return Ok((StatusCode::CREATED, written(first)).into_response());
    }
    let reading = files::read(&state, upload).await?;
    let tenant = writer.member.tenant;
    let mut connection = state.services.database.acquire(tenant).await?;
    let content = reading.keep(&mut connection, tenant.0).await?;
    drop(connection);
    let added = create(&state, &writer, command, content, Source::Upload, Trust::Untrusted).await?;
    Ok(added.into_response())
}

/// Gives a document another text, from a file. `If-Match` names the version that it is
/// based on. The new version is untrusted.
#[utoipa::path(put, path = "/api/v1/documents/{id}/upload", tag = "knowledge",
    params(("id" = Uuid, Path), ("If-Match" = String, Header, description = "`ETag` of the version read"), CommandParams),
    security(("bearer" = [])), request_body(content = DocumentUpload, content_type = "multipart/form-data"),
    responses((status = 200, description = "Revised; the same version when nothing is different", body = Written,
            headers(("ETag" = String, description = "The new version"))),
        (status = 428, description = "Without If-Match", body = crate::error::Problem, content_type = "application/problem+json"),
        BodyProblems, RoleProblem, StaleProblem))]
pub(crate) async fn revise_by_upload(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    writer.member.must(Permission::ManageDocuments)?;
    let based_on = based_on(&headers)?;
    let _slot = state.slots.take(writer.member.tenant).await?;
    let upload = Upload::read(request, state.limits.upload_bytes).await?;
    let command = writer.command(&state, &canonical(&upload));
    if let Some(first) = command.recall::<Written>(&state).await? {
        return Ok(written(first));
    }
    let reading = files::read(&state, upload).await?;
    let tenant = writer.member.tenant;
    let mut connection = state.services.database.acquire(tenant).await?;
    let content = reading.keep(&mut connection, tenant.0).await?;
    drop(connection);
    let trust = Some(Trust::Untrusted);
    let change = Change { id, based_on, source: Source::Upload, trust };
    Ok(written(change.to(&state, &writer, command, content).await?))
}

/// What fingerprints are taken of: the boundaries of multipart differ each time.
fn canonical(upload: &Upload) -> Vec<u8> {
    let mut sha = Sha256::new();
    for part in [&upload.title, &upload.name, &upload.media_type] {
        sha.update((part.len() as u64).to_be_bytes());
        sha.update(part.as_bytes());
    }
    sha.update(&upload.bytes);
    sha.finalize().to_vec()
}
