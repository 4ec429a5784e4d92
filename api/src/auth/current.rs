//! Who asks: extractors for handlers.

use std::ops::Deref;

use axum::extract::{FromRequestParts, MatchedPath};
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use domain::{Actor, MemberId, Role, TenantId};
use uuid::Uuid;

use super::{SessionFacts, api_keys};
use crate::error::{ApiError, kinds};
use crate::extract::after_position;
use crate::limits::Taken;
use crate::state::AppState;
use crate::suspension;

/// The signed-in member of this request.
#[derive(Debug, Clone)]
pub(crate) struct CurrentMember {
    pub(crate) tenant: TenantId,
    pub(crate) id: MemberId,
    pub(crate) role: Role,
    pub(crate) name: Option<String>,
    pub(crate) title: String,
    pub(crate) via: Via,
}

/// By what somebody is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Via {
    /// They signed in.
    Session(Uuid),
    /// A program of theirs has a key.
    ApiKey(Uuid),
}

impl Via {
    /// The session, if it is one.
    pub(crate) fn session(self) -> Option<Uuid> {
        match self {
            Self::Session(session) => Some(session),
            Self::ApiKey(_) => None,
        }
    }
}

impl CurrentMember {
    /// As whom their commands are recorded.
    pub(crate) fn actor(&self) -> Actor {
        Actor::Member(self.id)
    }
}

impl FromRequestParts<AppState> for CurrentMember {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let token = bearer(parts)?;
        let (facts, via) = if token.starts_with(api_keys::PREFIX) {
            of_key(parts, state, token).await?
        } else {
            of_session(state, token).await?
        };
        suspension::refuse(state, facts.tenant).await?;
        let taken = Taken::of(parts);
        state.limiter.member(&taken, &facts, via).await?;
        state.limiter.enter(&taken, facts.tenant).await?;
        Ok(Self {
            tenant: facts.tenant,
            id: facts.member,
            role: facts.role,
            name: facts.name,
            title: facts.title,
            via,
        })
    }
}

async fn of_session(state: &AppState, token: &str) -> Result<(SessionFacts, Via), ApiError> {
    let claims = state.tokens.verify(token).map_err(|error| {
        let detail = match error.kind() {
            jsonwebtoken::errors::ErrorKind::ExpiredSignature => "The access token has expired.",
            _ => "The access token is not valid.",
        };
        unauthenticated(kinds::UNAUTHENTICATED, detail)
    })?;
    let facts = state.sessions.facts(&state.services.database, claims.tenant, claims.sid).await?;
    let facts = facts.filter(|facts| facts.member == claims.sub).ok_or_else(|| {
        unauthenticated(kinds::SESSION_ENDED, "The session has ended; sign in again.")
    })?;
    Ok((facts, Via::Session(claims.sid)))
}

async fn of_key(
    parts: &Parts,
    state: &AppState,
    key: &str,
) -> Result<(SessionFacts, Via), ApiError> {
    let known = state.api_keys.facts(state, key).await?.ok_or_else(|| {
        let detail = "The API key is not good (any more): make another one.";
        unauthenticated(kinds::UNAUTHENTICATED, detail)
    })?;
    let route = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
    api_keys::check(&known.scopes, &parts.method, route)?;
    Ok((known.facts, Via::ApiKey(known.key)))
}

fn bearer(parts: &Parts) -> Result<&str, ApiError> {
    let header = parts.headers.get(AUTHORIZATION).ok_or_else(|| {
        ApiError::because(
            kinds::UNAUTHENTICATED,
            "Send an access token: Authorization: Bearer <token>.",
        )
        .header(WWW_AUTHENTICATE, "Bearer")
    })?;
    let header = header.to_str().unwrap_or_default();
    match header.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Ok(token.trim()),
        _ => Err(unauthenticated(
            kinds::UNAUTHENTICATED,
            "The Authorization header holds no bearer token.",
        )),
    }
}

fn unauthenticated(kind: crate::error::Kind, detail: &str) -> ApiError {
    ApiError::because(kind, detail).header(WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")
}

/// The signed-in member of a read, once the read models have the `after_position` that
/// the request asks for.
#[derive(Debug, Clone)]
pub(crate) struct Reader(CurrentMember);

impl Deref for Reader {
    type Target = CurrentMember;
    fn deref(&self) -> &CurrentMember {
        &self.0
    }
}

impl FromRequestParts<AppState> for Reader {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let member = CurrentMember::from_request_parts(parts, state).await?;
        if let Some(position) = after_position(parts.uri.query())? {
            // Waiting is no work: others may have the place meanwhile.
            let taken = Taken::of(parts);
            taken.step_aside();
            state.progress.reach(position, state.limits.read_your_writes).await?;
            state.limiter.enter(&taken, member.tenant).await?;
        }
        Ok(Self(member))
    }
}
