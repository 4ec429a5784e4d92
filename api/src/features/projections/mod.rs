//! How far the read models are, and looking after them (docs/projections.md). Owners and
//! auditors look; operators stop, rebuild and compare. What takes long is asked of the
//! projectors and answered later.

mod dto;

use std::collections::HashMap;

use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use domain::{Role, TenantId};
use eventing::{projections, requests};
use serde_json::{Value, json};
use uuid::Uuid;

pub(crate) use self::dto::ProjectionRequest;
use self::dto::{Projection, ProjectionList, ProjectionRequestList, RebuildOptions};
use crate::auth::{CurrentMember, Reader};
use crate::command::Writer;
use crate::error::ApiError;
use crate::extract::{Json, Path};
use crate::features::operator::must_operate;
use crate::openapi::{
    BodyProblems, CommandParams, CommandProblems, ItemProblems, ReadParams, ReadProblems,
    RoleProblem,
};
use crate::permission::Permission;
use crate::state::AppState;

/// The most requests that are listed.
const LATEST: u32 = 100;

/// Every projection and how far it is. Owners and auditors are told of their own business's
/// parked events, operators of all.
#[utoipa::path(get, path = "/api/v1/projections", tag = "projections", params(ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Projections, by name", body = ProjectionList), ReadProblems, RoleProblem))]
pub(crate) async fn list(
    State(state): State<AppState>,
    reader: Reader,
) -> Result<Answer<ProjectionList>, ApiError> {
    reader.must(Permission::WatchProjections)?;
    Ok(Answer(ProjectionList { items: all(&state, &reader).await? }))
}

/// Stops a projection where it is. Reads go on being answered from what is there; those that
/// wait for a later position are told that it is behind.
#[utoipa::path(post, path = "/api/v1/projections/{name}/pause", tag = "projections",
    params(("name" = String, Path), CommandParams), security(("bearer" = [])),
    responses((status = 200, description = "It stands still, or did already", body = Projection), CommandProblems, RoleProblem))]
pub(crate) async fn pause(
    State(state): State<AppState>,
    writer: Writer,
    Path(name): Path<String>,
) -> Result<Answer<Projection>, ApiError> {
    set_paused(&state, &writer, &name, true).await
}

/// Lets a projection go on.
#[utoipa::path(post, path = "/api/v1/projections/{name}/resume", tag = "projections",
    params(("name" = String, Path), CommandParams), security(("bearer" = [])),
    responses((status = 200, description = "It goes on, or did already", body = Projection), CommandProblems, RoleProblem))]
pub(crate) async fn resume(
    State(state): State<AppState>,
    writer: Writer,
    Path(name): Path<String>,
) -> Result<Answer<Projection>, ApiError> {
    set_paused(&state, &writer, &name, false).await
}

/// Asks for a projection's tables to be made anew from the log, beside the live ones, and put
/// in their place. Nothing is sent and no model is called.
#[utoipa::path(post, path = "/api/v1/projections/{name}/rebuild", tag = "projections",
    params(("name" = String, Path), CommandParams), security(("bearer" = [])), request_body = RebuildOptions,
    responses((status = 202, description = "Asked for", body = ProjectionRequest), BodyProblems, RoleProblem))]
pub(crate) async fn rebuild(
    State(state): State<AppState>,
    writer: Writer,
    Path(name): Path<String>,
    Json { value, canonical }: Json<RebuildOptions>,
) -> Result<(StatusCode, Answer<ProjectionRequest>), ApiError> {
    must_operate(&writer.member)?;
    let arguments = json!({ "from_scratch": value.from_scratch });
    ask(&state, &writer, &canonical, &name, "rebuild", arguments).await
}

/// Asks for a projection's rows to be compared with a fold of the log. They are only read.
#[utoipa::path(post, path = "/api/v1/projections/{name}/verify", tag = "projections",
    params(("name" = String, Path), CommandParams), security(("bearer" = [])),
    responses((status = 202, description = "Asked for", body = ProjectionRequest), CommandProblems, RoleProblem))]
pub(crate) async fn verify(
    State(state): State<AppState>,
    writer: Writer,
    Path(name): Path<String>,
) -> Result<(StatusCode, Answer<ProjectionRequest>), ApiError> {
    must_operate(&writer.member)?;
    ask(&state, &writer, b"", &name, "verify", json!({})).await
}

/// What was asked of the projectors of late, newest first: at most 100 of the last 30 days.
#[utoipa::path(get, path = "/api/v1/projections/requests", tag = "projections", params(ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Requests", body = ProjectionRequestList), ReadProblems, RoleProblem))]
pub(crate) async fn asked(
    State(state): State<AppState>,
    reader: Reader,
) -> Result<Answer<ProjectionRequestList>, ApiError> {
    must_operate(&reader)?;
    let latest = requests::list(&state.services.system, LATEST).await?;
    let items = latest.into_iter().map(ProjectionRequest::from).collect();
    Ok(Answer(ProjectionRequestList { items }))
}

/// One request, and what came of it. For operators, and for who asked.
#[utoipa::path(get, path = "/api/v1/projections/requests/{id}", tag = "projections",
    params(("id" = Uuid, Path), ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "The request", body = ProjectionRequest), ItemProblems))]
pub(crate) async fn request(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<Uuid>,
) -> Result<Answer<ProjectionRequest>, ApiError> {
    let found = requests::find(&state.services.system, id).await?;
    let own = |request: &requests::Request| request.requested_by == reader.actor().to_string();
    found
        .filter(|request| own(request) || must_operate(&reader).is_ok())
        .map(|request| Answer(request.into()))
        .ok_or_else(|| ApiError::no_such("request"))
}

/// Asks the projectors, once per idempotency key.
pub(crate) async fn ask(
    state: &AppState,
    writer: &Writer,
    canonical: &[u8],
    projection: &str,
    kind: &str,
    arguments: Value,
) -> Result<(StatusCode, Answer<ProjectionRequest>), ApiError> {
    one(state, &writer.member, projection).await?;
    let id = writer.command(state, canonical).id();
    let by = writer.member.actor().to_string();
    let asked = requests::ask(&state.services.system, id, projection, kind, arguments, &by).await?;
    Ok((StatusCode::ACCEPTED, Answer(asked.into())))
}

async fn set_paused(
    state: &AppState,
    writer: &Writer,
    name: &str,
    paused: bool,
) -> Result<Answer<Projection>, ApiError> {
    must_operate(&writer.member)?;
    if !projections::pause(&state.services.system, name, paused).await? {
        return Err(ApiError::no_such("projection"));
    }
    one(state, &writer.member, name).await.map(Answer)
}

async fn one(state: &AppState, member: &CurrentMember, name: &str) -> Result<Projection, ApiError> {
    let found = all(state, member).await?.into_iter().find(|it| it.is(name));
    found.ok_or_else(|| ApiError::no_such("projection"))
}

async fn all(state: &AppState, member: &CurrentMember) -> Result<Vec<Projection>, ApiError> {
    let system = &state.services.system;
    let operates = member.role == Role::Operator && member.tenant == TenantId::OPERATORS;
    let mut latest = HashMap::new();
    if operates {
        for request in requests::latest(system).await? {
            latest.insert(request.projection.clone(), ProjectionRequest::from(request));
        }
    }
    let parked_of = (!operates).then_some(member.tenant);
    let found = projections::list(system, parked_of).await?;
    let told = found.into_iter().map(|it| {
        let request = latest.remove(&it.name);
        Projection::new(it, request)
    });
    Ok(told.collect())
}
