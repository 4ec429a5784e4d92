//! One stream: its events, and its state as of any of them.

use axum::Json as Answer;
use axum::extract::State;
use eventing::browse::{self, Filter, Order};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::dto::{EventList, StreamState};
use super::query::point;
use crate::auth::Reader;
use crate::error::ApiError;
use crate::extract::{Path, Query};
use crate::openapi::{ItemProblems, ListProblems, ReadParams, RoleProblem};
use crate::page::PageQuery;
use crate::permission::Permission;
use crate::state::AppState;

/// One stream's events, the oldest first.
#[utoipa::path(get, path = "/api/v1/streams/{type}/{id}", tag = "audit",
    params(("type" = String, Path, description = "The aggregate's type, such as `Conversation`"), ("id" = Uuid, Path),
        PageQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Envelopes", body = EventList), ListProblems, ItemProblems, RoleProblem))]
pub(crate) async fn stream(
    State(state): State<AppState>,
    reader: Reader,
    Path((kind, id)): Path<(String, Uuid)>,
    Query(query): Query<PageQuery>,
) -> Result<Answer<EventList>, ApiError> {
    reader.must(Permission::ReadLog)?;
    let page = query.of::<u64>("stream")?;
    known(&kind)?;
    let filter = Filter {
        tenant: Some(reader.tenant),
        aggregate: Some(kind),
        stream: Some(id),
        after: page.after,
        ..Filter::default()
    };
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let rows = u32::try_from(page.rows()).unwrap_or(u32::MAX);
    let mut found = browse::envelopes(&mut connection, &filter, Order::OldestFirst, rows).await?;
    // A cursor is given only where more follows, and nothing is ever taken away.
    if found.is_empty() {
        return Err(ApiError::no_such("stream"));
    }
    let next_cursor = page.cut("stream", &mut found, |event| event.position);
    Ok(Answer(EventList { items: found.into_iter().map(Into::into).collect(), next_cursor }))
}

/// As of when.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AtQuery {
    /// A position of the log, or an instant such as `2026-11-26T14:00:00Z`; now unless given.
    at: Option<String>,
}

/// An aggregate as it was: its events up to then, folded.
#[utoipa::path(get, path = "/api/v1/streams/{type}/{id}/state", tag = "audit",
    params(("type" = String, Path, description = "The aggregate's type, such as `Task`"), ("id" = Uuid, Path),
        AtQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Its state", body = StreamState), ListProblems, ItemProblems, RoleProblem))]
pub(crate) async fn state(
    State(state): State<AppState>,
    reader: Reader,
    Path((kind, id)): Path<(String, Uuid)>,
    Query(query): Query<AtQuery>,
) -> Result<Answer<StreamState>, ApiError> {
    reader.must(Permission::ReadLog)?;
    known(&kind)?;
    let at = query.at.as_deref().map(|at| point(at, "at")).transpose()?;
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let through = match at {
        Some(at) => at.position(&mut connection, Some(reader.tenant)).await?,
        None => u64::MAX,
    };
    let (keys, name) = (state.services.store.keys(), format!("{}/{id}", reader.tenant));
    let events = eventing::past::stream(&mut connection, keys, &kind, &name, through).await?;
    let Some((position, sequence, recorded_at)) =
        events.last().map(|last| (last.position, last.sequence, last.recorded_at))
    else {
        return Err(ApiError::no_such("stream"));
    };
    let state = eventing::past::state(&kind, events).map_err(ApiError::internal)?;
    Ok(Answer(StreamState { position, sequence, recorded_at, state }))
}

/// Refuses what is no kind of stream.
fn known(kind: &str) -> Result<(), ApiError> {
    let known = domain::catalogue().iter().any(|name| name.aggregate == kind);
    if known { Ok(()) } else { Err(ApiError::no_such("stream")) }
}
