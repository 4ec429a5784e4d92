//! What the steward does for the member who asks: receipts, previews, approval.

pub(crate) mod decide;
mod dto;
mod preview;
mod queries;
mod summary;

use std::collections::HashMap;

use axum::Json as Answer;
use axum::extract::State;
use domain::MemberId;
use sqlx::PgConnection;
use uuid::Uuid;

pub(crate) use self::dto::Action;
use self::dto::{ActionList, ActionQuery, ActionStatus};
use crate::auth::Reader;
use crate::error::ApiError;
use crate::extract::{Path, Query};
use crate::openapi::{ItemProblems, ListProblems, ReadParams};
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
#[utoipa::path(get, path = "/api/v1/actions", tag = "actions", params(ActionQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "My actions", body = ActionList), ListProblems))]
pub(crate) async fn list(
    State(state): State<AppState>,
    reader: Reader,
    Query(query): Query<ActionQuery>,
) -> Result<Answer<ActionList>, ApiError> {
    let status = query.status.map(ActionStatus::as_str);
    let page = query.page().of::<i64>("actions")?;
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let mut rows =
        queries::of_member(&mut connection, reader.id, status, page.after, page.rows()).await?;
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
