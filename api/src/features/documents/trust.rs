//! Whether a document may steer the steward: for owners and managers to say.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use domain::document::{Content, Document as Aggregate, DocumentEvent, Source};
use domain::{Event, Trust};
use eventing::Loaded;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::dto::{TrustName, Written};
use super::write::{Change, written};
use crate::command::Writer;
use crate::error::ApiError;
use crate::extract::{Json, Path, based_on};
use crate::openapi::{BodyProblems, CommandParams, RoleProblem, StaleProblem};
use crate::permission::Permission;
use crate::state::AppState;

/// A decision about a document.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DocumentTrust {
    #[schema(value_type = TrustName)]
    trust: Trust,
}

/// Says whether a document may steer the steward: a new version with the same content.
/// While it is untrusted, as files are at first, turns that read it ask before they act.
/// `If-Match` names the version that was read: nobody trusts what they have not seen.
#[utoipa::path(put, path = "/api/v1/documents/{id}/trust", tag = "knowledge",
    params(("id" = Uuid, Path), ("If-Match" = String, Header, description = "`ETag` of the version read"), CommandParams),
    security(("bearer" = [])), request_body = DocumentTrust,
    responses((status = 200, description = "Decided; the same version when it was so before", body = Written,
            headers(("ETag" = String, description = "The new version"))),
        (status = 428, description = "Without If-Match", body = crate::error::Problem, content_type = "application/problem+json"),
        BodyProblems, RoleProblem, StaleProblem))]
pub(crate) async fn trust(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    Json { value, canonical }: Json<DocumentTrust>,
) -> Result<impl IntoResponse, ApiError> {
    writer.member.must(Permission::ManageDocuments)?;
    let based_on = based_on(&headers)?;
    let command = writer.command(&state, &canonical);
    if let Some(first) = command.recall::<Written>(&state).await? {
        return Ok(written(first));
    }
    let loaded = state.services.store.load::<Aggregate>(writer.member.tenant, id).await?;
    let (content, source) = newest(&loaded).ok_or_else(|| ApiError::no_such("document"))?;
    let change = Change { id, based_on, source, trust: Some(value.trust) };
    Ok(written(change.to(&state, &writer, command, content).await?))
}

/// What the newest version says, and where it came from.
fn newest(loaded: &Loaded<Aggregate>) -> Option<(Content, Source)> {
    loaded.events.iter().rev().find_map(|recorded| match recorded.decode() {
        Ok(Event::Document(DocumentEvent::DocumentAdded(event))) => {
            Some((event.content, event.source))
        }
        Ok(Event::Document(DocumentEvent::DocumentRevised(event))) => {
            Some((event.content, event.source))
        }
        _ => None,
    })
}
