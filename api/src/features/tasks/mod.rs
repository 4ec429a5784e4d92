//! What is to be done: seen by who created it, who is to do it, owners and managers, and
//! by everybody while nobody in particular is to do it.

mod dto;
mod queries;

use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use domain::task::{
    Outcome, Task as Aggregate, TaskAssigned, TaskCommand, TaskCompleted,
    TaskCreated as CreatedEvent, TaskReopened, TaskRescheduled,
};
use domain::{MemberId, Personal, TaskId, TaskNotes, Title};
use eventing::Step;
use serde_json::json;
use uuid::Uuid;

use self::dto::{
    Assignment, Deadline, NewTask, Task, TaskCreated, TaskList, TaskQuery, TaskStatus,
};
use self::queries::Filter;
use super::{Done, members, within_calendar};
use crate::auth::Reader;
use crate::command::{Command, Writer};
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::openapi::{
    BodyProblems, CommandParams, CommandProblems, ItemProblems, ListProblems, ReadParams,
};
use crate::page::PageQuery;
use crate::state::AppState;

/// Tasks that I may see, the newest first.
#[utoipa::path(get, path = "/api/v1/tasks", tag = "tasks", params(TaskQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Tasks", body = TaskList), ListProblems))]
pub(crate) async fn list(
    State(state): State<AppState>,
    reader: Reader,
    Query(query): Query<TaskQuery>,
) -> Result<Answer<TaskList>, ApiError> {
    let filter = Filter {
        whose: query.whose(reader.id)?,
        status: query.status.map(TaskStatus::as_str),
        due_before: query.due_before,
    };
    let page = PageQuery::new(query.limit, query.cursor).of::<i64>("tasks")?;
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let mut rows = queries::list(&mut connection, &reader, filter, page.after, page.rows()).await?;
    let next_cursor = page.cut("tasks", &mut rows, |row| row.position);
    Ok(Answer(TaskList { items: rows.into_iter().map(Task::from).collect(), next_cursor }))
}

/// A task that I may see.
#[utoipa::path(get, path = "/api/v1/tasks/{id}", tag = "tasks", params(("id" = Uuid, Path), ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "The task", body = Task), ItemProblems))]
pub(crate) async fn get(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<Uuid>,
) -> Result<Answer<Task>, ApiError> {
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let row = queries::one(&mut connection, &reader, id).await?;
    row.map(|row| Answer(row.into())).ok_or_else(|| ApiError::no_such("task"))
}

/// Creates a task.
#[utoipa::path(post, path = "/api/v1/tasks", tag = "tasks", params(CommandParams), security(("bearer" = [])),
    request_body = NewTask,
    responses((status = 201, description = "Created", body = TaskCreated), BodyProblems))]
pub(crate) async fn create(
    State(state): State<AppState>,
    writer: Writer,
    Json { value, canonical }: Json<NewTask>,
) -> Result<(StatusCode, Answer<TaskCreated>), ApiError> {
    let title = Title::parse(&value.title)?;
    let notes = value.notes.as_deref().map(TaskNotes::parse).transpose()?;
    within_calendar("/due_at", value.due_at)?;
    let command = writer.command(&state, &canonical);
    if let Some(first) = command.recall(&state).await? {
        return Ok((StatusCode::CREATED, Answer(first)));
    }
    let assignee = value.assignee_id.map(MemberId);
    must_work_here(&state, &writer, assignee).await?;
    let (task_id, creator) = (TaskId(Uuid::now_v7()), writer.member.id);
    let about = |text: String| Personal::of_all(creator, assignee, text);
    let created = CreatedEvent {
        task_id,
        created_by: creator,
        assignee,
        title: about(title.into_string()),
        notes: notes.map(|notes| about(notes.into_string())),
        due_at: value.due_at,
        action_id: None,
    };
    let step = Step::new::<Aggregate>(task_id, TaskCommand::CreateTask(created));
    let created = command.run(&state, json!({ "task_id": task_id }), vec![step]).await?;
    Ok((StatusCode::CREATED, Answer(created)))
}

/// Says who is to do a task, or that nobody in particular is.
#[utoipa::path(post, path = "/api/v1/tasks/{id}/assign", tag = "tasks",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])), request_body = Assignment,
    responses((status = 200, description = "Assigned, or assigned before", body = Done), BodyProblems))]
pub(crate) async fn assign(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
    Json { value, canonical }: Json<Assignment>,
) -> Result<Answer<Done>, ApiError> {
    let command = writer.command(&state, &canonical);
    if let Some(first) = command.recall(&state).await? {
        return Ok(Answer(first));
    }
    let assignee = value.assignee_id.map(MemberId);
    must_work_here(&state, &writer, assignee).await?;
    let assigned = TaskAssigned { assignee, assigned_by: writer.member.id, action_id: None };
    run(&state, command, id, TaskCommand::AssignTask(assigned, writer.member.role)).await
}

/// Says by when a task is to be done, or that no time is set.
#[utoipa::path(post, path = "/api/v1/tasks/{id}/reschedule", tag = "tasks",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])), request_body = Deadline,
    responses((status = 200, description = "Rescheduled, or due then before", body = Done), BodyProblems))]
pub(crate) async fn reschedule(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
    Json { value, canonical }: Json<Deadline>,
) -> Result<Answer<Done>, ApiError> {
    within_calendar("/due_at", value.due_at)?;
    let command = writer.command(&state, &canonical);
    let rescheduled =
        TaskRescheduled { due_at: value.due_at, rescheduled_by: writer.member.id, action_id: None };
    run(&state, command, id, TaskCommand::RescheduleTask(rescheduled, writer.member.role)).await
}

/// It is done.
#[utoipa::path(post, path = "/api/v1/tasks/{id}/complete", tag = "tasks",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])),
    responses((status = 200, description = "Completed, or completed before", body = Done), CommandProblems))]
pub(crate) async fn complete(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
) -> Result<Answer<Done>, ApiError> {
    end(&state, &writer, id, Outcome::Done).await
}

/// It is not wanted any more.
#[utoipa::path(post, path = "/api/v1/tasks/{id}/cancel", tag = "tasks",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])),
    responses((status = 200, description = "Cancelled, or ended before", body = Done), CommandProblems))]
pub(crate) async fn cancel(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
) -> Result<Answer<Done>, ApiError> {
    end(&state, &writer, id, Outcome::Cancelled).await
}

/// It has to be done after all.
#[utoipa::path(post, path = "/api/v1/tasks/{id}/reopen", tag = "tasks",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])),
    responses((status = 200, description = "Reopened, or still open", body = Done), CommandProblems))]
pub(crate) async fn reopen(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
) -> Result<Answer<Done>, ApiError> {
    let reopened = TaskReopened { reopened_by: writer.member.id, action_id: None };
    let command = writer.command(&state, b"");
    run(&state, command, id, TaskCommand::ReopenTask(reopened, writer.member.role)).await
}

async fn end(
    state: &AppState,
    writer: &Writer,
    id: Uuid,
    outcome: Outcome,
) -> Result<Answer<Done>, ApiError> {
    let completed = TaskCompleted { completed_by: writer.member.id, outcome, action_id: None };
    let command = writer.command(state, b"");
    run(state, command, id, TaskCommand::CompleteTask(completed, writer.member.role)).await
}

async fn run(
    state: &AppState,
    command: Command,
    id: Uuid,
    task: TaskCommand,
) -> Result<Answer<Done>, ApiError> {
    let step = Step::new::<Aggregate>(id, task);
    Ok(Answer(command.run(state, json!({ "id": id }), vec![step]).await?))
}

async fn must_work_here(
    state: &AppState,
    writer: &Writer,
    member: Option<MemberId>,
) -> Result<(), ApiError> {
    let Some(member) = member else { return Ok(()) };
    let mut connection = state.services.database.acquire(writer.member.tenant).await?;
    if members::is_active(&mut connection, member).await? {
        return Ok(());
    }
    Err(ApiError::field("/assignee_id", "names nobody of this business"))
}
