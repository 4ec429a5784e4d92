//! Planning otherwise: another time, another member, or not at all.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::HeaderMap;
use domain::ShiftId;
use domain::roster::{Period, Shift as Aggregate, ShiftCancelled, ShiftChanged, ShiftCommand};
use eventing::Step;
use serde_json::json;
use uuid::Uuid;

use super::desk::{Desk, Planned, may_plan};
use super::dto::{NewShift, ShiftWritten, Tagged};
use super::words::News;
use crate::command::Writer;
use crate::error::{ApiError, kinds};
use crate::extract::{Json, Path, based_on, stale};
use crate::features::Done;
use crate::openapi::{BodyProblems, CommandParams, CommandProblems, RoleProblem, StaleProblem};
use crate::roster::ShiftChange;
use crate::state::AppState;

/// How often a change is decided anew when somebody else changes the same shift.
const TRIES: usize = 5;

/// Plans a shift otherwise, as a whole: whoever has it, or had it, is told. `If-Match`
/// names the version that the change is based on.
#[utoipa::path(put, path = "/api/v1/shifts/{id}", tag = "shifts",
    params(("id" = Uuid, Path), ("If-Match" = String, Header, description = "`ETag` of the version read, or `*`"), CommandParams),
    security(("bearer" = [])), request_body = NewShift,
    responses((status = 200, description = "Changed; the same version when nothing is different", body = ShiftWritten,
            headers(("ETag" = String, description = "The new version"))),
        (status = 428, description = "Without If-Match", body = crate::error::Problem, content_type = "application/problem+json"),
        BodyProblems, RoleProblem, StaleProblem))]
pub(crate) async fn change(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    Json { value, canonical }: Json<NewShift>,
) -> Result<Tagged<ShiftWritten>, ApiError> {
    may_plan(&writer)?;
    let based_on = based_on(&headers)?;
    let period = value.period()?;
    let command = writer.command(&state, &canonical);
    if let Some(first) = command.recall::<ShiftWritten>(&state).await? {
        return Ok(first.tagged());
    }
    let desk = Desk::open(&state, &writer).await?;
    let shift = desk.planned(ShiftId(id)).await?;
    if based_on.is_some_and(|based_on| based_on != shift.version) {
        return Err(stale(shift.version));
    }
    if period.member_id != shift.period.member_id {
        desk.works_here(period.member_id, "/member_id")?;
    }
    let version = shift.version + u64::from(period != shift.period);
    let mut steps = desk.roster().rearrange(vec![shift.become_(period.clone(), &writer)]).await?;
    if period != shift.period {
        steps.extend(tell(&desk, &shift, &period));
    }
    let result = json!({ "id": id, "version": version });
    Ok(command.run::<ShiftWritten>(&state, result, steps).await?.tagged())
}

/// Cancels a shift: whoever has it is told.
#[utoipa::path(post, path = "/api/v1/shifts/{id}/cancel", tag = "shifts",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])),
    responses((status = 200, description = "Cancelled, or cancelled before", body = Done), CommandProblems, RoleProblem))]
pub(crate) async fn cancel(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
) -> Result<Answer<Done>, ApiError> {
    may_plan(&writer)?;
    let command = writer.command(&state, b"");
    if let Some(first) = command.recall(&state).await? {
        return Ok(Answer(first));
    }
    let desk = Desk::open(&state, &writer).await?;
    let cancelled = ShiftCancelled { cancelled_by: writer.member.id, imported: None };
    let cancel = Step::new::<Aggregate>(ShiftId(id), ShiftCommand::CancelShift(cancelled));
    let mut tries = Tries::default();
    loop {
        let steps = match desk.planned(ShiftId(id)).await {
            Ok(shift) => without(&desk, &shift, cancel.clone()).await?,
            Err(error) if error.slug() == "shift-cancelled" => vec![cancel.clone()],
            Err(error) => return Err(error),
        };
        match command.clone().run(&state, json!({ "id": id }), steps).await {
            Err(error) if tries.again(&error) => {}
            done => return done.map(Answer),
        }
    }
}

async fn without(desk: &Desk<'_>, shift: &Planned, cancel: Step) -> Result<Vec<Step>, ApiError> {
    let change = ShiftChange {
        shift_id: shift.id,
        before: Some(shift.period.clone()),
        after: None,
        step: cancel.expecting(shift.version),
    };
    let mut steps = desk.roster().rearrange(vec![change]).await?;
    let news = News::Cancelled(&shift.period);
    steps.extend(desk.tell(shift.period.member_id, shift, &news));
    Ok(steps)
}

impl Planned {
    /// What makes the shift another one, if it is still as it was read.
    pub(super) fn become_(&self, period: Period, writer: &Writer) -> ShiftChange {
        let changed =
            ShiftChanged { period: period.clone(), changed_by: writer.member.id, imported: None };
        let step = Step::new::<Aggregate>(self.id, ShiftCommand::ChangeShift(changed));
        ShiftChange {
            shift_id: self.id,
            before: Some(self.period.clone()),
            after: Some(period),
            step: step.expecting(self.version),
        }
    }
}

/// Tells whoever had the shift, and whoever has it now.
pub(super) fn tell(desk: &Desk<'_>, shift: &Planned, to: &Period) -> Vec<Step> {
    let from = &shift.period;
    let (former, new) = (from.member_id, to.member_id);
    if former == new {
        return desk.tell(new, shift, &News::Moved { from, to }).into_iter().collect();
    }
    let given = desk.tell(former, shift, &News::Given { shift: from, to: new });
    let received = desk.tell(new, shift, &News::Received { shift: to, from: former });
    given.into_iter().chain(received).collect()
}

/// How often something was tried that somebody else may get in the way of.
#[derive(Debug, Default)]
pub(super) struct Tries(usize);

impl Tries {
    /// Whether to decide anew: somebody else changed the same shift meanwhile.
    pub(super) fn again(&mut self, error: &ApiError) -> bool {
        self.0 += 1;
        error.slug() == kinds::BUSY.slug && self.0 < TRIES
    }
}
