//! `POST /tenants`: rows first, inactive; then one unit of events makes them live.

use axum::Json as Answer;
use axum::extract::{FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use chrono::Utc;
use domain::member::{Member, MemberCommand, MemberJoined};
use domain::tenant::{Tenant, TenantCommand, TenantRegistered};
use domain::{Actor, MemberId, Name, Personal, Role, TenantId, TimeZone};
use eventing::{CommandRequest, Step};
use secrecy::ExposeSecret;
use serde_json::json;
use std::time::Duration;
use uuid::Uuid;

use super::dto::{Registered, Registration};
use super::profile::{description, is_language};
use crate::auth::accounts::{self, AccountError, PasswordRules};
use crate::auth::sign_in::{self, Client};
use crate::auth::strength::check_password;
use crate::auth::{Attempt, charge};
use crate::command::{answer, route, traceparent};
use crate::error::{ApiError, kinds};
use crate::extract::{IdempotencyKey, Json};
use crate::openapi::{CommandParams, OpenProblems};
use crate::state::AppState;

/// A request to register, from outside any session.
pub(crate) struct Stranger {
    key: Option<String>,
    route: String,
    traceparent: Option<String>,
}

impl FromRequestParts<AppState> for Stranger {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let IdempotencyKey(key) = IdempotencyKey::from_request_parts(parts, state).await?;
        Ok(Self { key, route: route(parts), traceparent: traceparent(parts) })
    }
}

/// The parts of a registration, parsed.
struct Wanted {
    name: Name,
    description: Option<String>,
    time_zone: TimeZone,
    locale: String,
    owner: Name,
    email: String,
    password: String,
}

/// Registers a business with its owner, who can then sign in.
#[utoipa::path(post, path = "/api/v1/tenants", tag = "tenants", params(CommandParams), request_body = Registration,
    responses((status = 201, description = "Registered", body = Registered),
        (status = 409, description = "The address has an account with another password", body = crate::error::Problem, content_type = "application/problem+json"),
        OpenProblems))]
pub(crate) async fn register(
    State(state): State<AppState>,
    stranger: Stranger,
    client: Client,
    Json { value, canonical }: Json<Registration>,
) -> Result<(StatusCode, Answer<Registered>), ApiError> {
    let wanted = parse(value)?;
    let registrations = Attempt {
        policy: "registrations",
        subject: state.secret.mac("register-address", &[client.address.as_bytes()]).to_vec(),
        limit: state.limits.registrations_per_hour,
        window: Duration::from_secs(3600),
    };
    charge(&state.services.database, &[registrations]).await?;
    let account = account_of(&state, &wanted, &client).await?;

    // Under the same key a repeated registration finds the ids of the first.
    let seed = stranger.key.as_ref().map(|key| {
        let name = format!("{}\n{}\n{key}", wanted.email, stranger.route);
        Uuid::new_v5(&state.log_id, name.as_bytes())
    });
    let derived =
        |what: &str| seed.map_or_else(Uuid::now_v7, |seed| Uuid::new_v5(&seed, what.as_bytes()));
    let (tenant, member) = (TenantId(derived("tenant")), MemberId(derived("owner")));
    accounts::join(&state.services.database, tenant, member, account)
        .await
        .map_err(account_problem)?;

    let mut request = CommandRequest::new(tenant, Actor::Member(member), Utc::now());
    if seed.is_some() {
        request.command_id = derived("command");
        request.correlation_id = request.command_id;
        request.causation_id = request.command_id;
        request.fingerprint =
            state.secret.mac("request", &[stranger.route.as_bytes(), &canonical]).to_vec();
    }
    request.traceparent = stranger.traceparent;
    request.result = json!({ "tenant_id": tenant, "member_id": member });
    let registered = TenantRegistered {
        tenant_id: tenant,
        name: wanted.name.into_string(),
        description: wanted.description,
        time_zone: wanted.time_zone,
        locale: wanted.locale,
        owner: member,
    };
    let joined = MemberJoined {
        member_id: member,
        name: Personal::of(member, wanted.owner.into_string()),
        role: Role::Owner,
        title: "owner".to_owned(),
    };
    let steps = vec![
        Step::new::<Tenant>(tenant, TenantCommand::RegisterTenant(registered)),
        Step::new::<Member>(member, MemberCommand::JoinTenant(joined)),
    ];
    let outcome = state.services.store.execute(request, steps).await?;
    // So that signing in works at once. If the read models are slow, it works soon.
    let _ = state.progress.reach(outcome.position, Duration::from_secs(2)).await;
    Ok((StatusCode::CREATED, Answer(answer(outcome.result, outcome.position)?)))
}

fn parse(given: Registration) -> Result<Wanted, ApiError> {
    let Registration { tenant, owner } = given;
    let inside = |part: &str, error: domain::ValueError| {
        ApiError::field(format!("/{part}/{}", error.field), error.problem)
    };
    let locale = tenant.locale.trim().to_owned();
    if !is_language(&locale) {
        return Err(ApiError::field(
            "/tenant/locale",
            "must be a BCP 47 language such as en or it-IT",
        ));
    }
    let description =
        description(tenant.description.as_deref()).map_err(|error| inside("tenant", error))?;
    let password = owner.password.expose_secret().to_owned();
    let details = [owner.email.as_str(), owner.name.as_str(), tenant.name.as_str()];
    check_password(&password, &details, PasswordRules::Enforced)
        .map_err(|weak| account_problem(weak.into()))?;
    Ok(Wanted {
        name: Name::parse(&tenant.name).map_err(|error| inside("tenant", error))?,
        description,
        time_zone: TimeZone::parse(&tenant.time_zone).map_err(|error| inside("tenant", error))?,
        locale,
        owner: Name::parse(&owner.name).map_err(|error| inside("owner", error))?,
        email: accounts::normal_email(&owner.email)
            .ok_or_else(|| ApiError::field("/owner/email", "must be an e-mail address"))?,
        password,
    })
}

/// The account that the owner signs in with: a new one, or their own by its password.
async fn account_of(state: &AppState, wanted: &Wanted, client: &Client) -> Result<Uuid, ApiError> {
    let database = &state.services.database;
    if accounts::find(database, &wanted.email).await?.is_none() {
        let hash = state.passwords.hash(wanted.password.clone()).await?;
        let kept = accounts::offer(database, &wanted.email, &hash, false).await?;
        if kept.password_hash == hash {
            return Ok(kept.account_id);
        }
    }
    // Trying passwords here is slowed down like trying them at the door.
    let proven = sign_in::prove(state, &wanted.email, wanted.password.clone(), client).await?;
    let proven = proven.filter(|proven| !proven.account.demo).ok_or_else(|| {
        ApiError::because(
            kinds::EMAIL_TAKEN,
            "Use the password of your account, or another address.",
        )
    })?;
    Ok(proven.account.account_id)
}

fn account_problem(error: AccountError) -> ApiError {
    match error {
        AccountError::Password(weak) => ApiError::field("/owner/password", weak.to_string()),
        AccountError::Email(_) => ApiError::field("/owner/email", "must be an e-mail address"),
        AccountError::Taken => ApiError::new(kinds::EMAIL_TAKEN),
        AccountError::Hash(cause) => ApiError::internal(cause),
        AccountError::Database(error) => error.into(),
    }
}
