//! What a member does with a conversation of theirs: names it, puts it away, says whether a
//! reply was of use.

use axum::Json as Answer;
use axum::extract::State;
use domain::conversation::{
    Conversation, ConversationArchived, ConversationCommand, ConversationRenamed,
    ConversationRestored, ReplyRated,
};
use domain::{MessageId, Personal, RatingReason, Title};
use eventing::Step;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::dto::ReplyRating;
use crate::command::{Command, Writer};
use crate::error::ApiError;
use crate::extract::{Json, Path};
use crate::features::Done;
use crate::openapi::{BodyProblems, CommandParams, CommandProblems};
use crate::state::AppState;

/// What a conversation is to be called.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTitle {
    #[schema(min_length = 1, max_length = 200)]
    title: String,
}

/// Whether a reply was of use.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRating {
    /// Null takes back what was said before.
    #[schema(required)]
    rating: Option<ReplyRating>,
    /// Why; whoever may read conversations by disclosure reads it too, and owners and
    /// managers if the question is passed on.
    #[schema(max_length = 1000)]
    reason: Option<String>,
}

/// Names a conversation of mine.
#[utoipa::path(put, path = "/api/v1/conversations/{id}/title", tag = "conversations",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])), request_body = NewTitle,
    responses((status = 200, description = "Named", body = Done), BodyProblems, CommandProblems))]
pub(crate) async fn rename(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
    Json { value, canonical }: Json<NewTitle>,
) -> Result<Answer<Done>, ApiError> {
    let title = Title::parse(&value.title)?;
    let member_id = writer.member.id;
    let title = Personal::of(member_id, title.into_string());
    let rename = ConversationCommand::RenameConversation(ConversationRenamed { member_id, title });
    run(&state, writer.command(&state, &canonical), id, rename).await
}

/// Puts a conversation of mine away; writing in it takes it out again.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/archive", tag = "conversations",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])),
    responses((status = 200, description = "Put away, or put away before", body = Done), CommandProblems))]
pub(crate) async fn archive(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
) -> Result<Answer<Done>, ApiError> {
    let archived = ConversationArchived { member_id: writer.member.id };
    let archive = ConversationCommand::ArchiveConversation(archived);
    run(&state, writer.command(&state, b""), id, archive).await
}

/// Takes a conversation of mine out again.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/restore", tag = "conversations",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])),
    responses((status = 200, description = "Among the others", body = Done), CommandProblems))]
pub(crate) async fn restore(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
) -> Result<Answer<Done>, ApiError> {
    let restored = ConversationRestored { member_id: writer.member.id };
    let restore = ConversationCommand::RestoreConversation(restored);
    run(&state, writer.command(&state, b""), id, restore).await
}

/// Says whether a reply to me was of use.
#[utoipa::path(put, path = "/api/v1/conversations/{id}/messages/{message_id}/rating", tag = "conversations",
    params(("id" = Uuid, Path), ("message_id" = Uuid, Path), CommandParams), security(("bearer" = [])),
    request_body = NewRating,
    responses((status = 200, description = "Noted", body = Done), BodyProblems, CommandProblems))]
pub(crate) async fn rate(
    State(state): State<AppState>,
    writer: Writer,
    Path((id, message_id)): Path<(Uuid, Uuid)>,
    Json { value, canonical }: Json<NewRating>,
) -> Result<Answer<Done>, ApiError> {
    let reason = value.reason.as_deref().filter(|reason| !reason.trim().is_empty());
    let reason = reason.map(RatingReason::parse).transpose()?;
    let member_id = writer.member.id;
    let rated = ReplyRated {
        message_id: MessageId(message_id),
        member_id,
        rating: value.rating.map(ReplyRating::domain),
        reason: reason.map(|reason| Personal::of(member_id, reason.into_string())),
    };
    let rate = ConversationCommand::RateReply(rated);
    run(&state, writer.command(&state, &canonical), id, rate).await
}

async fn run(
    state: &AppState,
    command: Command,
    id: Uuid,
    step: ConversationCommand,
) -> Result<Answer<Done>, ApiError> {
    let step = Step::new::<Conversation>(id, step);
    Ok(Answer(command.run(state, json!({ "id": id }), vec![step]).await?))
}
