//! Live updates: one WebSocket per tab, with one cursor into the log.
//!
//! Frames are envelopes; the client refetches over REST with `after_position`.
//! - `hub`: one per process; tails the log as far as the read models have come, and
//!   hands each event to the connections that may see it (`audience`)
//! - `connection`: one tab: what it missed, then live; `reactions`: what follows from
//!   an event; `input`: what it may say
//! - `deltas`: the running answer, which is not in the log

mod audience;
mod connection;
mod deltas;
mod frame;
#[cfg(test)]
mod fuzz;
mod hub;
mod input;
mod outlet;
mod places;
mod reactions;

use axum::Json as Answer;
use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::http::HeaderMap;
use axum::response::Response;
use domain::{MemberId, TenantId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use self::connection::{Connection, Resume};
pub(crate) use self::hub::Hub;
use self::places::Holder;
use crate::auth::{CurrentMember, origin};
use crate::error::{ApiError, kinds};
use crate::extract::Query;
use crate::openapi::{OpenProblems, ReadProblems};
use crate::state::AppState;

/// Seconds that a ticket is good.
const TICKET_SECONDS: u32 = 30;
/// The most bytes of a message from a client.
const MESSAGE_LIMIT: usize = 64 * 1024;
/// Bytes that are read at a time: more than clients say at once. What was sent and not read
/// when a connection ends resets it, and its close code is lost.
const READ_BUFFER: usize = 4096;

/// A ticket for one WebSocket.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Ticket {
    /// Good once: `GET /api/v1/ws?ticket=`.
    ticket: String,
    /// Seconds.
    expires_in: u32,
}

/// Gives a ticket for one WebSocket: browsers cannot send access tokens with it.
#[utoipa::path(post, path = "/api/v1/ws/ticket", tag = "live", security(("bearer" = [])),
    responses((status = 200, description = "A ticket", body = Ticket), ReadProblems))]
pub(crate) async fn ticket(
    State(state): State<AppState>,
    member: CurrentMember,
) -> Result<Answer<Ticket>, ApiError> {
    let session = member.via.session().ok_or_else(|| {
        ApiError::because(kinds::KEY_SCOPE, "Live updates are for people who signed in.")
    })?;
    let ticket = crate::auth::random_token();
    let mut connection = state.services.database.acquire(member.tenant).await?;
    sqlx::query(
        "INSERT INTO ws_tickets (ticket_hash, tenant_id, member_id, session_id, expires_at) \
         VALUES ($1, $2, $3, $4, clock_timestamp() + make_interval(secs => $5))",
    )
    .bind(crate::auth::digest(&ticket))
    .bind(member.tenant.0)
    .bind(member.id.0)
    .bind(session)
    .bind(f64::from(TICKET_SECONDS))
    .execute(&mut *connection)
    .await?;
    Ok(Answer(Ticket { ticket, expires_in: TICKET_SECONDS }))
}

/// How to connect.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ConnectQuery {
    /// Of `POST /api/v1/ws/ticket`.
    ticket: String,
    /// Of the last `welcome`; with `position`, to get everything since.
    log_id: Option<Uuid>,
    /// Of the last frame.
    position: Option<u64>,
}

/// Opens the WebSocket. Frames are JSON text: `welcome` first, then `event`, `cursor`,
/// `resync` and `delta`. Close codes: 1003 what was sent is not understood, 1008 too
/// much of it, 1009 too large, 4401 the session has ended, 4403 the business is
/// suspended.
#[utoipa::path(get, path = "/api/v1/ws", tag = "live", params(ConnectQuery),
    responses((status = 101, description = "Switching to the WebSocket protocol"),
        (status = 401, description = "The ticket is not good (any more)", body = crate::error::Problem, content_type = "application/problem+json"),
        (status = 403, description = "Opened by a page of another origin", body = crate::error::Problem, content_type = "application/problem+json"),
        OpenProblems))]
pub(crate) async fn connect(
    State(state): State<AppState>,
    headers: HeaderMap,
    Query(query): Query<ConnectQuery>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, ApiError> {
    origin::check(&headers, &state.allowed_origins)?;
    let upgrade = upgrade.map_err(|error| {
        ApiError::because(kinds::MALFORMED, "This is a WebSocket: connect with a WebSocket client.")
            .cause(error)
    })?;
    let resume = match (query.log_id, query.position) {
        (Some(log_id), Some(position)) => Some(Resume { log_id, position }),
        (None, None) => None,
        _ => {
            return Err(ApiError::because(
                kinds::INVALID,
                "In the query string: log_id and position come together.",
            ));
        }
    };
    let holder = redeem(&state, &query.ticket).await?;
    let (tenant, member, session) = holder.ok_or_else(|| {
        ApiError::because(
            kinds::UNAUTHENTICATED,
            "The ticket was used or has expired; get another one.",
        )
    })?;
    let live = state.sessions.facts(&state.services.database, tenant, session).await?;
    if live.is_none() {
        return Err(ApiError::because(
            kinds::SESSION_ENDED,
            "The session has ended; sign in again.",
        ));
    }
    let holder = Holder { connection: Uuid::now_v7(), tenant, member, session };
    let connection = Connection::new(state, holder, resume);
    // A little more than is allowed, so that what is over is answered with its own code.
    let upgrade = upgrade.max_message_size(2 * MESSAGE_LIMIT).max_frame_size(2 * MESSAGE_LIMIT);
    // Each connection holds its buffers for as long as it is open; usually they are 128 KB each.
    let upgrade = upgrade.read_buffer_size(READ_BUFFER).write_buffer_size(0);
    Ok(upgrade.on_upgrade(|socket| connection.run(socket)))
}

async fn redeem(
    state: &AppState,
    ticket: &str,
) -> Result<Option<(TenantId, MemberId, Uuid)>, ApiError> {
    let row: Option<(Uuid, Uuid, Uuid)> =
        sqlx::query_as("SELECT tenant_id, member_id, session_id FROM redeem_ws_ticket($1)")
            .bind(crate::auth::digest(ticket))
            .fetch_optional(state.services.database.pool())
            .await?;
    Ok(row.map(|(tenant, member, session)| (TenantId(tenant), MemberId(member), session)))
}
