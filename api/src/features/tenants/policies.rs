//! `GET|PUT /tenant/policies`: what the steward may do by itself.

use std::collections::BTreeMap;

use axum::Json as Answer;
use axum::extract::State;
use domain::tenant::{Policy, PolicyChanged, Tenant, TenantCommand};
use eventing::Step;
use serde_json::json;

use super::dto::Policies;
use crate::auth::Reader;
use crate::command::Writer;
use crate::error::ApiError;
use crate::extract::Json;
use crate::features::Done;
use crate::openapi::{BodyProblems, CommandParams, ReadParams, ReadProblems, RoleProblem};
use crate::state::AppState;

/// The kinds of action that there are.
const KINDS: [&str; 1] = ["notify_user"];

/// What the steward may do by itself.
#[utoipa::path(get, path = "/api/v1/tenant/policies", tag = "tenants", params(ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Per kind of action; kinds that nobody decided on are allowed", body = Policies), ReadProblems))]
pub(crate) async fn policies(
    State(state): State<AppState>,
    reader: Reader,
) -> Result<Answer<Policies>, ApiError> {
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let stored: sqlx::types::Json<BTreeMap<String, Policy>> =
        sqlx::query_scalar("SELECT policies FROM tenants").fetch_one(&mut *connection).await?;
    let mut policies: BTreeMap<_, _> =
        KINDS.iter().map(|kind| ((*kind).to_owned(), Policy::Allow)).collect();
    policies.extend(stored.0);
    Ok(Answer(Policies { policies }))
}

/// Decides what the steward may do by itself. In a turn that read untrusted text it asks
/// in any case.
#[utoipa::path(put, path = "/api/v1/tenant/policies", tag = "tenants", params(CommandParams), security(("bearer" = [])),
    request_body = Policies,
    responses((status = 200, description = "Decided", body = Done), BodyProblems, RoleProblem))]
pub(crate) async fn set_policies(
    State(state): State<AppState>,
    writer: Writer,
    Json { value, canonical }: Json<Policies>,
) -> Result<Answer<Done>, ApiError> {
    writer.member.must_manage()?;
    let mut problem = None;
    for kind in value.policies.keys().filter(|kind| !KINDS.contains(&kind.as_str())) {
        let error = problem.unwrap_or_else(|| ApiError::new(crate::error::kinds::INVALID));
        let pointer = format!("/policies/{}", kind.replace('~', "~0").replace('/', "~1"));
        problem =
            Some(error.with_field(
                pointer,
                format!("is no kind of action; there is {}", KINDS.join(", ")),
            ));
    }
    if let Some(problem) = problem {
        return Err(problem);
    }
    let tenant = writer.member.tenant;
    let change = TenantCommand::ChangePolicy(PolicyChanged { policies: value.policies });
    let command = writer.command(&state, &canonical);
    let done = command
        .run(&state, json!({ "id": tenant }), vec![Step::new::<Tenant>(tenant, change)])
        .await?;
    Ok(Answer(done))
}
