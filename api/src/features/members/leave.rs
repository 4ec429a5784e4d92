//! Going: `DELETE /members/{id}` for others, `POST /me/leave` for oneself. In the same
//! unit the business's owners are told apart, coming shifts are cancelled, and open tasks
//! are nobody's in particular again. Then the membership and the sessions end.

use axum::Json as Answer;
use axum::extract::State;
use domain::member::{Member, MemberCommand, MemberRemoved};
use domain::task::{Task, TaskAssigned, TaskCommand};
use domain::{MemberId, TenantId};
use eventing::Step;
use serde_json::json;
use uuid::Uuid;

use super::ownership;
use crate::command::Writer;
use crate::error::{ApiError, kinds};
use crate::extract::Path;
use crate::features::{Done, shifts};
use crate::openapi::{CommandParams, CommandProblems, RoleProblem};
use crate::permission::Permission;
use crate::state::AppState;

/// How often it is decided anew when something of the member changes meanwhile.
const TRIES: usize = 5;

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
    let tenant = writer.member.tenant;
    let mut tries = 0;
    let done: Done = loop {
        let steps = departure(state, writer, member).await?;
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

/// Everything that a departure changes, as it is now.
async fn departure(
    state: &AppState,
    writer: &Writer,
    member: MemberId,
) -> Result<Vec<Step>, ApiError> {
    let (tenant, by) = (writer.member.tenant, writer.member.id);
    let loaded = state.services.store.load::<Member>(tenant, member.0).await?;
    let removed = MemberRemoved { removed_by: Some(by) };
    let remove = Step::new::<Member>(member, MemberCommand::RemoveMember(removed));
    let Member::Active { role, .. } = loaded.aggregate else {
        return Ok(vec![remove]);
    };
    if member != by {
        writer.member.must_be_over(role)?;
    }
    let mut steps = vec![
        // Their role decides who may remove them, so it has to be the one that was read.
        remove.expecting(loaded.sequence),
        ownership::lose(state, tenant, member, by).await?,
    ];
    steps.extend(shifts::cancel_coming(state, writer, member).await?);
    for task in open_tasks(state, tenant, member).await? {
        let assigned = TaskAssigned { assignee: None, assigned_by: by, action_id: None };
        let assign = TaskCommand::AssignTask(assigned, writer.member.role);
        let loaded = state.services.store.load::<Task>(tenant, task).await?;
        if loaded.aggregate.is_open() && loaded.aggregate.assignee() == Some(member) {
            steps.push(Step::new::<Task>(task, assign).expecting(loaded.sequence));
        }
    }
    Ok(steps)
}

async fn open_tasks(
    state: &AppState,
    tenant: TenantId,
    member: MemberId,
) -> Result<Vec<Uuid>, sqlx::Error> {
    let mut connection = state.services.database.acquire(tenant).await?;
    sqlx::query_scalar("SELECT task_id FROM tasks WHERE assignee_id = $1 AND status = 'open'")
        .bind(member.0)
        .fetch_all(&mut *connection)
        .await
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
