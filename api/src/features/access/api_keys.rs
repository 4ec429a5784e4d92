//! Keys for programs: made, shown once, listed, revoked.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use domain::access::{ApiKeyCreated, ApiKeyRevoked};
use domain::{Actor, Name, Personal};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::auth::api_keys::{NewKey, RESOURCES, is_scope};
use crate::auth::trail::{self, Whose};
use crate::auth::{CurrentMember, Reader};
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::openapi::{BodyProblems, ItemProblems, ListProblems};
use crate::page::{PageQuery, list};
use crate::state::AppState;

/// The longest that a key is good, in days.
const LONGEST: i64 = 366;
/// Keys that one member may have at the same time.
const MOST: i64 = 50;

/// A key to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewApiKey {
    /// What it is for, to tell it by.
    name: String,
    /// What it may do: `<resource>:read` or `<resource>:write`, such as `tasks:write`.
    #[schema(min_items = 1)]
    scopes: Vec<String>,
    /// 1 to 366.
    #[schema(minimum = 1, maximum = 366)]
    expires_in_days: i64,
}

/// A key, as it is shown once.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CreatedApiKey {
    id: Uuid,
    /// Send it as `Authorization: Bearer`. It is not kept, so it cannot be shown again.
    key: String,
    scopes: Vec<String>,
    expires_at: DateTime<Utc>,
    position: u64,
}

/// A key of the member.
#[derive(Debug, Serialize, ToSchema, sqlx::FromRow)]
pub(crate) struct ApiKey {
    id: Uuid,
    name: String,
    scopes: Vec<String>,
    /// Its first characters.
    prefix: String,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    /// To the minute; null when it was never used.
    #[schema(required)]
    last_used_at: Option<DateTime<Utc>>,
    /// Null while it is good.
    #[schema(required)]
    revoked_at: Option<DateTime<Utc>>,
}

list! {
    /// A page of keys, the newest first.
    ApiKeyList of ApiKey
}

/// One's keys for programs.
#[utoipa::path(get, path = "/api/v1/api-keys", tag = "access", params(PageQuery), security(("bearer" = [])),
    responses((status = 200, description = "Keys, the newest first", body = ApiKeyList), ListProblems))]
pub(crate) async fn list(
    State(state): State<AppState>,
    reader: Reader,
    Query(query): Query<PageQuery>,
) -> Result<Answer<ApiKeyList>, ApiError> {
    let page = query.of::<Uuid>("api-keys")?;
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let mut items: Vec<ApiKey> = sqlx::query_as(
        "SELECT key_id AS id, name, scopes, prefix, created_at, expires_at, last_used_at, revoked_at \
         FROM api_keys WHERE member_id = $1 AND ($2::uuid IS NULL OR key_id < $2) \
         ORDER BY key_id DESC LIMIT $3",
    )
    .bind(reader.id.0)
    .bind(page.after)
    .bind(page.rows())
    .fetch_all(&mut *connection)
    .await?;
    let next_cursor = page.cut("api-keys", &mut items, |key| key.id);
    Ok(Answer(ApiKeyList { items, next_cursor }))
}

/// Makes a key for a program. It acts as the member who makes it, within its scopes.
#[utoipa::path(post, path = "/api/v1/api-keys", tag = "access", request_body = NewApiKey, security(("bearer" = [])),
    responses((status = 201, description = "Made; shown this once", body = CreatedApiKey), BodyProblems))]
pub(crate) async fn create(
    State(state): State<AppState>,
    member: CurrentMember,
    Json { value, .. }: Json<NewApiKey>,
) -> Result<(StatusCode, Answer<CreatedApiKey>), ApiError> {
    let NewApiKey { name, scopes, expires_in_days } = value;
    let name = Name::parse(&name)?.into_string();
    let scopes = parse_scopes(scopes)?;
    if !(1..=LONGEST).contains(&expires_in_days) {
        let problem = format!("must be between 1 and {LONGEST}");
        return Err(ApiError::field("/expires_in_days", problem));
    }
    let now = Utc::now();
    let expires_at = now + TimeDelta::days(expires_in_days);
    let (id, new) = (Uuid::now_v7(), NewKey::generate());
    let mut connection = state.services.database.acquire(member.tenant).await?;
    let inserted = sqlx::query(
        "INSERT INTO api_keys (key_id, tenant_id, member_id, name, prefix, key_hash, scopes, expires_at) \
         SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE (SELECT count(*) FROM api_keys \
           WHERE member_id = $3 AND revoked_at IS NULL AND expires_at > clock_timestamp()) < $9",
    )
    .bind(id)
    .bind(member.tenant.0)
    .bind(member.id.0)
    .bind(&name)
    .bind(&new.prefix)
    .bind(&new.hash)
    .bind(&scopes)
    .bind(expires_at)
    .bind(MOST)
    .execute(&mut *connection)
    .await?;
    drop(connection);
    if inserted.rows_affected() == 0 {
        let detail = format!("You have {MOST} keys: revoke one that is not used any more.");
        return Err(ApiError::because(crate::error::kinds::TOO_MANY_KEYS, detail));
    }
    let whose = Whose { tenant: member.tenant, member: member.id };
    let name = Personal::of(member.id, name);
    let event = ApiKeyCreated { key_id: id, name, scopes: scopes.clone(), expires_at };
    // A key that is not in the trail is not given out, and nobody can know it.
    let actor = Actor::Member(member.id);
    let position = trail::record(&state, whose, actor, (id, "created"), event, Vec::new()).await?;
    let created = CreatedApiKey { id, key: new.key, scopes, expires_at, position };
    Ok((StatusCode::CREATED, Answer(created)))
}

fn parse_scopes(mut scopes: Vec<String>) -> Result<Vec<String>, ApiError> {
    scopes.sort();
    scopes.dedup();
    if scopes.is_empty() {
        return Err(ApiError::field("/scopes", "must name what the key may do"));
    }
    if let Some(bad) = scopes.iter().find(|scope| !is_scope(scope)) {
        let bad: String = bad.chars().take(40).collect();
        let problem = format!(
            "has {bad:?}, which is no scope: one is a resource with :read or :write, such as \
             tasks:write; resources are {}",
            RESOURCES.join(", ")
        );
        return Err(ApiError::field("/scopes", problem));
    }
    Ok(scopes)
}

/// Revokes one of one's keys; doing it again does nothing.
#[utoipa::path(delete, path = "/api/v1/api-keys/{id}", tag = "access", params(("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 204, description = "Revoked"), ItemProblems))]
pub(crate) async fn revoke(
    State(state): State<AppState>,
    member: CurrentMember,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, ApiError> {
    let mut connection = state.services.database.acquire(member.tenant).await?;
    let revoked = sqlx::query(
        "UPDATE api_keys SET revoked_at = coalesce(revoked_at, clock_timestamp()) \
         WHERE key_id = $1 AND member_id = $2",
    )
    .bind(id)
    .bind(member.id.0)
    .execute(&mut *connection)
    .await?;
    drop(connection);
    if revoked.rows_affected() == 0 {
        return Err(ApiError::no_such("API key"));
    }
    state.api_keys.forget(id);
    let whose = Whose { tenant: member.tenant, member: member.id };
    let event = ApiKeyRevoked { key_id: id, revoked_by: member.id };
    let actor = Actor::Member(member.id);
    trail::record(&state, whose, actor, (id, "revoked"), event, Vec::new()).await?;
    Ok(StatusCode::NO_CONTENT)
}
