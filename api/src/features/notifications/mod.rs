//! Notices to the member who asks, and those that went out on their behalf.

mod dto;
mod preferences;
mod queries;

use axum::Json as Answer;
use axum::extract::State;
use chrono::{DateTime, Utc};
use domain::NotificationId;
use domain::notification::{
    Notification as Aggregate, NotificationAcknowledged, NotificationCommand, NotificationRead,
    NotificationSnoozed,
};
use eventing::Step;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use self::dto::{Notification, NotificationList, SentList, Trail};
pub(crate) use self::preferences::{
    __path_preferences, __path_set_preferences, preferences, set_preferences,
};
use self::queries::Side;
use super::{Done, within_calendar};
use crate::auth::Reader;
use crate::command::Writer;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::openapi::{
    BodyProblems, CommandParams, CommandProblems, ItemProblems, ListProblems, ReadParams,
};
use crate::page::PageQuery;
use crate::state::AppState;

/// Notices to me, the newest first.
#[utoipa::path(get, path = "/api/v1/notifications", tag = "notifications", params(PageQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Notices to me", body = NotificationList), ListProblems))]
pub(crate) async fn list(
    State(state): State<AppState>,
    reader: Reader,
    Query(query): Query<PageQuery>,
) -> Result<Answer<NotificationList>, ApiError> {
    let page = query.of::<i64>("notifications")?;
    let mut db = state.services.database.acquire(reader.tenant).await?;
    let mut rows =
        queries::list(&mut db, Side::Recipient, reader.id, page.after, page.rows()).await?;
    let unread = queries::unread(&mut db, reader.id).await?.len() as u64;
    let next_cursor = page.cut("notifications", &mut rows, |row| row.position);
    let items = rows.into_iter().map(Notification::from).collect();
    Ok(Answer(NotificationList { items, next_cursor, unread }))
}

/// Notices that went out on my behalf, and how far each has come, the newest first.
#[utoipa::path(get, path = "/api/v1/notifications/sent", tag = "notifications", params(PageQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Notices of mine", body = SentList), ListProblems))]
pub(crate) async fn sent(
    State(state): State<AppState>,
    reader: Reader,
    Query(query): Query<PageQuery>,
) -> Result<Answer<SentList>, ApiError> {
    let page = query.of::<i64>("sent-notifications")?;
    let mut db = state.services.database.acquire(reader.tenant).await?;
    let mut rows = queries::list(&mut db, Side::Sender, reader.id, page.after, page.rows()).await?;
    let next_cursor = page.cut("sent-notifications", &mut rows, |row| row.position);
    Ok(Answer(SentList { items: rows.into_iter().map(Trail::from).collect(), next_cursor }))
}

/// A notice to me or of mine, and how far it has come.
#[utoipa::path(get, path = "/api/v1/notifications/{id}", tag = "notifications", params(("id" = Uuid, Path), ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "The notice and its trail", body = Trail), ItemProblems))]
pub(crate) async fn get(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<Uuid>,
) -> Result<Answer<Trail>, ApiError> {
    let mut db = state.services.database.acquire(reader.tenant).await?;
    let row = queries::one(&mut db, reader.id, id).await?;
    Ok(Answer(row.ok_or_else(|| ApiError::no_such("notification"))?.into()))
}

/// I have seen it.
#[utoipa::path(post, path = "/api/v1/notifications/{id}/read", tag = "notifications",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])),
    responses((status = 200, description = "Noted, or noted before", body = Done), CommandProblems))]
pub(crate) async fn read(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
) -> Result<Answer<Done>, ApiError> {
    let read = NotificationRead { member_id: writer.member.id };
    record(&state, &writer, id, b"", NotificationCommand::MarkRead(read)).await
}

/// I will see to it.
#[utoipa::path(post, path = "/api/v1/notifications/{id}/acknowledge", tag = "notifications",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])),
    responses((status = 200, description = "Noted, or noted before", body = Done), CommandProblems))]
pub(crate) async fn acknowledge(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
) -> Result<Answer<Done>, ApiError> {
    let acknowledged = NotificationAcknowledged { member_id: writer.member.id };
    record(&state, &writer, id, b"", NotificationCommand::Acknowledge(acknowledged)).await
}

/// Until when a notice is put off.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Snooze {
    /// When I want to see it again: later than now.
    until: DateTime<Utc>,
}

/// I want to see it again later.
#[utoipa::path(post, path = "/api/v1/notifications/{id}/snooze", tag = "notifications",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])), request_body = Snooze,
    responses((status = 200, description = "Put off", body = Done), BodyProblems))]
pub(crate) async fn snooze(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
    Json { value, canonical }: Json<Snooze>,
) -> Result<Answer<Done>, ApiError> {
    within_calendar("/until", Some(value.until))?;
    if value.until <= Utc::now() {
        return Err(ApiError::field("/until", "must be later than now"));
    }
    let snoozed = NotificationSnoozed { member_id: writer.member.id, until: value.until };
    record(&state, &writer, id, &canonical, NotificationCommand::Snooze(snoozed)).await
}

/// The most notices that are marked at once.
const MOST: usize = 500;

/// I have seen all notices to me.
#[utoipa::path(post, path = "/api/v1/notifications/read-all", tag = "notifications",
    params(CommandParams), security(("bearer" = [])),
    responses((status = 200, description = "Noted; of more than 500 unread ones, the oldest 500", body = Done), CommandProblems))]
pub(crate) async fn read_all(
    State(state): State<AppState>,
    writer: Writer,
) -> Result<Answer<Done>, ApiError> {
    let member = writer.member.id;
    let command = writer.command(&state, b"");
    if let Some(done) = command.recall(&state).await? {
        return Ok(Answer(done));
    }
    let mut db = state.services.database.acquire(writer.member.tenant).await?;
    let unread = queries::unread(&mut db, member).await?;
    drop(db);
    let steps = unread.into_iter().take(MOST).map(|id| {
        let read = NotificationRead { member_id: member };
        Step::new::<Aggregate>(NotificationId(id), NotificationCommand::MarkRead(read))
    });
    Ok(Answer(command.run(&state, json!({ "id": member }), steps.collect()).await?))
}

async fn record(
    state: &AppState,
    writer: &Writer,
    id: Uuid,
    canonical: &[u8],
    command: NotificationCommand,
) -> Result<Answer<Done>, ApiError> {
    let step = Step::new::<Aggregate>(NotificationId(id), command);
    Ok(Answer(writer.command(state, canonical).run(state, json!({ "id": id }), vec![step]).await?))
}
