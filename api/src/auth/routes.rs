//! `POST /auth/login`, `/auth/refresh`, `/auth/logout`.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse};
use domain::access::{EndReason, RefreshTokenReused};
use domain::{Actor, MemberId, Role, TenantId};
use secrecy::ExposeSecret;
use uuid::Uuid;

use super::accounts::normal_email;
use super::alert::{self, Alarm};
use super::dto::{Login, Session};
use super::refresh::{self, Rotation};
use super::sign_in::{self, Client};
use super::trail::{self, Whose};
use super::{CurrentMember, SessionFacts, cookie, origin, sessions};
use crate::error::{ApiError, TenantChoice, kinds};
use crate::extract::Json;
use crate::openapi::OpenProblems;
use crate::state::AppState;
use crate::suspension;

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
        (status = 403, description = "The account belongs to no business, or to one that is suspended", body = crate::error::Problem, content_type = "application/problem+json"),
        (status = 409, description = "Several businesses and none named: `tenants` lists them", body = crate::error::Problem, content_type = "application/problem+json"),
        OpenProblems))]
pub(crate) async fn login(
    State(state): State<AppState>,
    client: Client,
    Json { value: login, .. }: Json<Login>,
) -> Result<impl IntoResponse, ApiError> {
    let Login { email, password, tenant_id } = login;
    // What is no address has no account: it is counted and timed like any other.
    let email = normal_email(&email).unwrap_or_else(|| email.chars().take(254).collect());
    let password = password.expose_secret().to_owned();
    let proven = sign_in::prove(&state, &email, password, &client).await?;
    let proven = proven.ok_or_else(|| {
        ApiError::because(kinds::INVALID_CREDENTIALS, "Check both and try again.")
    })?;
    let memberships: Vec<Membership> = sqlx::query_as("SELECT * FROM memberships_of($1)")
        .bind(proven.account.account_id)
        .fetch_all(state.services.database.pool())
        .await?;
    let chosen = choose(memberships, tenant_id)?;
    let facts = SessionFacts {
        tenant: TenantId(chosen.tenant_id),
        member: MemberId(chosen.member_id),
        role: Role::parse(&chosen.role)?,
        name: chosen.name,
        title: chosen.title,
    };
    suspension::refuse(&state, facts.tenant).await?;
    sign_in::begin(&state, &proven, facts, &client).await
}

/// Replaces the refresh cookie, and gives a new access token.
#[utoipa::path(post, path = "/api/v1/auth/refresh", tag = "auth",
    responses((status = 200, description = "Still signed in; replaces the refresh cookie", body = Session),
        (status = 401, description = "No cookie, or the session has ended", body = crate::error::Problem, content_type = "application/problem+json"),
        (status = 403, description = "Sent by a page of another origin, or the business is suspended", body = crate::error::Problem, content_type = "application/problem+json"),
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
    let again = "The session has ended; sign in again.";
    let (session, tenant, demo, token) =
        match refresh::rotate(database, &state.secret, &presented).await? {
            Rotation::Rotated { session, tenant, demo, refresh_token } => {
                (session, tenant, demo, refresh_token)
            }
            Rotation::Reused { session, whose } => {
                reused(&state, session, whose).await?;
                let reason = "This refresh token was used before, so somebody may have copied it; \
                              sign in again.";
                return Err(ended(&state, reason));
            }
            Rotation::Refused { session } => {
                if let Some(session) = session {
                    state.sessions.forget(session);
                }
                return Err(ended(&state, again));
            }
        };
    let facts = state.sessions.facts(database, tenant, session).await?;
    let facts = facts.filter(|_| !demo || state.demo).ok_or_else(|| ended(&state, again))?;
    suspension::refuse(&state, tenant).await?;
    sign_in::answer(&state, session, &token, facts)
}

/// The session ends for whoever holds its tokens, and who it concerns is told.
async fn reused(state: &AppState, session: Uuid, whose: Whose) -> Result<(), ApiError> {
    state.sessions.forget(session);
    state.hub.session_ended(session);
    let notices = alert::notices(state, whose, session, Alarm::Reuse).await?;
    let event = RefreshTokenReused { session_id: session };
    let actor = Actor::System("api".to_owned());
    trail::record(state, whose, actor, (session, "reused"), event, notices).await?;
    Ok(())
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
    let mut ended = BTreeMap::new();
    if let Some(token) = cookie::read(&headers) {
        ended.extend(refresh::end(database, &token).await?);
    }
    if let Some((session, member)) =
        member.ok().and_then(|member| Some((member.via.session()?, member)))
    {
        let whose = Whose { tenant: member.tenant, member: member.id };
        sessions::end(database, whose, Some(session), None, "logout").await?;
        ended.insert(session, whose);
    }
    for (session, whose) in ended {
        let by = Some(whose.member);
        trail::ended(&state, whose, &[session], EndReason::SignedOut, by).await?;
    }
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(SET_COOKIE, cookie::clear(state.secure_cookies))])))
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
