//! Remembering, changing and forgetting by hand.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::header::ETAG;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse};
use chrono::{DateTime, SubsecRound, Utc};
use domain::memory::{
    Fact, FactForgotten, FactRemembered, FactRevised, Memory, MemoryCommand, Place, Source,
};
use domain::{FactId, Personal};
use eventing::Step;
use serde_json::json;
use uuid::Uuid;

use super::dto::{FactOutcome, FactText, FactWritten};
use crate::command::Writer;
use crate::error::ApiError;
use crate::extract::{Json, Path, based_on, stale};
use crate::features::{Done, within_calendar};
use crate::openapi::{BodyProblems, CommandParams, CommandProblems, StaleProblem};
use crate::state::AppState;

/// Has the steward remember something about me. What it knows already stays as it is, and
/// a fact about the same topic is revised.
#[utoipa::path(post, path = "/api/v1/facts", tag = "facts", params(CommandParams), security(("bearer" = [])),
    request_body = FactText,
    responses((status = 201, description = "Remembered", body = FactWritten),
        (status = 200, description = "Another fact was revised, or said so already", body = FactWritten), BodyProblems))]
pub(crate) async fn remember(
    State(state): State<AppState>,
    writer: Writer,
    Json { value, canonical }: Json<FactText>,
) -> Result<impl IntoResponse, ApiError> {
    let fact = parse(&value)?;
    let command = writer.command(&state, &canonical);
    if let Some(first) = command.recall::<FactWritten>(&state).await? {
        return Ok(written(first));
    }
    let (tenant, member) = (writer.member.tenant, writer.member.id);
    let loaded = state.services.store.load::<Memory>(tenant, member.0).await?;
    let new = FactId(Uuid::now_v7());
    let (fact_id, version, outcome) = match loaded.aggregate.place(&fact) {
        Place::New => (new, 1, FactOutcome::Remembered),
        Place::Revises { fact_id, version } => (fact_id, version, FactOutcome::Revised),
        Place::Known(fact_id) => {
            (fact_id, loaded.aggregate.version(fact_id).unwrap_or(1), FactOutcome::Known)
        }
    };
    let now = now();
    let remembered = FactRemembered {
        fact_id: new,
        member_id: member,
        fact: Personal::of(member, fact),
        source: Source::Typed,
        valid_from: value.valid_from.map_or(now, readable),
        learned_at: now,
        action_id: None,
    };
    let step = Step::new::<Memory>(member, MemoryCommand::RememberFact(remembered))
        .expecting(loaded.sequence);
    let result = json!({ "fact_id": fact_id, "version": version, "outcome": outcome });
    Ok(written(command.run(&state, result, vec![step]).await?))
}

/// Puts a fact otherwise. `If-Match` names the version that the change is based on.
#[utoipa::path(put, path = "/api/v1/facts/{id}", tag = "facts",
    params(("id" = Uuid, Path), ("If-Match" = String, Header, description = "`ETag` of the version read"), CommandParams),
    security(("bearer" = [])), request_body = FactText,
    responses((status = 200, description = "Revised; the same version when nothing is different", body = FactWritten,
            headers(("ETag" = String, description = "The new version"))),
        (status = 428, description = "Without If-Match", body = crate::error::Problem, content_type = "application/problem+json"),
        BodyProblems, StaleProblem))]
pub(crate) async fn revise(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    Json { value, canonical }: Json<FactText>,
) -> Result<impl IntoResponse, ApiError> {
    let based_on = based_on(&headers)?;
    let fact = parse(&value)?;
    let command = writer.command(&state, &canonical);
    if let Some(first) = command.recall::<FactWritten>(&state).await? {
        return Ok(written(first));
    }
    let (tenant, member) = (writer.member.tenant, writer.member.id);
    let loaded = state.services.store.load::<Memory>(tenant, member.0).await?;
    let fact_id = FactId(id);
    let version = loaded.aggregate.version(fact_id).ok_or_else(|| ApiError::no_such("fact"))?;
    if based_on.is_some_and(|based_on| based_on != u64::from(version)) {
        return Err(stale(version.into()));
    }
    let now = now();
    // A correction of the spelling does not change since when it holds.
    let valid_from = value.valid_from.map(readable).or(loaded.aggregate.valid_from(fact_id, &fact));
    let valid_from = valid_from.unwrap_or(now);
    let next = loaded.aggregate.version_with(fact_id, &fact, valid_from).unwrap_or(version + 1);
    let outcome = if next == version { FactOutcome::Known } else { FactOutcome::Revised };
    let revised = FactRevised {
        fact_id,
        version: version + 1,
        fact: Personal::of(member, fact),
        source: Source::Typed,
        valid_from,
        learned_at: now,
        action_id: None,
    };
    let step = Step::new::<Memory>(member, MemoryCommand::ReviseFact(revised));
    let result = json!({ "fact_id": fact_id, "version": next, "outcome": outcome });
    Ok(written(command.run(&state, result, vec![step]).await?))
}

/// Has the steward forget a fact. Remembering it again is a new fact.
#[utoipa::path(post, path = "/api/v1/facts/{id}/forget", tag = "facts",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])),
    responses((status = 200, description = "Forgotten, or forgotten before", body = Done), CommandProblems))]
pub(crate) async fn forget(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
) -> Result<Answer<Done>, ApiError> {
    let forgotten = FactForgotten { fact_id: FactId(id), action_id: None };
    let step = Step::new::<Memory>(writer.member.id, MemoryCommand::ForgetFact(forgotten));
    let command = writer.command(&state, b"");
    Ok(Answer(command.run(&state, json!({ "id": id }), vec![step]).await?))
}

/// Read models have microseconds: what is read there is the same time.
fn readable(time: DateTime<Utc>) -> DateTime<Utc> {
    time.trunc_subsecs(6)
}

fn now() -> DateTime<Utc> {
    readable(Utc::now())
}

fn parse(value: &FactText) -> Result<Fact, ApiError> {
    within_calendar("/valid_from", value.valid_from)?;
    Ok(Fact::parse(&value.text, value.topic.as_deref(), None)?)
}

fn written(written: FactWritten) -> impl IntoResponse + use<> {
    let status = match written.outcome {
        FactOutcome::Remembered => StatusCode::CREATED,
        FactOutcome::Revised | FactOutcome::Known => StatusCode::OK,
    };
    (status, AppendHeaders([(ETAG, format!("\"{}\"", written.version))]), Answer(written))
}
