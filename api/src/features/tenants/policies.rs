//! `GET|PUT /tenant/policies`: what the steward may do by itself.

use std::collections::BTreeMap;

use axum::Json as Answer;
use axum::extract::State;
use domain::tenant::{Policy, PolicyChanged, Tenant, TenantCommand};
use eventing::Step;
use serde_json::json;
use sqlx::types::Json as Stored;

use super::dto::{ByRole, Policies};
use crate::auth::Reader;
use crate::command::Writer;
use crate::error::ApiError;
use crate::extract::Json;
use crate::features::Done;
use crate::openapi::{BodyProblems, CommandParams, ReadParams, ReadProblems, RoleProblem};
use crate::permission::Permission;
use crate::state::AppState;

/// What the steward may do by itself.
#[utoipa::path(get, path = "/api/v1/tenant/policies", tag = "tenants", params(ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Per kind of action; kinds that nobody decided on are allowed", body = Policies), ReadProblems))]
pub(crate) async fn policies(
    State(state): State<AppState>,
    reader: Reader,
) -> Result<Answer<Policies>, ApiError> {
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let (stored, by_role): (Stored<BTreeMap<String, Policy>>, Stored<ByRole>) =
        sqlx::query_as("SELECT policies, policies_by_role FROM tenants")
            .fetch_one(&mut *connection)
            .await?;
    let mut policies: BTreeMap<_, _> =
        actions::KINDS.iter().map(|kind| (kind.name().to_owned(), Policy::Allow)).collect();
    policies.extend(stored.0);
    Ok(Answer(Policies { policies, by_role: by_role.0 }))
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
    writer.member.must(Permission::ConfigureBusiness)?;
    let general = value.policies.keys().map(|kind| ("/policies".to_owned(), kind));
    let by_role = value.by_role.iter().flat_map(|(role, policies)| {
        policies.keys().map(|kind| (format!("/by_role/{}", role.as_str()), kind))
    });
    let unknown = general.chain(by_role).filter(|(_, kind)| actions::kind(kind).is_none());
    let names = || actions::KINDS.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", ");
    let mut problem = None;
    for (place, kind) in unknown {
        let error = problem.unwrap_or_else(|| ApiError::new(crate::error::kinds::INVALID));
        let pointer = format!("{place}/{}", kind.replace('~', "~0").replace('/', "~1"));
        problem =
            Some(error.with_field(pointer, format!("is no kind of action; there is {}", names())));
    }
    if let Some(problem) = problem {
        return Err(problem);
    }
    let tenant = writer.member.tenant;
    let change = TenantCommand::ChangePolicy(PolicyChanged {
        policies: value.policies,
        by_role: value.by_role,
    });
    let command = writer.command(&state, &canonical);
    let done = command
        .run(&state, json!({ "id": tenant }), vec![Step::new::<Tenant>(tenant, change)])
        .await?;
    Ok(Answer(done))
}
