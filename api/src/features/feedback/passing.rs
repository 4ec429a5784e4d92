//! A member passes a question of theirs on, or takes it back.

use axum::Json as Answer;
use axum::extract::State;
use domain::MessageId;
use domain::conversation::{
    Conversation, ConversationCommand, QuestionPassedOn, QuestionTakenBack,
};
use eventing::Step;
use serde_json::json;
use uuid::Uuid;

use crate::command::Writer;
use crate::error::ApiError;
use crate::extract::Path;
use crate::features::Done;
use crate::openapi::{CommandParams, CommandProblems};
use crate::state::AppState;

/// Lets owners and managers read a question of mine, and what I said of the reply to it;
/// nothing else of the conversation.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/messages/{message_id}/pass-on", tag = "conversations",
    params(("id" = Uuid, Path), ("message_id" = Uuid, Path, description = "The reply to it"), CommandParams), security(("bearer" = [])),
    responses((status = 200, description = "Passed on, now or before", body = Done), CommandProblems))]
pub(crate) async fn pass_on(
    State(state): State<AppState>,
    writer: Writer,
    Path((id, message_id)): Path<(Uuid, Uuid)>,
) -> Result<Answer<Done>, ApiError> {
    let (message_id, member_id) = (MessageId(message_id), writer.member.id);
    let passed_on = QuestionPassedOn { message_id, member_id };
    run(&state, &writer, id, ConversationCommand::PassQuestionOn(passed_on)).await
}

/// Lets nobody else read a question of mine any more.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/messages/{message_id}/take-back", tag = "conversations",
    params(("id" = Uuid, Path), ("message_id" = Uuid, Path, description = "The reply to it"), CommandParams), security(("bearer" = [])),
    responses((status = 200, description = "Taken back, or never passed on", body = Done), CommandProblems))]
pub(crate) async fn take_back(
    State(state): State<AppState>,
    writer: Writer,
    Path((id, message_id)): Path<(Uuid, Uuid)>,
) -> Result<Answer<Done>, ApiError> {
    let (message_id, member_id) = (MessageId(message_id), writer.member.id);
    let taken_back = QuestionTakenBack { message_id, member_id };
    run(&state, &writer, id, ConversationCommand::TakeQuestionBack(taken_back)).await
}

async fn run(
    state: &AppState,
    writer: &Writer,
    id: Uuid,
    command: ConversationCommand,
) -> Result<Answer<Done>, ApiError> {
    let step = Step::new::<Conversation>(id, command);
    let command = writer.command(state, b"");
    Ok(Answer(command.run(state, json!({ "id": id }), vec![step]).await?))
}
