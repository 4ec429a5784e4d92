//! Where a member is signed in, and how that is ended from elsewhere.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use domain::MemberId;
use domain::access::EndReason;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::auth::trail::{self, Whose};
use crate::auth::{CurrentMember, sessions};
use crate::error::ApiError;
use crate::extract::{Path, Query};
use crate::features::members::is_active;
use crate::openapi::{ItemProblems, ListProblems, ReadProblems, RoleProblem};
use crate::page::{PageQuery, list};
use crate::permission::Permission;
use crate::state::AppState;

/// A place where the member is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionItem {
    id: Uuid,
    /// With what, such as `Firefox on Linux`; null when it did not say.
    #[schema(required)]
    device: Option<String>,
    created_at: DateTime<Utc>,
    /// When it was last renewed: a session in use renews itself every quarter of an hour.
    last_seen_at: DateTime<Utc>,
    /// When it ends at the latest.
    expires_at: DateTime<Utc>,
    /// Whether it is the one that asks.
    current: bool,
}

list! {
    /// Where the member is signed in, the newest first.
    SessionList of SessionItem
}

#[derive(sqlx::FromRow)]
struct Row {
    session_id: Uuid,
    device: String,
    created_at: DateTime<Utc>,
    last_seen_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

/// Where one is signed in.
#[utoipa::path(get, path = "/api/v1/me/sessions", tag = "access", params(PageQuery), security(("bearer" = [])),
    responses((status = 200, description = "Live sessions, the newest first", body = SessionList), ListProblems))]
pub(crate) async fn list(
    State(state): State<AppState>,
    member: CurrentMember,
    Query(query): Query<PageQuery>,
) -> Result<Answer<SessionList>, ApiError> {
    let page = query.of::<Uuid>("sessions")?;
    let mut connection = state.services.database.acquire(member.tenant).await?;
    // Ids grow with time.
    let mut rows: Vec<Row> = sqlx::query_as(
        "SELECT session_id, device, created_at, last_seen_at, expires_at FROM sessions \
         WHERE member_id = $1 AND revoked_at IS NULL AND expires_at > clock_timestamp() \
           AND ($2::uuid IS NULL OR session_id < $2) ORDER BY session_id DESC LIMIT $3",
    )
    .bind(member.id.0)
    .bind(page.after)
    .bind(page.rows())
    .fetch_all(&mut *connection)
    .await?;
    let next_cursor = page.cut("sessions", &mut rows, |row| row.session_id);
    let items = rows.into_iter().map(|row| SessionItem {
        id: row.session_id,
        device: Some(row.device).filter(|device| !device.is_empty()),
        created_at: row.created_at,
        last_seen_at: row.last_seen_at,
        expires_at: row.expires_at,
        current: member.via.session() == Some(row.session_id),
    });
    Ok(Answer(SessionList { items: items.collect(), next_cursor }))
}

/// Signs one out where one is not.
#[utoipa::path(delete, path = "/api/v1/me/sessions/{id}", tag = "access", params(("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 204, description = "Ended; its WebSockets are closed"), ItemProblems))]
pub(crate) async fn end(
    State(state): State<AppState>,
    member: CurrentMember,
    Path(session): Path<Uuid>,
) -> Result<StatusCode, ApiError> {
    let whose = Whose { tenant: member.tenant, member: member.id };
    let ended =
        sessions::end(&state.services.database, whose, Some(session), None, "revoked").await?;
    if ended.is_empty() {
        return Err(ApiError::no_such("session"));
    }
    trail::ended(&state, whose, &ended, EndReason::Revoked, Some(member.id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which sessions to end.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EndQuery {
    /// Whether the one that asks ends too; it stays otherwise.
    #[serde(default)]
    including_this: bool,
}

/// Signs one out everywhere else, or everywhere.
#[utoipa::path(delete, path = "/api/v1/me/sessions", tag = "access", params(EndQuery), security(("bearer" = [])),
    responses((status = 204, description = "Ended; their WebSockets are closed"), ReadProblems))]
pub(crate) async fn end_all(
    State(state): State<AppState>,
    member: CurrentMember,
    Query(query): Query<EndQuery>,
) -> Result<StatusCode, ApiError> {
    let whose = Whose { tenant: member.tenant, member: member.id };
    let excepted = member.via.session().filter(|_| !query.including_this);
    let ended = sessions::end(&state.services.database, whose, None, excepted, "revoked").await?;
    trail::ended(&state, whose, &ended, EndReason::Revoked, Some(member.id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Signs a member out everywhere.
#[utoipa::path(delete, path = "/api/v1/members/{id}/sessions", tag = "access", params(("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 204, description = "Ended; their WebSockets are closed"), ItemProblems, RoleProblem))]
pub(crate) async fn end_of_member(
    State(state): State<AppState>,
    owner: CurrentMember,
    Path(member): Path<Uuid>,
) -> Result<StatusCode, ApiError> {
    owner.must(Permission::EndSessions)?;
    let database = &state.services.database;
    let whose = Whose { tenant: owner.tenant, member: MemberId(member) };
    if !is_active(&mut *database.acquire(owner.tenant).await?, whose.member).await? {
        return Err(ApiError::no_such("member"));
    }
    let ended = sessions::end(database, whose, None, None, "revoked").await?;
    trail::ended(&state, whose, &ended, EndReason::Revoked, Some(owner.id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
