//! What members made of the answers they got: ratings, questions without an answer, and
//! the questions that they passed on. Nobody's words are here but those passed on.

mod dto;
mod passing;
mod period;
mod queries;
mod questions;
pub(crate) mod rule;

use axum::Json as Answer;
use axum::extract::State;

use self::dto::Feedback;
pub(crate) use self::passing::{__path_pass_on, __path_take_back, pass_on, take_back};
use self::period::Period;
pub(crate) use self::questions::{__path_questions, __path_settle, questions, settle};
use crate::auth::Reader;
use crate::error::ApiError;
use crate::extract::Query;
use crate::openapi::{ReadParams, ReadProblems, RoleProblem};
use crate::permission::Permission;
use crate::state::AppState;

/// How answers were received, by day, and what those without an answer were about. No
/// topic is named that fewer than two people asked about.
#[utoipa::path(get, path = "/api/v1/feedback", tag = "knowledge", params(Period, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Counts", body = Feedback), ReadProblems, RoleProblem))]
pub(crate) async fn feedback(
    State(state): State<AppState>,
    reader: Reader,
    Query(period): Query<Period>,
) -> Result<Answer<Feedback>, ApiError> {
    reader.must(Permission::ReadFeedback)?;
    let mut db = state.services.database.acquire(reader.tenant).await?;
    let days = period.days()?;
    let within = queries::Within::last(&mut db, days).await?;
    let by_day = queries::by_day(&mut db, &within).await?;
    let about = queries::about(&mut db, &within).await?;
    Ok(Answer(Feedback::new(within, by_day, about)))
}
