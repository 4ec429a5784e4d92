//! `PUT /members/{id}/role`: what somebody may do from now on.

use axum::Json as Answer;
use axum::extract::State;
use domain::member::{Member, MemberCommand, RoleChanged};
use domain::{MemberId, Role};
use eventing::Step;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::ownership;
use crate::command::Writer;
use crate::error::ApiError;
use crate::extract::{Json, Path};
use crate::features::{Done, RoleName, invitations};
use crate::openapi::{BodyProblems, CommandParams, RoleProblem};
use crate::permission::Permission;
use crate::state::AppState;

/// What somebody may do, and what the business calls it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRole {
    /// `owner`, `manager`, `member` or `auditor`.
    #[schema(value_type = RoleName)]
    role: String,
    /// The business's own word for it: `employee`, `kitchen`.
    #[schema(min_length = 1, max_length = 80)]
    title: String,
}

/// Changes what somebody may do; the last owner stays one.
#[utoipa::path(put, path = "/api/v1/members/{id}/role", tag = "members",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])), request_body = NewRole,
    responses((status = 200, description = "Changed, or so already", body = Done), BodyProblems, RoleProblem))]
pub(crate) async fn change_role(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
    Json { value, canonical }: Json<NewRole>,
) -> Result<Answer<Done>, ApiError> {
    writer.member.must(Permission::ChangeRoles)?;
    let (role, title) = (Role::parse(&value.role)?, invitations::title(&value.title)?);
    writer.member.must_be_over(role)?;
    let command = writer.command(&state, &canonical);
    let (tenant, member, by) = (writer.member.tenant, MemberId(id), writer.member.id);
    let owners = if role.owns() {
        ownership::gain(&state, tenant, member, Some(by)).await?
    } else {
        ownership::lose(&state.services.database, tenant, member, by).await?
    };
    let changed = RoleChanged { role, title, changed_by: Some(by) };
    let steps = vec![Step::new::<Member>(member, MemberCommand::ChangeRole(changed)), owners];
    Ok(Answer(command.run(&state, json!({ "id": id }), steps).await?))
}
