//! Going: `DELETE /members/{id}` for others, `POST /me/leave` for oneself. What it changes
//! is one unit; then the membership and the sessions end.

use axum::Json as Answer;
use axum::extract::State;
use domain::member::{MemberCommand, MemberRemoved};
use domain::{MemberId, TenantId};
use serde_json::json;
use uuid::Uuid;

use super::departure::Departure;
use crate::command::Writer;
use crate::error::{ApiError, kinds};
use crate::extract::Path;
use crate::features::Done;
use crate::openapi::{CommandParams, CommandProblems, RoleProblem};
use crate::permission::Permission;
use crate::state::AppState;

/// How often it is decided anew when something of the member changes meanwhile.
pub(super) const TRIES: usize = 5;

/// Removes somebody: owners anybody, managers members. The last owner stays.
#[utoipa::path(delete, path = "/api/v1/members/{id}", tag = "members",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])),
    responses((status = 200, description = "Removed, or removed before", body = Done), CommandProblems, RoleProblem))]
pub(crate) async fn remove(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
) -> Result<Answer<Done>, ApiError> {
    writer.member.must(Permission::RemoveMembers)?;
    go(&state, &writer, MemberId(id)).await
}

/// Leaves the business. The last owner stays.
#[utoipa::path(post, path = "/api/v1/me/leave", tag = "members", params(CommandParams), security(("bearer" = [])),
    responses((status = 200, description = "Left; the session has ended", body = Done), CommandProblems))]
pub(crate) async fn leave(
    State(state): State<AppState>,
    writer: Writer,
) -> Result<Answer<Done>, ApiError> {
    go(&state, &writer, writer.member.id).await
}

async fn go(state: &AppState, writer: &Writer, member: MemberId) -> Result<Answer<Done>, ApiError> {
    let command = writer.command(state, b"");
    if let Some(first) = command.recall(state).await? {
        return Ok(Answer(first));
    }
    let (tenant, by) = (writer.member.tenant, writer.member.id);
    let departure = Departure { tenant, member, by, role: writer.member.role };
    let mut tries = 0;
    let done: Done = loop {
        let remove = MemberCommand::RemoveMember(MemberRemoved { removed_by: Some(by) });
        let may = |role| if member == by { Ok(()) } else { writer.member.must_be_over(role) };
        let steps = departure.steps(&state.services, remove, may).await?;
        match command.clone().run(state, json!({ "id": member }), steps).await {
            Err(error) if error.slug() == kinds::BUSY.slug && tries < TRIES => tries += 1,
            done => break done?,
        }
    };
    for session in end_membership(state, tenant, member).await? {
        state.sessions.forget(session);
        state.hub.session_ended(session);
    }
    Ok(Answer(done))
}

/// Ends the membership and the sessions that rested on it: which those were.
async fn end_membership(
    state: &AppState,
    tenant: TenantId,
    member: MemberId,
) -> Result<Vec<Uuid>, sqlx::Error> {
    let mut connection = state.services.database.acquire(tenant).await?;
    sqlx::query_scalar("SELECT end_membership($1)").bind(member.0).fetch_all(&mut *connection).await
}
