//! Reminders: for oneself, or by owners and managers for others.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, SubsecRound, Utc};
use domain::reminder::{
    Reminder as Aggregate, ReminderCancelled, ReminderCommand, ReminderScheduled, check_due,
};
use domain::{MemberId, NoticeText, Personal, ReminderId};
use eventing::Step;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Done, Person, members, within_calendar};
use crate::auth::Reader;
use crate::command::Writer;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::openapi::{
    BodyProblems, CommandParams, CommandProblems, ListProblems, ReadParams, RoleProblem,
};
use crate::page::{PageQuery, list};
use crate::permission::Permission;
use crate::state::AppState;

/// Something that somebody is reminded of at a moment, once.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Reminder {
    id: Uuid,
    /// Null once erased.
    #[schema(required)]
    text: Option<String>,
    /// Who is reminded.
    member: Person,
    set_by: Person,
    due_at: DateTime<Utc>,
    status: ReminderStatus,
    /// The notice that it became.
    #[schema(required)]
    notification_id: Option<Uuid>,
    /// The action it is the effect of, if the steward set it.
    #[schema(required)]
    action_id: Option<Uuid>,
    created_at: DateTime<Utc>,
}

/// How far a reminder is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReminderStatus {
    /// To come.
    Scheduled,
    /// Given.
    Fired,
    /// Taken back.
    Cancelled,
}

list! {
    /// A page of reminders, the newest first.
    ReminderList of Reminder
}

/// A reminder to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewReminder {
    /// Of what.
    #[schema(max_length = 2000)]
    text: String,
    /// When: later than now, within five years.
    due_at: DateTime<Utc>,
    /// Who is reminded: I, without this; others only by owners and managers.
    member_id: Option<Uuid>,
}

/// A reminder was set.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct ReminderSet {
    reminder_id: Uuid,
    position: u64,
}

#[derive(sqlx::FromRow)]
struct Row {
    reminder_id: Uuid,
    text: Option<String>,
    member_id: Uuid,
    member_name: Option<String>,
    set_by: Uuid,
    setter_name: Option<String>,
    due_at: DateTime<Utc>,
    status: String,
    notification_id: Option<Uuid>,
    action_id: Option<Uuid>,
    created_at: DateTime<Utc>,
    position: i64,
}

/// Reminders for me or set by me, the newest first.
#[utoipa::path(get, path = "/api/v1/reminders", tag = "reminders", params(PageQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "My reminders", body = ReminderList), ListProblems))]
pub(crate) async fn list(
    State(state): State<AppState>,
    reader: Reader,
    Query(query): Query<PageQuery>,
) -> Result<Answer<ReminderList>, ApiError> {
    let page = query.of::<i64>("reminders")?;
    let mut db = state.services.database.acquire(reader.tenant).await?;
    let mut rows: Vec<Row> = sqlx::query_as(
        "SELECT r.*, m.name AS member_name, s.name AS setter_name FROM reminders r \
         LEFT JOIN members m ON m.tenant_id = r.tenant_id AND m.member_id = r.member_id \
         LEFT JOIN members s ON s.tenant_id = r.tenant_id AND s.member_id = r.set_by \
         WHERE $1 IN (r.member_id, r.set_by) AND ($2::bigint IS NULL OR r.position < $2) \
         ORDER BY r.position DESC LIMIT $3",
    )
    .bind(reader.id.0)
    .bind(page.after)
    .bind(page.rows())
    .fetch_all(&mut *db)
    .await?;
    let next_cursor = page.cut("reminders", &mut rows, |row| row.position);
    Ok(Answer(ReminderList { items: rows.into_iter().map(Reminder::from).collect(), next_cursor }))
}

/// Sets a reminder.
#[utoipa::path(post, path = "/api/v1/reminders", tag = "reminders", params(CommandParams), security(("bearer" = [])),
    request_body = NewReminder,
    responses((status = 201, description = "Set", body = ReminderSet), BodyProblems, RoleProblem))]
pub(crate) async fn schedule(
    State(state): State<AppState>,
    writer: Writer,
    Json { value, canonical }: Json<NewReminder>,
) -> Result<(StatusCode, Answer<ReminderSet>), ApiError> {
    let text = NoticeText::parse(&value.text)?;
    within_calendar("/due_at", Some(value.due_at))?;
    let command = writer.command(&state, &canonical);
    if let Some(first) = command.recall(&state).await? {
        return Ok((StatusCode::CREATED, Answer(first)));
    }
    check_due(value.due_at, Utc::now())?;
    let own = writer.member.id;
    let member = value.member_id.map_or(own, MemberId);
    if member != own {
        writer.member.must(Permission::RemindOthers)?;
        let mut db = state.services.database.acquire(writer.member.tenant).await?;
        if !members::is_active(&mut db, member).await? {
            return Err(ApiError::field("/member_id", "names nobody of this business"));
        }
    }
    let id = ReminderId(Uuid::now_v7());
    let scheduled = ReminderScheduled {
        reminder_id: id,
        member_id: member,
        set_by: own,
        text: Personal::of_all(own, [member], text.into_string()),
        // Read models have microseconds.
        due_at: value.due_at.trunc_subsecs(6),
        action_id: None,
        turn_id: None,
    };
    let step = Step::new::<Aggregate>(id, ReminderCommand::ScheduleReminder(scheduled));
    let set = command.run(&state, json!({ "reminder_id": id }), vec![step]).await?;
    Ok((StatusCode::CREATED, Answer(set)))
}

/// Takes a reminder back, before its moment comes.
#[utoipa::path(post, path = "/api/v1/reminders/{id}/cancel", tag = "reminders",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])),
    responses((status = 200, description = "Taken back, or taken back before", body = Done), CommandProblems))]
pub(crate) async fn cancel(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
) -> Result<Answer<Done>, ApiError> {
    let cancelled = ReminderCancelled { cancelled_by: writer.member.id };
    let command = writer.command(&state, b"");
    let step = Step::new::<Aggregate>(ReminderId(id), ReminderCommand::CancelReminder(cancelled));
    Ok(Answer(command.run(&state, json!({ "id": id }), vec![step]).await?))
}

impl From<Row> for Reminder {
    fn from(row: Row) -> Self {
        Self {
            id: row.reminder_id,
            text: row.text,
            member: Person { id: row.member_id, name: row.member_name },
            set_by: Person { id: row.set_by, name: row.setter_name },
            due_at: row.due_at,
            status: match row.status.as_str() {
                "fired" => ReminderStatus::Fired,
                "cancelled" => ReminderStatus::Cancelled,
                _ => ReminderStatus::Scheduled,
            },
            notification_id: row.notification_id,
            action_id: row.action_id,
            created_at: row.created_at,
        }
    }
}
