//! For those who run the deployment: which businesses there are, and stopping one. They
//! see no business's words.

use std::time::Duration;

use axum::Json as Answer;
use axum::extract::State;
use chrono::{DateTime, Utc};
use domain::TenantId;
use domain::tenant::{Tenant, TenantCommand, TenantResumed, TenantSuspended};
use eventing::Step;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::auth::{CurrentMember, Reader};
use crate::command::Writer;
use crate::error::{ApiError, kinds};
use crate::extract::{Json, Path, Query};
use crate::features::Done;
use crate::openapi::{
    BodyProblems, CommandParams, CommandProblems, ListProblems, ReadParams, RoleProblem,
};
use crate::page::{PageQuery, list};
use crate::permission::Permission;
use crate::state::AppState;

const LONGEST_REASON: usize = 500;

/// A business of the deployment.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OperatedTenant {
    id: Uuid,
    name: String,
    registered_at: DateTime<Utc>,
    /// Active ones.
    members: u64,
    status: TenantStatus,
    /// Since when it is suspended.
    #[schema(required)]
    suspended_at: Option<DateTime<Utc>>,
    /// Why, in the operator's words.
    #[schema(required)]
    suspension_reason: Option<String>,
}

/// Whether a business is running.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TenantStatus {
    Active,
    Suspended,
}

list! {
    /// A page of businesses, in the order in which they registered.
    OperatedTenantList of OperatedTenant
}

#[derive(sqlx::FromRow)]
struct Row {
    tenant_id: Uuid,
    name: String,
    registered_at: DateTime<Utc>,
    members: i64,
    suspended_at: Option<DateTime<Utc>>,
    suspension_reason: Option<String>,
    position: i64,
}

/// Why a business is stopped.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Suspension {
    /// Of the business, never of a person: it is not sealed.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

/// The businesses of the deployment.
#[utoipa::path(get, path = "/api/v1/operator/tenants", tag = "operator", params(PageQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Businesses", body = OperatedTenantList), ListProblems, RoleProblem))]
pub(crate) async fn tenants(
    State(state): State<AppState>,
    reader: Reader,
    Query(query): Query<PageQuery>,
) -> Result<Answer<OperatedTenantList>, ApiError> {
    must_operate(&reader)?;
    let page = query.of::<i64>("operator-tenants")?;
    let mut rows: Vec<Row> = sqlx::query_as(
        "SELECT t.tenant_id, t.name, t.registered_at, t.suspended_at, t.suspension_reason, t.position, \
                (SELECT count(*) FROM members m WHERE m.tenant_id = t.tenant_id AND m.status = 'active') AS members \
         FROM tenants t WHERE t.tenant_id <> $1 AND t.position > $2 ORDER BY t.position LIMIT $3",
    )
    .bind(TenantId::OPERATORS.0)
    .bind(page.after.unwrap_or(0))
    .bind(page.rows())
    .fetch_all(state.services.system.pool())
    .await?;
    let next_cursor = page.cut("operator-tenants", &mut rows, |row| row.position);
    let items = rows.into_iter().map(|row| OperatedTenant {
        id: row.tenant_id,
        name: row.name,
        registered_at: row.registered_at,
        members: row.members.unsigned_abs(),
        status: match row.suspended_at {
            Some(_) => TenantStatus::Suspended,
            None => TenantStatus::Active,
        },
        suspended_at: row.suspended_at,
        suspension_reason: row.suspension_reason,
    });
    Ok(Answer(OperatedTenantList { items: items.collect(), next_cursor }))
}

/// Stops a business: nobody of it is answered, its WebSockets close, no turn begins and no
/// timer fires until it goes on.
#[utoipa::path(post, path = "/api/v1/operator/tenants/{id}/suspend", tag = "operator",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])), request_body = Suspension,
    responses((status = 200, description = "Suspended, or so already", body = Done), BodyProblems, RoleProblem))]
pub(crate) async fn suspend(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
    Json { value, canonical }: Json<Suspension>,
) -> Result<Answer<Done>, ApiError> {
    must_operate(&writer.member)?;
    let reason = value.reason.trim().to_owned();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        let problem = format!("must have 1 to {LONGEST_REASON} characters");
        return Err(ApiError::field("/reason", problem));
    }
    let suspended = TenantSuspended { reason, suspended_by: writer.member.id };
    change(&state, &writer, id, &canonical, TenantCommand::SuspendTenant(suspended)).await
}

/// Lets a business go on.
#[utoipa::path(post, path = "/api/v1/operator/tenants/{id}/resume", tag = "operator",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])),
    responses((status = 200, description = "Goes on, or did already", body = Done), CommandProblems, RoleProblem))]
pub(crate) async fn resume(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
) -> Result<Answer<Done>, ApiError> {
    must_operate(&writer.member)?;
    let resumed = TenantResumed { resumed_by: writer.member.id };
    change(&state, &writer, id, b"", TenantCommand::ResumeTenant(resumed)).await
}

async fn change(
    state: &AppState,
    writer: &Writer,
    id: Uuid,
    canonical: &[u8],
    command: TenantCommand,
) -> Result<Answer<Done>, ApiError> {
    let tenant = TenantId(id);
    // Whoever could let it go on would be locked out.
    if tenant == TenantId::OPERATORS {
        return Err(ApiError::no_such("business"));
    }
    let step = Step::new::<Tenant>(tenant, command);
    let request = writer.command(state, canonical).of_deployment(tenant);
    let done: Done = request.run(state, json!({ "id": id }), vec![step]).await?;
    // So that the next request of theirs is told. Other processes see it within a second.
    let _ = state.progress.reach(done.position, Duration::from_secs(2)).await;
    state.suspensions.forget(tenant);
    Ok(Answer(done))
}

/// The role is good for something in the operators' own tenant only.
pub(crate) fn must_operate(member: &CurrentMember) -> Result<(), ApiError> {
    member.must(Permission::OperateDeployment)?;
    if member.tenant == TenantId::OPERATORS { Ok(()) } else { Err(ApiError::new(kinds::FORBIDDEN)) }
}
