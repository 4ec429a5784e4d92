//! `POST /auth/login`, `/auth/refresh`, `/auth/logout`.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse};
use domain::{MemberId, Role, TenantId};
use secrecy::ExposeSecret;
use uuid::Uuid;

use super::accounts::{self, MAX_PASSWORD, normal_email};
use super::dto::{Login, Session, SessionMember};
use super::refresh::{self, Rotation};
use super::{
    ACCESS_TOKEN_LIFETIME, Attempt, CurrentMember, SessionFacts, charge, cookie, forgive, origin,
};
use crate::error::{ApiError, TenantChoice, kinds};
use crate::extract::{ClientAddress, Json};
use crate::openapi::OpenProblems;
use crate::state::AppState;

#[derive(sqlx::FromRow)]
struct Membership {
    tenant_id: Uuid,
    tenant_name: String,
    member_id: Uuid,
    name: Option<String>,
    role: String,
    title: String,
}

/// Signs in with e-mail address and password.
#[utoipa::path(post, path = "/api/v1/auth/login", tag = "auth", request_body = Login,
    responses((status = 200, description = "Signed in; sets the refresh cookie", body = Session),
        (status = 401, description = "Unknown address or wrong password", body = crate::error::Problem, content_type = "application/problem+json"),
        (status = 403, description = "The account belongs to no business", body = crate::error::Problem, content_type = "application/problem+json"),
        (status = 409, description = "Several businesses and none named: `tenants` lists them", body = crate::error::Problem, content_type = "application/problem+json"),
        OpenProblems))]
pub(crate) async fn login(
    State(state): State<AppState>,
    ClientAddress(address): ClientAddress,
    Json { value: login, .. }: Json<Login>,
) -> Result<impl IntoResponse, ApiError> {
    let Login { email, password, tenant_id } = login;
    // What is no address has no account: it is counted and timed like any other.
    let email = normal_email(&email).unwrap_or_else(|| email.chars().take(254).collect());
    let attempts = login_attempts(&state, &email, &address);
    let database = &state.services.database;
    charge(database, &attempts).await?;
    let account = accounts::find(database, &email).await?;
    let account = account.filter(|account| !account.demo || state.demo);
    let hash = account.as_ref().map(|account| account.password_hash.clone());
    let password = password.expose_secret().to_owned();
    let verified = password.len() <= MAX_PASSWORD && state.passwords.verify(password, hash).await?;
    let Some(account) = account.filter(|_| verified) else {
        return Err(ApiError::because(kinds::INVALID_CREDENTIALS, "Check both and try again."));
    };
    forgive(database, &attempts).await?;
    let memberships: Vec<Membership> = sqlx::query_as("SELECT * FROM memberships_of($1)")
        .bind(account.account_id)
        .fetch_all(database.pool())
        .await?;
    let chosen = choose(memberships, tenant_id)?;
    let (tenant, member) = (TenantId(chosen.tenant_id), MemberId(chosen.member_id));
    let role = Role::parse(&chosen.role)?;
    let begun = refresh::begin(database, tenant, member, account.account_id).await?;
    let facts = SessionFacts { tenant, member, role, name: chosen.name, title: chosen.title };
    signed_in(&state, begun.session, &begun.refresh_token, facts)
}

/// Replaces the refresh cookie, and gives a new access token.
#[utoipa::path(post, path = "/api/v1/auth/refresh", tag = "auth",
    responses((status = 200, description = "Still signed in; replaces the refresh cookie", body = Session),
        (status = 401, description = "No cookie, or the session has ended", body = crate::error::Problem, content_type = "application/problem+json"),
        (status = 403, description = "Sent by a page of another origin", body = crate::error::Problem, content_type = "application/problem+json"),
        OpenProblems))]
pub(crate) async fn refresh(
    State(state): State<AppState>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, ApiError> {
    origin::check(&headers, &state.allowed_origins)?;
    let presented = cookie::read(&headers).ok_or_else(|| {
        ApiError::because(kinds::UNAUTHENTICATED, "There is no refresh cookie; sign in.")
    })?;
    let database = &state.services.database;
    let (session, tenant, demo, token) =
        match refresh::rotate(database, &state.secret, &presented).await? {
            Rotation::Rotated { session, tenant, demo, refresh_token } => {
                (session, tenant, demo, refresh_token)
            }
            Rotation::Refused { session, reason } => {
                if let Some(session) = session {
                    state.sessions.forget(session);
                }
                return Err(ended(&state, reason));
            }
        };
    let facts = state.sessions.facts(database, tenant, session).await?;
    let facts = facts.filter(|_| !demo || state.demo);
    let facts = facts.ok_or_else(|| ended(&state, "The session has ended; sign in again."))?;
    signed_in(&state, session, &token, facts)
}

/// Ends the session.
#[utoipa::path(post, path = "/api/v1/auth/logout", tag = "auth", security((), ("bearer" = [])),
    responses((status = 204, description = "Signed out, also when nobody was signed in"),
        (status = 403, description = "Sent by a page of another origin", body = crate::error::Problem, content_type = "application/problem+json"),
        OpenProblems))]
pub(crate) async fn logout(
    State(state): State<AppState>,
    headers: HeaderMap,
    member: Result<CurrentMember, ApiError>,
) -> Result<impl IntoResponse, ApiError> {
    origin::check(&headers, &state.allowed_origins)?;
    let database = &state.services.database;
    let mut ended = Vec::new();
    if let Some(token) = cookie::read(&headers) {
        ended.extend(refresh::end(database, &token).await?);
    }
    if let Ok(member) = member {
        let mut connection = database.acquire(member.tenant).await?;
        sqlx::query("SELECT end_session($1)")
            .bind(member.session)
            .execute(&mut *connection)
            .await?;
        ended.push(member.session);
    }
    for session in ended {
        state.sessions.forget(session);
        state.hub.session_ended(session);
    }
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(SET_COOKIE, cookie::clear(state.secure_cookies))])))
}

/// What a guess at an account's password counts against: first the client's address, so
/// that one client cannot lock out others beyond its own limit.
pub(crate) fn login_attempts(state: &AppState, email: &str, address: &str) -> [Attempt; 2] {
    let subject = |kind, text: &str| state.secret.mac(kind, &[text.as_bytes()]).to_vec();
    let window = state.limits.failure_window;
    [
        Attempt {
            policy: "address",
            subject: subject("login-address", address),
            limit: state.limits.address_failures,
            window,
        },
        Attempt {
            policy: "account",
            subject: subject("login-account", email),
            limit: state.limits.account_failures,
            window,
        },
    ]
}

fn choose(mut memberships: Vec<Membership>, wanted: Option<Uuid>) -> Result<Membership, ApiError> {
    if let Some(wanted) = wanted {
        return memberships
            .into_iter()
            .find(|membership| membership.tenant_id == wanted)
            .ok_or_else(|| {
                ApiError::because(kinds::NO_MEMBERSHIP, "You do not belong to the business named.")
            });
    }
    if memberships.len() > 1 {
        let tenants = memberships
            .into_iter()
            .map(|membership| TenantChoice {
                id: membership.tenant_id,
                name: membership.tenant_name,
            })
            .collect();
        return Err(ApiError::because(kinds::MULTIPLE_TENANTS, "Sign in again with tenant_id.")
            .tenants(tenants));
    }
    memberships.pop().ok_or_else(|| {
        ApiError::because(kinds::NO_MEMBERSHIP, "This account belongs to no business, or not yet.")
    })
}

fn ended(state: &AppState, reason: &str) -> ApiError {
    ApiError::because(kinds::SESSION_ENDED, reason)
        .header(SET_COOKIE, &cookie::clear(state.secure_cookies))
}

fn signed_in(
    state: &AppState,
    session: Uuid,
    refresh_token: &str,
    facts: SessionFacts,
) -> Result<impl IntoResponse + use<>, ApiError> {
    let access_token = state
        .tokens
        .sign(facts.tenant, facts.member, facts.role, session)
        .map_err(ApiError::internal)?;
    let member = SessionMember {
        id: facts.member.0,
        tenant_id: facts.tenant.0,
        name: facts.name,
        role: facts.role,
        title: facts.title,
    };
    let expires_in = ACCESS_TOKEN_LIFETIME.as_secs();
    let set_cookie = cookie::set(refresh_token, state.secure_cookies);
    let body = Session { access_token, token_type: "Bearer", expires_in, member };
    Ok((AppendHeaders([(SET_COOKIE, set_cookie)]), Answer(body)))
}
