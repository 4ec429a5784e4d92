//! Questions that members passed on, for those who look after the documents.

use axum::Json as Answer;
use axum::extract::State;
use domain::MessageId;
use domain::conversation::{Conversation, ConversationCommand, QuestionSettled};
use eventing::Step;
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;
use uuid::Uuid;

use super::dto::{PassedOn, PassedOnList};
use super::queries;
use crate::auth::Reader;
use crate::command::Writer;
use crate::error::ApiError;
use crate::extract::{Path, Query};
use crate::features::Done;
use crate::openapi::{CommandParams, CommandProblems, ListProblems, ReadParams, RoleProblem};
use crate::page::PageQuery;
use crate::permission::Permission;
use crate::state::AppState;

/// Which questions.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct QuestionsQuery {
    /// Those that are dealt with, or the others; the others unless said.
    settled: Option<bool>,
    /// The most items: 1 to 200, otherwise 50.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Questions that members passed on, with why the answer was no good where they said so;
/// without their names.
#[utoipa::path(get, path = "/api/v1/feedback/questions", tag = "knowledge", params(QuestionsQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Questions", body = PassedOnList), ListProblems, RoleProblem))]
pub(crate) async fn questions(
    State(state): State<AppState>,
    reader: Reader,
    Query(query): Query<QuestionsQuery>,
) -> Result<Answer<PassedOnList>, ApiError> {
    reader.must(Permission::ReadFeedback)?;
    let settled = query.settled.unwrap_or(false);
    let list = if settled { "settled-questions" } else { "questions" };
    let page = PageQuery::new(query.limit, query.cursor).of::<i64>(list)?;
    let mut db = state.services.database.acquire(reader.tenant).await?;
    let mut rows = queries::questions(&mut db, settled, page.after, page.rows()).await?;
    let next_cursor = page.cut(list, &mut rows, |row| row.position);
    Ok(Answer(PassedOnList { items: rows.into_iter().map(PassedOn::from).collect(), next_cursor }))
}

/// Says that a question was dealt with.
#[utoipa::path(post, path = "/api/v1/feedback/questions/{id}/settle", tag = "knowledge",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])),
    responses((status = 200, description = "Dealt with, now or before", body = Done), CommandProblems, RoleProblem))]
pub(crate) async fn settle(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
) -> Result<Answer<Done>, ApiError> {
    writer.member.must(Permission::ReadFeedback)?;
    let command = writer.command(&state, b"");
    if let Some(first) = command.recall(&state).await? {
        return Ok(Answer(first));
    }
    let mut db = state.services.database.acquire(writer.member.tenant).await?;
    let conversation = queries::conversation(&mut db, id).await?;
    drop(db);
    let conversation = conversation.ok_or_else(|| ApiError::no_such("question"))?;
    let settled = QuestionSettled { message_id: MessageId(id), settled_by: writer.member.id };
    let settle = ConversationCommand::SettleQuestion(settled);
    let step = Step::new::<Conversation>(conversation, settle);
    Ok(Answer(command.run(&state, json!({ "id": id }), vec![step]).await?))
}
