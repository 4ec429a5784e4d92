//! Two shifts exchange their members, or one is handed to somebody else.

use axum::Json as Answer;
use axum::extract::State;
use domain::roster::Period;
use domain::{MemberId, ShiftId};
use eventing::Step;
use serde_json::json;

use super::change::{Tries, tell};
use super::desk::{Desk, may_plan};
use super::dto::{Swap, Swapped};
use super::words::News;
use crate::command::Writer;
use crate::error::ApiError;
use crate::extract::Json;
use crate::openapi::{BodyProblems, CommandParams, RoleProblem};
use crate::state::AppState;

/// Two shifts exchange their members, or one is handed over: all of it or nothing, and
/// both members are told.
#[utoipa::path(post, path = "/api/v1/shifts/swap", tag = "shifts", params(CommandParams), security(("bearer" = [])),
    request_body = Swap,
    responses((status = 200, description = "Swapped, or handed over", body = Swapped), BodyProblems, RoleProblem))]
pub(crate) async fn swap(
    State(state): State<AppState>,
    writer: Writer,
    Json { value, canonical }: Json<Swap>,
) -> Result<Answer<Swapped>, ApiError> {
    may_plan(&writer)?;
    let command = writer.command(&state, &canonical);
    if let Some(first) = command.recall(&state).await? {
        return Ok(Answer(first));
    }
    let desk = Desk::open(&state, &writer).await?;
    let shift = ShiftId(value.shift_id);
    let mut tries = Tries::default();
    loop {
        let (shifts, steps) = match (value.with_shift_id.map(ShiftId), value.member_id) {
            (Some(with), None) => (vec![shift, with], exchange(&desk, &writer, shift, with).await?),
            (None, Some(member)) => {
                (vec![shift], hand_over(&desk, &writer, shift, MemberId(member)).await?)
            }
            _ => {
                let problem = "needs with_shift_id or member_id, and only one of them";
                return Err(ApiError::field("", problem));
            }
        };
        match command.clone().run(&state, json!({ "shifts": shifts }), steps).await {
            Err(error) if tries.again(&error) => {}
            done => return done.map(Answer),
        }
    }
}

async fn exchange(
    desk: &Desk<'_>,
    writer: &Writer,
    one: ShiftId,
    other: ShiftId,
) -> Result<Vec<Step>, ApiError> {
    let (one, other) = (desk.planned(one).await?, desk.planned(other).await?);
    let (first, second) = (one.period.member_id, other.period.member_id);
    if first == second {
        return Err(ApiError::field("/with_shift_id", "is a shift of the same member"));
    }
    desk.works_here(first, "/shift_id")?;
    desk.works_here(second, "/with_shift_id")?;
    let of = |period: &Period, member_id| Period { member_id, ..period.clone() };
    let changes = vec![
        one.become_(of(&one.period, second), writer),
        other.become_(of(&other.period, first), writer),
    ];
    let mut steps = desk.roster().rearrange(changes).await?;
    let (gave, got) = (&one.period, &other.period);
    steps.extend(desk.tell(first, &one, &News::Swapped { gave, got, with: second }));
    let (gave, got) = (got, gave);
    steps.extend(desk.tell(second, &other, &News::Swapped { gave, got, with: first }));
    Ok(steps)
}

async fn hand_over(
    desk: &Desk<'_>,
    writer: &Writer,
    shift: ShiftId,
    to: MemberId,
) -> Result<Vec<Step>, ApiError> {
    let shift = desk.planned(shift).await?;
    desk.works_here(to, "/member_id")?;
    let period = Period { member_id: to, ..shift.period.clone() };
    let mut steps = desk.roster().rearrange(vec![shift.become_(period.clone(), writer)]).await?;
    if to != shift.period.member_id {
        steps.extend(tell(desk, &shift, &period));
    }
    Ok(steps)
}
