//! From a request to a command: identity, fingerprint, and what is answered.

use axum::extract::{FromRequestParts, MatchedPath};
use axum::http::request::Parts;
use chrono::Utc;
use domain::{Actor, TenantId};
use eventing::{CommandRequest, Outcome, Step, StoreError};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::auth::CurrentMember;
use crate::error::ApiError;
use crate::extract::IdempotencyKey;
use crate::layers::TraceContext;
use crate::state::AppState;

/// The signed-in member of a request that changes something.
#[derive(Debug, Clone)]
pub(crate) struct Writer {
    pub(crate) member: CurrentMember,
    key: Option<String>,
    /// Method and template of the path: what an idempotency key is unique within.
    route: String,
    path: String,
    traceparent: Option<String>,
}

/// A command about to be carried out.
#[derive(Debug, Clone)]
pub(crate) struct Command {
    request: CommandRequest,
    keyed: bool,
}

impl FromRequestParts<AppState> for Writer {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let member = CurrentMember::from_request_parts(parts, state).await?;
        let IdempotencyKey(key) = IdempotencyKey::from_request_parts(parts, state).await?;
        Ok(Self {
            member,
            key,
            route: route(parts),
            path: parts.uri.path().to_owned(),
            traceparent: traceparent(parts),
        })
    }
}

/// Method and template of the path of a request.
pub(crate) fn route(parts: &Parts) -> String {
    let template = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
    format!("{} {template}", parts.method)
}

/// The trace that events caused by a request carry.
pub(crate) fn traceparent(parts: &Parts) -> Option<String> {
    parts.extensions.get::<TraceContext>().map(|trace| trace.traceparent.clone())
}

impl Writer {
    /// The command that this request is, given its body in canonical form.
    pub(crate) fn command(&self, state: &AppState, canonical: &[u8]) -> Command {
        let mut request = CommandRequest::new(self.member.tenant, self.member.actor(), Utc::now());
        request.traceparent.clone_from(&self.traceparent);
        if let Some(key) = &self.key {
            let name = format!("{}\n{}\n{key}", self.member.id, self.route);
            request.command_id = Uuid::new_v5(&self.member.tenant.0, name.as_bytes());
            request.correlation_id = request.command_id;
            request.causation_id = request.command_id;
            request.fingerprint = state
                .secret
                .mac("request", &[self.route.as_bytes(), self.path.as_bytes(), canonical])
                .to_vec();
        }
        Command { request, keyed: self.key.is_some() }
    }
}

impl Command {
    /// What this command led to when it was sent before. To be asked before anything is
    /// checked against the present state: a repeated request gets its first answer.
    pub(crate) async fn recall<T: DeserializeOwned>(
        &self,
        state: &AppState,
    ) -> Result<Option<T>, ApiError> {
        if !self.keyed {
            return Ok(None);
        }
        let mut connection = state.services.database.acquire(self.request.tenant).await?;
        let known: Option<(Vec<u8>, i64, String)> = sqlx::query_as(
            "SELECT fingerprint, position, result::text FROM commands WHERE tenant_id = $1 AND command_id = $2",
        )
        .bind(self.request.tenant.0)
        .bind(self.request.command_id)
        .fetch_optional(&mut *connection)
        .await?;
        let Some((fingerprint, position, result)) = known else { return Ok(None) };
        if fingerprint != self.request.fingerprint {
            return Err(StoreError::KeyReused.into());
        }
        let result = serde_json::from_str(&result).map_err(ApiError::internal)?;
        answer(result, position.unsigned_abs()).map(Some)
    }

    /// Its identity: the same for a repeated request under one key.
    pub(crate) fn id(&self) -> Uuid {
        self.request.command_id
    }

    /// Directs it at another tenant than the operator's, in whose log it is the
    /// deployment that acts.
    #[must_use]
    pub(crate) fn of_deployment(mut self, tenant: TenantId) -> Self {
        self.request.tenant = tenant;
        self.request.actor = Actor::System("operator".to_owned());
        self
    }

    /// Names the story that the command belongs to.
    #[must_use]
    pub(crate) fn part_of(mut self, story: impl Into<Uuid>) -> Self {
        self.request.correlation_id = story.into();
        self
    }

    /// Carries it out. `result` holds status and ids, never text; the answer is made of it
    /// and the position, also when the command is repeated.
    pub(crate) async fn run<T: DeserializeOwned>(
        mut self,
        state: &AppState,
        result: Value,
        steps: Vec<Step>,
    ) -> Result<T, ApiError> {
        self.request.result = result;
        let Outcome { position, result, .. } =
            state.services.store.execute(self.request, steps).await?;
        answer(result, position)
    }
}

/// The stored result with its position, as the endpoint answers it.
pub(crate) fn answer<T: DeserializeOwned>(mut result: Value, position: u64) -> Result<T, ApiError> {
    if let Some(fields) = result.as_object_mut() {
        fields.insert("position".to_owned(), json!(position));
    }
    serde_json::from_value(result).map_err(ApiError::internal)
}
