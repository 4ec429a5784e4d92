//! Being forgotten: `POST /members/{id}/erase` by owners, `POST /me/erase` by oneself. The
//! event destroys the member's key and identity in its own transaction; copies in the read
//! models are worked off by the projector, which is why the answer is 202.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use domain::member::{Member, MemberCommand, MemberErased};
use domain::{Actor, MemberId, Role, TenantId};
use eventing::{CommandRequest, Step};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::departure::Departure;
use super::leave::TRIES;
use crate::auth::CurrentMember;
use crate::auth::sign_in::{self, Client};
use crate::command::Writer;
use crate::config::Services;
use crate::error::{ApiError, Problem, kinds};
use crate::extract::{Json, Path};
use crate::openapi::{BodyProblems, CommandParams, ItemProblems, RoleProblem};
use crate::permission::Permission;
use crate::state::AppState;

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ErasureState {
    /// What was said can be read no more from the log; copies of it are being removed.
    Erasing,
    /// It is nowhere any more.
    Erased,
}

/// Somebody is erased.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Erasing {
    /// Whom it is about.
    id: Uuid,
    /// Read with this as `after_position` to see it.
    position: u64,
    state: ErasureState,
}

/// What became of an erasure.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Erasure {
    /// Whom it is about.
    id: Uuid,
    /// Of the event that decided it.
    position: u64,
    state: ErasureState,
    requested_at: DateTime<Utc>,
    #[schema(required)]
    ended_at: Option<DateTime<Utc>>,
}

/// That it is meant.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EraseMember {
    /// The member's id once more: it cannot be undone.
    confirm: Uuid,
}

/// That it is the member, and meant.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EraseMe {
    #[schema(value_type = String, format = Password)]
    current_password: SecretString,
}

/// Erases somebody for ever: who they were, what they wrote, and what came of it can be read
/// no more by anybody. Who is still here is removed. The last owner stays.
#[utoipa::path(post, path = "/api/v1/members/{id}/erase", tag = "members", request_body = EraseMember,
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])),
    responses((status = 202, description = "Decided; GET /members/{id}/erasure tells how far it is", body = Erasing),
        BodyProblems, RoleProblem))]
pub(crate) async fn erase(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
    Json { value, canonical }: Json<EraseMember>,
) -> Result<(StatusCode, Answer<Erasing>), ApiError> {
    writer.member.must(Permission::EraseMembers)?;
    if value.confirm != id {
        return Err(ApiError::field("/confirm", "must be the id of the member once more"));
    }
    carry_out(&state, &writer, MemberId(id), &canonical).await
}

/// Erases oneself for ever. The last owner stays.
#[utoipa::path(post, path = "/api/v1/me/erase", tag = "members", request_body = EraseMe,
    params(CommandParams), security(("bearer" = [])),
    responses((status = 202, description = "Decided; the session has ended", body = Erasing),
        (status = 403, description = "The current password is wrong", body = Problem, content_type = "application/problem+json"),
        BodyProblems))]
pub(crate) async fn erase_me(
    State(state): State<AppState>,
    writer: Writer,
    client: Client,
    Json { value, .. }: Json<EraseMe>,
) -> Result<(StatusCode, Answer<Erasing>), ApiError> {
    let member = &writer.member;
    let mut connection = state.services.database.acquire(member.tenant).await?;
    let email: Option<String> = sqlx::query_scalar("SELECT email_of($1)")
        .bind(member.id.0)
        .fetch_one(&mut *connection)
        .await?;
    drop(connection);
    let email = email.ok_or_else(|| ApiError::internal("a member without an account"))?;
    let password = value.current_password.expose_secret().to_owned();
    sign_in::prove(&state, &email, password, &client).await?.ok_or_else(|| {
        ApiError::because(kinds::WRONG_PASSWORD, "Type the password that you signed in with.")
    })?;
    carry_out(&state, &writer, member.id, b"").await
}

/// How far an erasure is.
#[utoipa::path(get, path = "/api/v1/members/{id}/erasure", tag = "members",
    params(("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 200, description = "How far it is", body = Erasure), ItemProblems, RoleProblem))]
pub(crate) async fn erasure(
    State(state): State<AppState>,
    member: CurrentMember,
    Path(id): Path<Uuid>,
) -> Result<Answer<Erasure>, ApiError> {
    member.must(Permission::ReadLog)?;
    let mut connection = state.services.database.acquire(member.tenant).await?;
    let found: Option<(i64, DateTime<Utc>, Option<DateTime<Utc>>)> = sqlx::query_as(
        "SELECT position, requested_at, ended_at FROM erasures WHERE member_id = $1",
    )
    .bind(id)
    .fetch_optional(&mut *connection)
    .await?;
    let (position, requested_at, ended_at) =
        found.ok_or_else(|| ApiError::no_such("erasure of this member"))?;
    let erased = if ended_at.is_some() { ErasureState::Erased } else { ErasureState::Erasing };
    let position = position.unsigned_abs();
    Ok(Answer(Erasure { id, position, state: erased, requested_at, ended_at }))
}

async fn carry_out(
    state: &AppState,
    writer: &Writer,
    member: MemberId,
    canonical: &[u8],
) -> Result<(StatusCode, Answer<Erasing>), ApiError> {
    let command = writer.command(state, canonical);
    if let Some(first) = command.recall(state).await? {
        return Ok((StatusCode::ACCEPTED, Answer(first)));
    }
    let (tenant, by) = (writer.member.tenant, writer.member.id);
    let departure = Departure { tenant, member, by, role: writer.member.role };
    let sessions = sessions(&state.services, tenant, member).await?;
    let mut tries = 0;
    let erasing = loop {
        let erase = MemberCommand::EraseMember(MemberErased { erased_by: Some(by) });
        let may = |role| if member == by { Ok(()) } else { writer.member.must_be_over(role) };
        let steps = departure.steps(&state.services, erase, may).await?;
        let result = json!({ "id": member, "state": ErasureState::Erasing });
        match command.clone().run(state, result, steps).await {
            Err(error) if error.slug() == kinds::BUSY.slug && tries < TRIES => tries += 1,
            done => break done?,
        }
    };
    for session in sessions {
        state.sessions.forget(session);
        state.hub.session_ended(session);
    }
    Ok((StatusCode::ACCEPTED, Answer(erasing)))
}

/// Decides that a member be erased, for the deployment's own command: whoever runs it then
/// carries it out. The last owner of a business stays.
pub async fn erase_member(
    services: &Services,
    tenant: TenantId,
    member: MemberId,
) -> Result<(), String> {
    // What is left to be done by somebody is done as if they did it.
    let departure = Departure { tenant, member, by: member, role: Role::Owner };
    let erase = MemberCommand::EraseMember(MemberErased { erased_by: None });
    let told = |error: ApiError| error.for_people();
    let steps = departure.steps(services, erase, |_| Ok(())).await.map_err(told)?;
    let request = CommandRequest::new(tenant, Actor::System("cli".to_owned()), Utc::now());
    services.store.execute(request, steps).await.map_err(|error| error.to_string())?;
    Ok(())
}

/// Decides that all members of a business be erased, its last owner too; who they are, those
/// included who were erased before. What belongs to the business alone stays in its log.
pub async fn erase_members(services: &Services, tenant: TenantId) -> Result<Vec<MemberId>, String> {
    let told = |error: &dyn std::fmt::Display| error.to_string();
    let mut connection = services.database.acquire(tenant).await.map_err(|error| told(&error))?;
    let members: Vec<Uuid> = sqlx::query_scalar(
        "SELECT DISTINCT right(aggregate_id, 36)::uuid AS member FROM events \
         WHERE tenant_id = $1 AND aggregate_type = 'Member' ORDER BY member",
    )
    .bind(tenant.0)
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| told(&error))?;
    drop(connection);
    let members: Vec<MemberId> = members.into_iter().map(MemberId).collect();
    for &member in &members {
        erase_anyway(services, tenant, member).await?;
    }
    Ok(members)
}

/// Decides that a member be erased, the last owner too, and leaves the work that was theirs
/// as it is.
pub async fn erase_anyway(
    services: &Services,
    tenant: TenantId,
    member: MemberId,
) -> Result<(), String> {
    let erase = MemberCommand::EraseMember(MemberErased { erased_by: None });
    let step = Step::new::<Member>(member, erase);
    let request = CommandRequest::new(tenant, Actor::System("cli".to_owned()), Utc::now());
    services.store.execute(request, vec![step]).await.map_err(|error| error.to_string())?;
    Ok(())
}

async fn sessions(
    services: &Services,
    tenant: TenantId,
    member: MemberId,
) -> Result<Vec<Uuid>, sqlx::Error> {
    let mut connection = services.database.acquire(tenant).await?;
    sqlx::query_scalar("SELECT session_id FROM sessions WHERE member_id = $1")
        .bind(member.0)
        .fetch_all(&mut *connection)
        .await
}
