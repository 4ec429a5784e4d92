//! Devices that want notices while the app is closed. They are rows beside sessions, no
//! events: whoever is signed out is not pushed to.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use push::Subscription;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::auth::CurrentMember;
use crate::error::{ApiError, kinds};
use crate::extract::{Json, Path};
use crate::openapi::{BodyProblems, ItemProblems, ReadProblems};
use crate::state::AppState;

/// What is offered, and where it is used.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Push {
    /// `applicationServerKey` of subscriptions; null where nothing is pushed.
    #[schema(required)]
    key: Option<String>,
    /// Where I am pushed to, the newest first.
    devices: Vec<PushDevice>,
}

/// A device that wants notices.
#[derive(Debug, Serialize, ToSchema, sqlx::FromRow)]
pub(crate) struct PushDevice {
    id: Uuid,
    /// With what I am signed in there, such as `Firefox on Linux`; null when it did not say.
    #[schema(required)]
    device: Option<String>,
    created_at: DateTime<Utc>,
    /// When its push service last took a notice.
    #[schema(required)]
    pushed_at: Option<DateTime<Utc>>,
    /// Whether it is the one that asks.
    current: bool,
}

/// What `PushSubscription.toJSON()` gives in a browser.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPushDevice {
    /// At its push service.
    #[schema(max_length = 2048)]
    endpoint: String,
    keys: PushKeys,
}

/// With which notices to the device are encrypted, in base64url (RFC 8291).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PushKeys {
    p256dh: String,
    auth: String,
}

/// A device was switched on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PushDeviceAdded {
    device_id: Uuid,
}

/// What browsers are offered for notices while the app is closed, and where I use it.
#[utoipa::path(get, path = "/api/v1/push", tag = "notifications", security(("bearer" = [])),
    responses((status = 200, description = "The key, and my devices", body = Push), ReadProblems))]
pub(crate) async fn list(
    State(state): State<AppState>,
    member: CurrentMember,
) -> Result<Answer<Push>, ApiError> {
    let mut connection = state.services.database.acquire(member.tenant).await?;
    let devices = sqlx::query_as(
        "SELECT p.subscription_id AS id, nullif(s.device, '') AS device, p.created_at, p.pushed_at, \
                coalesce(p.session_id = $2, false) AS current \
         FROM push_subscriptions p JOIN sessions s USING (session_id) \
         WHERE p.member_id = $1 AND s.revoked_at IS NULL AND s.expires_at > clock_timestamp() \
         ORDER BY p.created_at DESC LIMIT 200",
    )
    .bind(member.id.0)
    .bind(member.via.session())
    .fetch_all(&mut *connection)
    .await?;
    Ok(Answer(Push { key: state.push.key.clone(), devices }))
}

/// Switches on the device that asks; a browser has one subscription, so this takes it over
/// from whoever was signed in there before.
#[utoipa::path(post, path = "/api/v1/push/devices", tag = "notifications", security(("bearer" = [])),
    request_body = NewPushDevice,
    responses((status = 201, description = "Switched on, or on already", body = PushDeviceAdded), BodyProblems))]
pub(crate) async fn add(
    State(state): State<AppState>,
    member: CurrentMember,
    Json { value, .. }: Json<NewPushDevice>,
) -> Result<(StatusCode, Answer<PushDeviceAdded>), ApiError> {
    let Some(session) = member.via.session() else {
        let detail = "A program with an API key has no device; sign in there.";
        return Err(ApiError::because(kinds::KEY_SCOPE, detail));
    };
    let NewPushDevice { endpoint, keys } = value;
    let device = Subscription::parse(&state.push.services, &endpoint, &keys.p256dh, &keys.auth)
        .map_err(|error| ApiError::field(error.pointer, error.problem))?;
    let mut connection = state.services.database.acquire(member.tenant).await?;
    let device_id = sqlx::query_scalar("SELECT subscribe_push($1, $2, $3, $4, $5, $6)")
        .bind(Uuid::now_v7())
        .bind(member.id.0)
        .bind(session)
        .bind(device.endpoint.as_str())
        .bind(&device.p256dh)
        .bind(&device.auth)
        .fetch_one(&mut *connection)
        .await?;
    Ok((StatusCode::CREATED, Answer(PushDeviceAdded { device_id })))
}

/// Switches off a device of mine.
#[utoipa::path(delete, path = "/api/v1/push/devices/{id}", tag = "notifications", params(("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 204, description = "Switched off"), ItemProblems))]
pub(crate) async fn remove(
    State(state): State<AppState>,
    member: CurrentMember,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, ApiError> {
    let mut connection = state.services.database.acquire(member.tenant).await?;
    let removed =
        sqlx::query("DELETE FROM push_subscriptions WHERE subscription_id = $1 AND member_id = $2")
            .bind(id)
            .bind(member.id.0)
            .execute(&mut *connection)
            .await?;
    if removed.rows_affected() == 0 {
        return Err(ApiError::no_such("device"));
    }
    Ok(StatusCode::NO_CONTENT)
}
