//! Events that projections could not apply: what they are, trying them again, and leaving one
//! out for good (docs/projections.md). The API asks; a projector does it.

mod dto;

use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use domain::{Role, TenantId};
use eventing::dead_letter::{self, Wanted};
use serde_json::json;

use self::dto::{DeadLetter, DeadLetterList, DeadLetterQuery, Discard, Letter};
use crate::auth::{CurrentMember, Reader};
use crate::command::Writer;
use crate::error::{ApiError, kinds};
use crate::extract::{Json, Query};
use crate::features::operator::must_operate;
use crate::features::projections::{ProjectionRequest, ask};
use crate::openapi::{BodyProblems, CommandParams, ReadParams, ReadProblems, RoleProblem};
use crate::permission::Permission;
use crate::state::AppState;

/// The most parked events that are told.
const MOST: u32 = 500;
/// The most characters of why one is discarded.
const LONGEST_REASON: usize = 500;

/// Events that are parked, oldest first: of one's own business, or for operators all. At
/// most 500 are told.
#[utoipa::path(get, path = "/api/v1/dead-letters", tag = "projections", params(DeadLetterQuery, ReadParams),
    security(("bearer" = [])),
    responses((status = 200, description = "Parked events", body = DeadLetterList), ReadProblems, RoleProblem))]
pub(crate) async fn list(
    State(state): State<AppState>,
    reader: Reader,
    Query(query): Query<DeadLetterQuery>,
) -> Result<Answer<DeadLetterList>, ApiError> {
    reader.must(Permission::WatchProjections)?;
    let wanted = Wanted { consumer: query.projection.as_deref(), ..Wanted::default() };
    let mut found = letters(&state, &reader, wanted, MOST + 1).await?;
    let truncated = found.len() > MOST as usize;
    found.truncate(MOST as usize);
    let items = found.into_iter().map(DeadLetter::from).collect();
    Ok(Answer(DeadLetterList { items, truncated }))
}

/// Asks for the stream of a parked event to be tried again, in its order: once what stopped it
/// is mended. Owners may ask for their own business's.
#[utoipa::path(post, path = "/api/v1/dead-letters/retry", tag = "projections", params(CommandParams),
    security(("bearer" = [])), request_body = Letter,
    responses((status = 202, description = "Asked for; the outcome will be `{applied, parked}`", body = ProjectionRequest),
        BodyProblems, RoleProblem))]
pub(crate) async fn retry(
    State(state): State<AppState>,
    writer: Writer,
    Json { value, canonical }: Json<Letter>,
) -> Result<(StatusCode, Answer<ProjectionRequest>), ApiError> {
    writer.member.must(Permission::RetryParked)?;
    find(&state, &writer.member, &value.projection, value.position).await?;
    let arguments = json!({ "position": value.position });
    ask(&state, &writer, &canonical, &value.projection, "retry", arguments).await
}

/// Asks for a parked event to be left out of its projection for good; the later ones of its
/// stream are applied then. Only the one that stopped its stream can be. The event stays in
/// the log, and other projections have it.
#[utoipa::path(post, path = "/api/v1/dead-letters/discard", tag = "projections", params(CommandParams),
    security(("bearer" = [])), request_body = Discard,
    responses((status = 202, description = "Asked for; the outcome will be `{applied, parked}`", body = ProjectionRequest),
        BodyProblems, RoleProblem))]
pub(crate) async fn discard(
    State(state): State<AppState>,
    writer: Writer,
    Json { value, canonical }: Json<Discard>,
) -> Result<(StatusCode, Answer<ProjectionRequest>), ApiError> {
    must_operate(&writer.member)?;
    let reason = value.reason.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON || reason.contains('\0') {
        let problem = format!("must have 1 to {LONGEST_REASON} characters, none of them U+0000");
        return Err(ApiError::field("/reason", problem));
    }
    let letter = find(&state, &writer.member, &value.projection, value.position).await?;
    if !letter.first {
        let detail = "Discard the one that stopped its stream first.";
        return Err(ApiError::because(kinds::NOT_FIRST, detail));
    }
    let arguments = json!({ "position": value.position, "reason": reason });
    ask(&state, &writer, &canonical, &value.projection, "discard", arguments).await
}

async fn find(
    state: &AppState,
    member: &CurrentMember,
    projection: &str,
    position: u64,
) -> Result<dead_letter::DeadLetter, ApiError> {
    // Beyond what the database can count nothing is parked.
    let none = || ApiError::no_such("parked event");
    i64::try_from(position).map_err(|_| none())?;
    let wanted =
        Wanted { consumer: Some(projection), position: Some(position), ..Wanted::default() };
    letters(state, member, wanted, 1).await?.pop().ok_or_else(none)
}

/// Letters that concern somebody: their business's, or for operators everybody's.
async fn letters(
    state: &AppState,
    member: &CurrentMember,
    wanted: Wanted<'_>,
    limit: u32,
) -> Result<Vec<dead_letter::DeadLetter>, ApiError> {
    let operates = member.role == Role::Operator && member.tenant == TenantId::OPERATORS;
    let mut connection = if operates {
        state.services.system.pool().acquire().await?
    } else {
        state.services.database.acquire(member.tenant).await?
    };
    let tenant = (!operates).then_some(member.tenant);
    Ok(dead_letter::list(&mut connection, Wanted { tenant, ..wanted }, limit).await?)
}
