//! What the steward does for the member who asks: receipts, previews, approval.

mod dto;
mod queries;
mod summary;

use std::collections::HashMap;

use axum::Json as Answer;
use axum::extract::State;
use domain::action::{Action as Aggregate, ActionApproved, ActionCommand, ActionRejected};
use domain::{ActionId, MemberId, Personal, Title};
use eventing::Step;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

pub(crate) use self::dto::Action;
use self::dto::{ActionList, Approval, Rejection};
use crate::auth::Reader;
use crate::command::Writer;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::features::Done;
use crate::openapi::{
    BodyProblems, CommandParams, ItemProblems, ListProblems, ReadParams, StaleProblem,
};
use crate::page::PageQuery;
use crate::state::AppState;

/// The member's own actions among `ids`.
pub(crate) async fn by_ids(
    db: &mut PgConnection,
    member: MemberId,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Action>, sqlx::Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = queries::by_ids(db, member, ids).await?;
    Ok(rows.into_iter().map(|row| (row.action_id, Action::from(row))).collect())
}

/// My actions, the newest first.
#[utoipa::path(get, path = "/api/v1/actions", tag = "actions", params(PageQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "My actions", body = ActionList), ListProblems))]
pub(crate) async fn list(
    State(state): State<AppState>,
    reader: Reader,
    Query(query): Query<PageQuery>,
) -> Result<Answer<ActionList>, ApiError> {
    let page = query.of::<i64>("actions")?;
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let mut rows = queries::of_member(&mut connection, reader.id, page.after, page.rows()).await?;
    let next_cursor = page.cut("actions", &mut rows, |row| row.position);
    Ok(Answer(ActionList { items: rows.into_iter().map(Action::from).collect(), next_cursor }))
}

/// One of my actions: its exact effect, and the tag to approve it by.
#[utoipa::path(get, path = "/api/v1/actions/{id}", tag = "actions", params(("id" = Uuid, Path), ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "The action", body = Action), ItemProblems))]
pub(crate) async fn get(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<Uuid>,
) -> Result<Answer<Action>, ApiError> {
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let mut found = by_ids(&mut connection, reader.id, &[id]).await?;
    found.remove(&id).map(Answer).ok_or_else(|| ApiError::no_such("action"))
}

/// Agrees to exactly what the preview shows; the steward then does it.
#[utoipa::path(post, path = "/api/v1/actions/{id}/approve", tag = "actions",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])), request_body = Approval,
    responses((status = 200, description = "Approved", body = Done), BodyProblems, StaleProblem))]
pub(crate) async fn approve(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
    Json { value, canonical }: Json<Approval>,
) -> Result<Answer<Done>, ApiError> {
    let approved = ActionApproved { approved_by: writer.member.id, tag: value.tag };
    let command = writer.command(&state, &canonical);
    let step = Step::new::<Aggregate>(ActionId(id), ActionCommand::ApproveAction(approved));
    Ok(Answer(command.run(&state, json!({ "id": id }), vec![step]).await?))
}

/// Refuses it.
#[utoipa::path(post, path = "/api/v1/actions/{id}/reject", tag = "actions",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])), request_body = Rejection,
    responses((status = 200, description = "Rejected", body = Done), BodyProblems))]
pub(crate) async fn reject(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
    Json { value, canonical }: Json<Rejection>,
) -> Result<Answer<Done>, ApiError> {
    let member = writer.member.id;
    let reason = value.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
    let reason = reason
        .map(Title::parse)
        .transpose()
        .map_err(|error| ApiError::field("/reason", error.problem))?;
    let rejected = ActionRejected {
        rejected_by: member,
        reason: reason.map(|reason| Personal::of(member, reason.into_string())),
    };
    let command = writer.command(&state, &canonical);
    let step = Step::new::<Aggregate>(ActionId(id), ActionCommand::RejectAction(rejected));
    Ok(Answer(command.run(&state, json!({ "id": id }), vec![step]).await?))
}
