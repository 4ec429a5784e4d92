//! The logbook of the business: what happened, as its people wrote it down. Everybody of
//! the business reads it.

mod dto;
mod queries;

use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use domain::logbook::{
    Entry as Aggregate, EntryLogged as LoggedEvent, EntryStruck, LogbookCommand,
};
use domain::{Category, EntryId, EntryText, Personal};
use eventing::Step;
use serde_json::json;
use uuid::Uuid;

use self::dto::{EntryLogged, LogEntry, LogbookList, LogbookQuery, NewEntry};
use super::{Done, within_calendar};
use crate::auth::Reader;
use crate::command::Writer;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::openapi::{
    BodyProblems, CommandParams, CommandProblems, ListProblems, ReadParams, RoleProblem,
};
use crate::page::PageQuery;
use crate::state::AppState;

/// How far the clock of whoever writes an entry may be ahead of ours.
const CLOCKS: TimeDelta = TimeDelta::minutes(5);

/// Entries, what happened last first. Struck ones are among them, and marked.
#[utoipa::path(get, path = "/api/v1/logbook", tag = "logbook", params(LogbookQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Entries", body = LogbookList), ListProblems))]
pub(crate) async fn list(
    State(state): State<AppState>,
    reader: Reader,
    Query(query): Query<LogbookQuery>,
) -> Result<Answer<LogbookList>, ApiError> {
    let only = (query.author(reader.id)?, query.category()?);
    let page =
        PageQuery::new(query.limit, query.cursor.clone()).of::<(DateTime<Utc>, Uuid)>("logbook")?;
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let mut rows = queries::list(&mut connection, &query, only, page.after, page.rows()).await?;
    let next_cursor = page.cut("logbook", &mut rows, |row| (row.happened_at, row.entry_id));
    Ok(Answer(LogbookList { items: rows.into_iter().map(LogEntry::from).collect(), next_cursor }))
}

/// Writes down what happened.
#[utoipa::path(post, path = "/api/v1/logbook", tag = "logbook", params(CommandParams), security(("bearer" = [])),
    request_body = NewEntry,
    responses((status = 201, description = "Written down", body = EntryLogged), BodyProblems))]
pub(crate) async fn log(
    State(state): State<AppState>,
    writer: Writer,
    Json { value, canonical }: Json<NewEntry>,
) -> Result<(StatusCode, Answer<EntryLogged>), ApiError> {
    let text = EntryText::parse(&value.text)?;
    let category = value.category.as_deref().map(Category::parse).transpose()?;
    within_calendar("/happened_at", value.happened_at)?;
    let now = Utc::now();
    if value.happened_at.is_some_and(|at| at > now + CLOCKS) {
        return Err(ApiError::field("/happened_at", "must not lie in the future"));
    }
    let (entry_id, author) = (EntryId(Uuid::now_v7()), writer.member.id);
    let logged = LoggedEvent {
        entry_id,
        logged_by: author,
        text: Personal::of(author, text.into_string()),
        category: category.map(|word| Personal::of(author, word.into_string())),
        happened_at: value.happened_at.unwrap_or(now),
        action_id: None,
    };
    let step = Step::new::<Aggregate>(entry_id, LogbookCommand::LogEntry(logged));
    let command = writer.command(&state, &canonical);
    let logged = command.run(&state, json!({ "entry_id": entry_id }), vec![step]).await?;
    Ok((StatusCode::CREATED, Answer(logged)))
}

/// Strikes an entry out: my own, or as owner or manager anybody's. It stays readable.
#[utoipa::path(post, path = "/api/v1/logbook/{id}/strike", tag = "logbook",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])),
    responses((status = 200, description = "Struck out, or struck out before", body = Done), CommandProblems, RoleProblem))]
pub(crate) async fn strike(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
) -> Result<Answer<Done>, ApiError> {
    let struck = EntryStruck { struck_by: writer.member.id, action_id: None };
    let strike = LogbookCommand::StrikeEntry(struck, writer.member.role);
    let step = Step::new::<Aggregate>(id, strike);
    let command = writer.command(&state, b"");
    Ok(Answer(command.run(&state, json!({ "id": id }), vec![step]).await?))
}
