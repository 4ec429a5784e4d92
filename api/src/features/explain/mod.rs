//! Why something happened: the chain from a member's message through context, attempts,
//! tools, policy and approval to every effect, as a graph of the log's own events.

mod dto;
mod graph;
mod kind;
mod story;

use axum::Json as Answer;
use axum::extract::State;
use uuid::Uuid;

use self::dto::Explanation;
use crate::auth::Reader;
use crate::error::ApiError;
use crate::extract::Path;
use crate::openapi::{ItemProblems, ReadParams};
use crate::permission::Permission;
use crate::state::AppState;

/// How a reply, a notice, an action or any other thing or event came about. Members may ask
/// about what followed from their own messages; owners and auditors about everything.
#[utoipa::path(get, path = "/api/v1/explain/{id}", tag = "audit",
    params(("id" = Uuid, Path, description = "Of an event, a message, a turn, an action, a notice, a task, or any other thing"),
        ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Its story", body = Explanation), ItemProblems))]
pub(crate) async fn explain(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<Uuid>,
) -> Result<Answer<Explanation>, ApiError> {
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let keys = state.services.store.keys();
    let found = story::of(&mut connection, keys, reader.tenant, id).await?;
    let story = found.ok_or_else(|| ApiError::no_such("thing"))?;
    if !reader.may(Permission::ReadLog) && !story.began_with(reader.id) {
        return Err(ApiError::no_such("thing"));
    }
    Ok(Answer(graph::explanation(id, story)))
}
