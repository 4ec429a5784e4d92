//! How the steward came to an answer; stopping it, and trying again.

mod again;
mod dto;
mod explain;
mod failure;
mod phase;
mod queries;
mod recalled;

use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use domain::turn::{Turn as Aggregate, TurnCancelled, TurnCommand, TurnStarted};
use domain::{ConversationId, MessageId, TurnId};
use eventing::Step;
use serde_json::json;
use uuid::Uuid;

use self::dto::{Turn, TurnAccepted};
pub(crate) use self::failure::FailureKind;
pub(crate) use self::phase::{Newest, Phase};
use self::queries::TurnRow;
use crate::auth::Reader;
use crate::command::Writer;
use crate::error::{ApiError, kinds};
use crate::extract::Path;
use crate::openapi::{CommandParams, CommandProblems, ItemProblems, ReadParams};
use crate::state::AppState;

/// A turn of mine, with the whole explanation.
#[utoipa::path(get, path = "/api/v1/turns/{id}", tag = "turns", params(("id" = Uuid, Path), ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "The turn", body = Turn), ItemProblems))]
pub(crate) async fn get(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<Uuid>,
) -> Result<Answer<Turn>, ApiError> {
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let row = queries::turn(&mut connection, id, reader.id).await?;
    let row = row.ok_or_else(|| ApiError::no_such("turn"))?;
    let steps = queries::steps(&mut connection, id).await?;
    Ok(Answer(explain::explain(&mut connection, row, steps).await?))
}

/// Stops a turn, even before it has begun.
#[utoipa::path(post, path = "/api/v1/turns/{id}/cancel", tag = "turns", params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])),
    responses((status = 202, description = "Stopped", body = TurnAccepted), CommandProblems))]
pub(crate) async fn cancel(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
) -> Result<(StatusCode, Answer<TurnAccepted>), ApiError> {
    let command = writer.command(&state, b"");
    if let Some(first) = command.recall(&state).await? {
        return Ok((StatusCode::ACCEPTED, Answer(first)));
    }
    let row = of_writer(&state, &writer, id).await?;
    let begun = started(&row, row.attempt.unsigned_abs());
    let cancelled = TurnCancelled { cancelled_by: writer.member.id };
    let step = Step::new::<Aggregate>(begun.turn_id, TurnCommand::CancelTurn(begun, cancelled));
    let result = json!({ "turn_id": id });
    let accepted = command.part_of(row.message_id).run(&state, result, vec![step]).await?;
    Ok((StatusCode::ACCEPTED, Answer(accepted)))
}

/// Answers a message again, in another turn: after its latest one failed or was stopped; or,
/// if it is the last message and the answer did nothing but speak, for another answer.
#[utoipa::path(post, path = "/api/v1/turns/{id}/retry", tag = "turns", params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])),
    responses((status = 202, description = "Another turn has begun", body = TurnAccepted), CommandProblems))]
pub(crate) async fn retry(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
) -> Result<(StatusCode, Answer<TurnAccepted>), ApiError> {
    let command = writer.command(&state, b"");
    if let Some(first) = command.recall(&state).await? {
        return Ok((StatusCode::ACCEPTED, Answer(first)));
    }
    let row = of_writer(&state, &writer, id).await?;
    // The log knows more than the read model, which may lag behind.
    let (tenant, message) = (writer.member.tenant, MessageId(row.message_id));
    let store = &state.services.store;
    let this = store.load::<Aggregate>(tenant, id).await?.aggregate;
    match this {
        Aggregate::Failed | Aggregate::Cancelled => {}
        Aggregate::Completed => again::allowed(store, tenant, row.conversation_id, message).await?,
        Aggregate::Unknown | Aggregate::Running { .. } => {
            let detail = "It has not ended yet; stop it first.";
            return Err(ApiError::because(kinds::TURN_NOT_RETRYABLE, detail));
        }
    }
    let attempt = row.attempt.unsigned_abs() + 1;
    let next = TurnId::of(message, attempt);
    if store.load::<Aggregate>(tenant, next.0).await?.sequence > 0 {
        return Err(ApiError::because(kinds::TURN_NOT_RETRYABLE, "It was tried again already."));
    }
    let begun = started(&row, attempt);
    let step = Step::new::<Aggregate>(next, TurnCommand::BeginTurn(begun)).expecting(0);
    let result = json!({ "turn_id": next });
    let accepted = command.part_of(message).run(&state, result, vec![step]).await?;
    Ok((StatusCode::ACCEPTED, Answer(accepted)))
}

/// A turn of the member who writes.
async fn of_writer(state: &AppState, writer: &Writer, id: Uuid) -> Result<TurnRow, ApiError> {
    let mut connection = state.services.database.acquire(writer.member.tenant).await?;
    let row = queries::turn(&mut connection, id, writer.member.id).await?;
    row.ok_or_else(|| ApiError::no_such("turn"))
}

fn started(row: &TurnRow, attempt: u32) -> TurnStarted {
    let message_id = MessageId(row.message_id);
    TurnStarted {
        turn_id: TurnId::of(message_id, attempt),
        conversation_id: ConversationId(row.conversation_id),
        message_id,
        member_id: row.member_id.into(),
        attempt,
    }
}
