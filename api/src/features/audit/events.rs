//! The business's events.

use axum::Json as Answer;
use axum::extract::State;
use eventing::browse::{self, Which};

use super::dto::{EventDetail, EventList};
use super::query::EventQuery;
use crate::auth::Reader;
use crate::error::ApiError;
use crate::extract::{Path, Query};
use crate::openapi::{ItemProblems, ListProblems, ReadParams, RoleProblem};
use crate::page::PageQuery;
use crate::permission::Permission;
use crate::state::AppState;

/// The business's events, the oldest first unless asked otherwise.
#[utoipa::path(get, path = "/api/v1/events", tag = "audit", params(EventQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Envelopes", body = EventList), ListProblems, RoleProblem))]
pub(crate) async fn events(
    State(state): State<AppState>,
    reader: Reader,
    Query(query): Query<EventQuery>,
) -> Result<Answer<EventList>, ApiError> {
    reader.must(Permission::ReadLog)?;
    let page = PageQuery::new(query.limit, query.cursor.clone()).of::<u64>("events")?;
    let (filter, order) = query.filter(reader.tenant, page.after)?;
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let rows = u32::try_from(page.rows()).unwrap_or(u32::MAX);
    let mut found = browse::envelopes(&mut connection, &filter, order, rows).await?;
    let next_cursor = page.cut("events", &mut found, |event| event.position);
    Ok(Answer(EventList { items: found.into_iter().map(Into::into).collect(), next_cursor }))
}

/// One event with its payload, without the words in it.
#[utoipa::path(get, path = "/api/v1/events/{position}", tag = "audit",
    params(("position" = u64, Path, description = "Its place in the log"), ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "The event", body = EventDetail), ItemProblems, RoleProblem))]
pub(crate) async fn event(
    State(state): State<AppState>,
    reader: Reader,
    Path(position): Path<u64>,
) -> Result<Answer<EventDetail>, ApiError> {
    reader.must(Permission::ReadLog)?;
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let keys = state.services.store.keys();
    let found = browse::event(&mut connection, keys, Which::At(position)).await?;
    let mut event = found.ok_or_else(|| ApiError::no_such("event"))?;
    let payload = event.payload.take();
    Ok(Answer(EventDetail { envelope: event.into(), payload }))
}
