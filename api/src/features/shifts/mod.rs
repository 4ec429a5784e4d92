//! The roster: planned shifts, and planning them otherwise.

mod calendar;
mod change;
mod departure;
mod desk;
mod dto;
mod queries;
mod swap;
mod words;

use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use domain::ShiftId;
use domain::roster::{Shift as Aggregate, ShiftCommand, ShiftScheduled};
use eventing::Step;
use serde_json::json;
use uuid::Uuid;

use self::desk::{Desk, may_plan};
use self::dto::{NewShift, Scheduled, Shift, ShiftList, ShiftQuery, Tagged};
use crate::auth::Reader;
use crate::command::Writer;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::openapi::{
    BodyProblems, CommandParams, ItemProblems, ListProblems, ReadParams, RoleProblem,
};
use crate::roster::ShiftChange;
use crate::state::AppState;

pub(crate) use calendar::{__path_export, __path_import, export, import};
pub(crate) use change::{__path_cancel, __path_change, cancel, change};
pub(crate) use departure::cancel_coming;
pub(crate) use swap::{__path_swap, swap};

/// Planned shifts, by their start.
#[utoipa::path(get, path = "/api/v1/shifts", tag = "shifts", params(ShiftQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Planned shifts", body = ShiftList), ListProblems))]
pub(crate) async fn list(
    State(state): State<AppState>,
    reader: Reader,
    Query(query): Query<ShiftQuery>,
) -> Result<Answer<ShiftList>, ApiError> {
    let (span, page) = query.split();
    let filter = span.filter(reader.id)?;
    let page = page.of::<(DateTime<Utc>, Uuid)>("shifts")?;
    let mut db = state.services.database.acquire(reader.tenant).await?;
    let mut rows = queries::list(&mut db, &filter, page.after, page.rows()).await?;
    let next_cursor = page.cut("shifts", &mut rows, |row| (row.starts_at, row.shift_id));
    Ok(Answer(ShiftList { items: rows.into_iter().map(Shift::from).collect(), next_cursor }))
}

/// A shift, also when it is cancelled.
#[utoipa::path(get, path = "/api/v1/shifts/{id}", tag = "shifts", params(("id" = Uuid, Path), ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "The shift; its `ETag` goes into `If-Match`", body = Shift, headers(("ETag" = String))), ItemProblems))]
pub(crate) async fn get(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<Uuid>,
) -> Result<Tagged<Shift>, ApiError> {
    let mut db = state.services.database.acquire(reader.tenant).await?;
    let row = queries::one(&mut db, id).await?.ok_or_else(|| ApiError::no_such("shift"))?;
    Ok(Shift::from(row).tagged())
}

/// Plans a shift. A member has one at a time: one that would overlap another is refused.
#[utoipa::path(post, path = "/api/v1/shifts", tag = "shifts", params(CommandParams), security(("bearer" = [])),
    request_body = NewShift,
    responses((status = 201, description = "Planned", body = Scheduled), BodyProblems, RoleProblem))]
pub(crate) async fn schedule(
    State(state): State<AppState>,
    writer: Writer,
    Json { value, canonical }: Json<NewShift>,
) -> Result<(StatusCode, Answer<Scheduled>), ApiError> {
    may_plan(&writer)?;
    let period = value.period()?;
    let command = writer.command(&state, &canonical);
    if let Some(first) = command.recall(&state).await? {
        return Ok((StatusCode::CREATED, Answer(first)));
    }
    let desk = Desk::open(&state, &writer).await?;
    desk.works_here(period.member_id, "/member_id")?;
    let shift_id = ShiftId(Uuid::now_v7());
    let scheduled = ShiftScheduled {
        shift_id,
        period: period.clone(),
        scheduled_by: Some(writer.member.id),
        imported: None,
    };
    let step = Step::new::<Aggregate>(shift_id, ShiftCommand::ScheduleShift(scheduled));
    let change = ShiftChange { shift_id, before: None, after: Some(period), step };
    let steps = desk.roster().rearrange(vec![change]).await?;
    let scheduled = command.run(&state, json!({ "shift_id": shift_id }), steps).await?;
    Ok((StatusCode::CREATED, Answer(scheduled)))
}
