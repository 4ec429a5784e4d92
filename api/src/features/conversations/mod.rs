//! Talking to the steward: conversations and their messages.

mod dto;
pub(crate) mod keeping;
mod queries;
pub(crate) mod search;

use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use domain::conversation::{
    Conversation as Aggregate, ConversationCommand, ConversationStarted, MessageSent,
};
use domain::{ConversationId, MemberId, MessageId, MessageText, Personal, TurnId};
use eventing::Step;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use self::dto::{
    Accepted, Conversation, ConversationList, ConversationsQuery, Message, MessagesQuery,
    NewMessage, Started,
};
pub(crate) use self::dto::{MessageList, Order, ReplyRating, TurnStatus};
use self::queries::Which;
use crate::auth::Reader;
use crate::command::Writer;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::features::actions;
use crate::openapi::{
    BodyProblems, CommandParams, CommandProblems, ItemProblems, ListProblems, ReadParams,
};
use crate::page::PageQuery;
use crate::state::AppState;

/// My conversations, the last one spoken in first; those put away are a list of their own.
#[utoipa::path(get, path = "/api/v1/conversations", tag = "conversations", params(ConversationsQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "My conversations", body = ConversationList), ListProblems))]
pub(crate) async fn list(
    State(state): State<AppState>,
    reader: Reader,
    Query(query): Query<ConversationsQuery>,
) -> Result<Answer<ConversationList>, ApiError> {
    let archived = query.archived.unwrap_or(false);
    let page = query.page().of::<i64>("conversations")?;
    let which = Which::Listed { archived, before: page.after };
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let mut rows = queries::conversations(&mut connection, reader.id, which, page.rows()).await?;
    let next_cursor = page.cut("conversations", &mut rows, |row| row.last_position);
    Ok(Answer(ConversationList {
        items: rows.into_iter().map(Conversation::from).collect(),
        next_cursor,
    }))
}

/// A conversation of mine.
#[utoipa::path(get, path = "/api/v1/conversations/{id}", tag = "conversations",
    params(("id" = Uuid, Path), ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "The conversation", body = Conversation), ItemProblems))]
pub(crate) async fn get(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<Uuid>,
) -> Result<Answer<Conversation>, ApiError> {
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let found = queries::conversations(&mut connection, reader.id, Which::One(id), 1).await?;
    let row = found.into_iter().next().ok_or_else(|| ApiError::no_such("conversation"))?;
    Ok(Answer(row.into()))
}

/// Starts a conversation.
#[utoipa::path(post, path = "/api/v1/conversations", tag = "conversations", params(CommandParams), security(("bearer" = [])),
    responses((status = 201, description = "Started", body = Started), CommandProblems))]
pub(crate) async fn start(
    State(state): State<AppState>,
    writer: Writer,
) -> Result<(StatusCode, Answer<Started>), ApiError> {
    let conversation_id = ConversationId(Uuid::now_v7());
    let start = ConversationStarted { conversation_id, member_id: writer.member.id };
    let step =
        Step::new::<Aggregate>(conversation_id, ConversationCommand::StartConversation(start));
    let result = json!({ "conversation_id": conversation_id });
    let started = writer.command(&state, b"").run(&state, result, vec![step]).await?;
    Ok((StatusCode::CREATED, Answer(started)))
}

/// The messages of one of my conversations, oldest first unless asked for the newest first.
#[utoipa::path(get, path = "/api/v1/conversations/{id}/messages", tag = "conversations",
    params(("id" = Uuid, Path), MessagesQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Messages", body = MessageList), ListProblems, ItemProblems))]
pub(crate) async fn messages(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<Uuid>,
    Query(query): Query<MessagesQuery>,
) -> Result<Answer<MessageList>, ApiError> {
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let order = query.order;
    messages_of(&mut connection, id, reader.id, order, &query.page()).await.map(Answer)
}

/// The messages of a conversation of `whose`: for them, or for whoever they were disclosed
/// to.
pub(crate) async fn messages_of(
    db: &mut PgConnection,
    id: Uuid,
    whose: MemberId,
    order: Order,
    query: &PageQuery,
) -> Result<MessageList, ApiError> {
    let page = query.of::<i64>(order.list())?;
    if !queries::is_of(db, id, whose).await? {
        return Err(ApiError::no_such("conversation"));
    }
    let mut rows = queries::messages(db, id, order, page.after, page.rows()).await?;
    let next_cursor = page.cut(order.list(), &mut rows, |row| row.position);
    let citations = queries::titles(db, &rows).await?;
    let wanted: Vec<Uuid> = rows.iter().flat_map(|row| row.actions.iter().copied()).collect();
    let actions = actions::by_ids(db, whose, &wanted).await?;
    let items = rows.into_iter().map(|row| Message::new(row, &citations, &actions)).collect();
    Ok(MessageList { items, next_cursor })
}

/// Writes to the steward, which answers in a turn of its own.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/messages", tag = "conversations",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])), request_body = NewMessage,
    responses((status = 202, description = "The message is recorded; the turn will answer it", body = Accepted), BodyProblems))]
pub(crate) async fn send(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
    Json { value, canonical }: Json<NewMessage>,
) -> Result<(StatusCode, Answer<Accepted>), ApiError> {
    let text = MessageText::parse(&value.text)?;
    let (member, message) = (writer.member.id, MessageId(Uuid::now_v7()));
    let turn = TurnId::of(message, 1);
    let sent = MessageSent {
        message_id: message,
        member_id: member,
        text: Personal::of(member, text.into_string()),
        turn_id: turn,
    };
    let step = Step::new::<Aggregate>(id, ConversationCommand::SendMessage(sent));
    let result = json!({ "message_id": message, "turn_id": turn });
    let command = writer.command(&state, &canonical).part_of(message);
    Ok((StatusCode::ACCEPTED, Answer(command.run(&state, result, vec![step]).await?)))
}
