//! Adding, revising and withdrawing documents: for owners and managers.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::header::ETAG;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse};
use domain::document::{
    Content, Document as Aggregate, DocumentAdded, DocumentCommand, DocumentRemoved,
    DocumentRevised, Source,
};
use domain::{DocumentId, DocumentText as Text, Title, Trust};
use eventing::Step;
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::dto::{DocumentText, Removed, Written};
use crate::command::{Command, Writer};
use crate::error::{ApiError, kinds};
use crate::extract::{Json, Path, based_on, stale};
use crate::openapi::{BodyProblems, CommandParams, CommandProblems, RoleProblem, StaleProblem};
use crate::permission::Permission;
use crate::state::AppState;

/// Adds a document.
#[utoipa::path(post, path = "/api/v1/documents", tag = "knowledge", params(CommandParams), security(("bearer" = [])),
    request_body = DocumentText,
    responses((status = 201, description = "Added", body = Written), BodyProblems, RoleProblem))]
pub(crate) async fn add(
    State(state): State<AppState>,
    writer: Writer,
    Json { value, canonical }: Json<DocumentText>,
) -> Result<impl IntoResponse, ApiError> {
    writer.member.must(Permission::ManageDocuments)?;
    let content = content(&value.title, &value.text)?;
    let trust = value.trust.unwrap_or(Trust::Trusted);
    let command = writer.command(&state, &canonical);
    create(&state, &writer, command, content, Source::Typed, trust).await
}

/// Gives a document another text. `If-Match` names the version that it is based on.
#[utoipa::path(put, path = "/api/v1/documents/{id}", tag = "knowledge",
    params(("id" = Uuid, Path), ("If-Match" = String, Header, description = "`ETag` of the version read"), CommandParams),
    security(("bearer" = [])), request_body = DocumentText,
    responses((status = 200, description = "Revised; the same version when nothing is different", body = Written,
            headers(("ETag" = String, description = "The new version"))),
        (status = 428, description = "Without If-Match", body = crate::error::Problem, content_type = "application/problem+json"),
        BodyProblems, RoleProblem, StaleProblem))]
pub(crate) async fn revise(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    Json { value, canonical }: Json<DocumentText>,
) -> Result<impl IntoResponse, ApiError> {
    writer.member.must(Permission::ManageDocuments)?;
    let based_on = based_on(&headers)?;
    let content = content(&value.title, &value.text)?;
    let command = writer.command(&state, &canonical);
    if let Some(first) = command.recall::<Written>(&state).await? {
        return Ok(written(first));
    }
    let change = Change { id, based_on, source: Source::Typed, trust: value.trust };
    Ok(written(change.to(&state, &writer, command, content).await?))
}

/// Withdraws a document: it is found and shown no more. Its versions stay readable, for
/// the answers that cite them.
#[utoipa::path(delete, path = "/api/v1/documents/{id}", tag = "knowledge",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])),
    responses((status = 200, description = "Withdrawn, now or before", body = Removed), CommandProblems, RoleProblem))]
pub(crate) async fn remove(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
) -> Result<Answer<Removed>, ApiError> {
    writer.member.must(Permission::ManageDocuments)?;
    let removed = DocumentRemoved { removed_by: writer.member.id };
    let step = Step::new::<Aggregate>(DocumentId(id), DocumentCommand::RemoveDocument(removed));
    let result = json!({ "document_id": id });
    Ok(Answer(writer.command(&state, &[]).run(&state, result, vec![step]).await?))
}

/// A change of a document to be.
pub(super) struct Change {
    pub(super) id: Uuid,
    /// The version that it is based on; none for any.
    pub(super) based_on: Option<u64>,
    pub(super) source: Source,
    /// As the version before, when nobody says.
    pub(super) trust: Option<Trust>,
}

impl Change {
    /// Gives the document this content.
    pub(super) async fn to(
        self,
        state: &AppState,
        writer: &Writer,
        command: Command,
        content: Content,
    ) -> Result<Written, ApiError> {
        let Self { id, based_on, source, trust } = self;
        let tenant = writer.member.tenant;
        let loaded = state.services.store.load::<Aggregate>(tenant, id).await?;
        let (version, before) = match &loaded.aggregate {
            Aggregate::Current { version, trust, .. } => (*version, *trust),
            Aggregate::Unknown | Aggregate::Removed => return Err(ApiError::no_such("document")),
        };
        if based_on.is_some_and(|based_on| based_on != u64::from(version)) {
            return Err(stale(version.into()));
        }
        let trust = trust.unwrap_or(before);
        let unchanged = loaded.aggregate.is(&content, trust);
        let next = if unchanged { version } else { version + 1 };
        let revised =
            DocumentRevised { version: next, content, source, trust, revised_by: writer.member.id };
        let step = Step::new::<Aggregate>(DocumentId(id), DocumentCommand::ReviseDocument(revised))
            .expecting(loaded.sequence);
        let result = json!({ "document_id": id, "version": next });
        match command.run(state, result, vec![step]).await {
            Err(error) if error.slug() == kinds::BUSY.slug => Err(stale(u64::from(version) + 1)),
            outcome => outcome,
        }
    }
}

/// Adds a document that says `content`.
pub(super) async fn create(
    state: &AppState,
    writer: &Writer,
    command: Command,
    content: Content,
    source: Source,
    trust: Trust,
) -> Result<impl IntoResponse + use<>, ApiError> {
    let document_id = DocumentId(Uuid::now_v7());
    let added = DocumentAdded { document_id, content, source, trust, added_by: writer.member.id };
    let step = Step::new::<Aggregate>(document_id, DocumentCommand::AddDocument(added));
    let result = json!({ "document_id": document_id, "version": 1 });
    let added: Written = command.run(state, result, vec![step]).await?;
    Ok((StatusCode::CREATED, written(added)))
}

pub(super) fn written(
    written: Written,
) -> (AppendHeaders<[(axum::http::HeaderName, String); 1]>, Answer<Written>) {
    (AppendHeaders([(ETAG, format!("\"{}\"", written.version))]), Answer(written))
}

fn content(title: &str, text: &str) -> Result<Content, ApiError> {
    let title = Title::parse(title).map_err(|error| ApiError::field("/title", error.problem))?;
    let text = Text::parse(text).map_err(|error| ApiError::field("/text", error.problem))?;
    let sha256 = hex::encode(Sha256::digest(format!("{title}\n{text}")));
    Ok(Content { title: title.into_string(), text: text.into_string(), sha256, file: None })
}
