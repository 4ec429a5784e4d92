//! Deciding on an action: approve, revise, reject, undo.
//!
//! Approving resolves the arguments again. If that gives what was previewed, the effects
//! are appended with the approval in one unit; if not, the new preview takes the old one's
//! place and wants an approval of its own (412).

use actions::business::{self, Business, Policies};
use actions::{Current, Kind, Said, Shown, Unresolved, policy};
use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use domain::action::{
    Action as Aggregate, ActionApproved, ActionCommand, ActionError, ActionFailed, ActionPerformed,
    ActionRejected, ActionRevised, ActionUndone, Preview,
};
use domain::tenant::Policy;
use domain::{ActionId, Decider, DomainError, MessageId, Personal, Title};
use eventing::{CommandRequest, Step, StoreError};
use serde_json::{Value, json};
use uuid::Uuid;

use super::dto::{Approval, Rejection, Revised, Revision};
use super::queries;
use crate::command::Writer;
use crate::error::{ApiError, kinds};
use crate::extract::{Json, Path};
use crate::features::Done;
use crate::openapi::{BodyProblems, CommandParams, CommandProblems, RoleProblem, StaleProblem};
use crate::state::AppState;

/// Agrees to exactly what the preview shows, which is then done. 412 when the preview is
/// another one now: look at it and approve that.
#[utoipa::path(post, path = "/api/v1/actions/{id}/approve", tag = "actions",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])), request_body = Approval,
    responses((status = 200, description = "Approved and done", body = Done), BodyProblems, RoleProblem, StaleProblem))]
pub(crate) async fn approve(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
    Json { value, canonical }: Json<Approval>,
) -> Result<Answer<Done>, ApiError> {
    let command = writer.command(&state, &canonical);
    if let Some(done) = command.recall(&state).await? {
        return Ok(Answer(done));
    }
    let open = Open::load(&state, &writer, id).await?;
    let approved = ActionApproved { approved_by: writer.member.id, tag: value.tag };
    let nothing = ActionPerformed { effects: Vec::new() };
    open.in_time(Utc::now())?;
    open.check(ActionCommand::ApproveAndPerform(approved.clone(), nothing))?;
    let (Some(preview), Some(arguments)) =
        (open.current.preview.known(), open.current.arguments.known())
    else {
        return Err(StoreError::Erased.into());
    };
    let resolved_at = open.current.resolved_at;
    let resolved = open.resolve(&state, &writer, arguments, resolved_at).await?;
    let (now, business) = resolved.map_err(|problem| {
        ApiError::refused(
            StatusCode::CONFLICT,
            "action-not-possible",
            format!(
                "This cannot be done as previewed any more: {problem}. Change it or reject it."
            ),
        )
    })?;
    if now != *preview {
        open.revise(&state, &writer, arguments.clone(), &now, resolved_at).await?;
        return Err(refused(&ActionError::PreviewChanged));
    }
    let cause = open.current.cause(writer.member.role, Utc::now());
    let (performed, effects) = open.kind.perform(&cause, &business, preview).into_parts();
    let mut steps = vec![open.step(ActionCommand::ApproveAndPerform(approved, performed))];
    steps.extend(effects);
    let command = command.part_of(open.current.correlation_id);
    match command.run(&state, json!({ "id": id }), steps).await {
        Ok(done) => Ok(Answer(done)),
        Err(error) => {
            open.fail(&state, &writer, &error).await?;
            Err(error)
        }
    }
}

/// Gives something that waits other arguments; the answer names its new preview.
#[utoipa::path(post, path = "/api/v1/actions/{id}/revise", tag = "actions",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])), request_body = Revision,
    responses((status = 200, description = "It has this preview now", body = Revised), BodyProblems, RoleProblem))]
pub(crate) async fn revise(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
    Json { value, canonical }: Json<Revision>,
) -> Result<Answer<Revised>, ApiError> {
    let command = writer.command(&state, &canonical);
    if let Some(done) = command.recall(&state).await? {
        return Ok(Answer(done));
    }
    let open = Open::load(&state, &writer, id).await?;
    let now = Utc::now();
    open.in_time(now)?;
    let resolved = open.resolve(&state, &writer, &value.arguments, now).await?;
    let (preview, _) = resolved.map_err(|problem| ApiError::field("/arguments", problem))?;
    let revised = open.revised(&writer, value.arguments, &preview, now);
    let result = json!({ "id": id, "tag": revised.tag });
    let steps = vec![open.step(ActionCommand::ReviseAction(revised))];
    let command = command.part_of(open.current.correlation_id);
    Ok(Answer(command.run(&state, result, steps).await?))
}

/// Refuses it.
#[utoipa::path(post, path = "/api/v1/actions/{id}/reject", tag = "actions",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])), request_body = Rejection,
    responses((status = 200, description = "Rejected", body = Done), BodyProblems))]
pub(crate) async fn reject(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
    Json { value, canonical }: Json<Rejection>,
) -> Result<Answer<Done>, ApiError> {
    let member = writer.member.id;
    let reason = value.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
    let reason = reason
        .map(Title::parse)
        .transpose()
        .map_err(|error| ApiError::field("/reason", error.problem))?;
    let rejected = ActionRejected {
        rejected_by: member,
        reason: reason.map(|reason| Personal::of(member, reason.into_string())),
    };
    let command = writer.command(&state, &canonical);
    let step = Step::new::<Aggregate>(ActionId(id), ActionCommand::RejectAction(rejected));
    Ok(Answer(command.run(&state, json!({ "id": id }), vec![step]).await?))
}

/// Takes back what was done. What others have read of it they have read.
#[utoipa::path(post, path = "/api/v1/actions/{id}/undo", tag = "actions",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])),
    responses((status = 200, description = "Taken back, or taken back before", body = Done), CommandProblems))]
pub(crate) async fn undo(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
) -> Result<Answer<Done>, ApiError> {
    let command = writer.command(&state, b"");
    if let Some(done) = command.recall(&state).await? {
        return Ok(Answer(done));
    }
    let open = Open::load(&state, &writer, id).await?;
    let undone = ActionCommand::UndoAction(ActionUndone { undone_by: writer.member.id });
    let mut steps = vec![open.step(undone.clone())];
    if !open.check(undone)? {
        let preview = open.current.preview.known().ok_or(StoreError::Erased)?;
        let undoing = open.kind.undo(&open.current.cause(writer.member.role, Utc::now()), preview);
        if undoing.is_empty() {
            return Err(ApiError::refused(
                StatusCode::CONFLICT,
                "action-not-undoable",
                "What this did cannot be taken back.",
            ));
        }
        steps.extend(undoing);
    }
    let command = command.part_of(open.current.correlation_id);
    Ok(Answer(command.run(&state, json!({ "id": id }), steps).await?))
}

/// An action of the member who asks.
struct Open {
    state: Aggregate,
    current: Current,
    kind: &'static dyn Kind,
}

impl Open {
    async fn load(state: &AppState, writer: &Writer, id: Uuid) -> Result<Self, ApiError> {
        let loaded = state.services.store.load::<Aggregate>(writer.member.tenant, id).await?;
        let current = Current::of(&loaded)
            .filter(|current| current.requested.member_id == writer.member.id)
            .ok_or_else(|| refused(&ActionError::Unknown))?;
        let kind = actions::kind(&current.requested.kind).ok_or_else(|| {
            ApiError::because(kinds::BUSY, "This kind of action is not known to this version.")
        })?;
        Ok(Self { state: loaded.aggregate, current, kind })
    }

    /// Refuses what is decided too late, also before a timer has closed it.
    fn in_time(&self, now: DateTime<Utc>) -> Result<(), ApiError> {
        if self.state.waits_until().is_some_and(|until| until <= now) {
            return Err(ApiError::refused(
                StatusCode::CONFLICT,
                "action-expired",
                "Nobody approved this in time. Ask the steward again.",
            ));
        }
        Ok(())
    }

    /// Refuses what the action refuses in its present state; tells whether `command` is
    /// satisfied already.
    fn check(&self, command: ActionCommand) -> Result<bool, ApiError> {
        let events = self.state.decide(command).map_err(|error| refused(&error))?;
        Ok(events.is_empty())
    }

    fn step(&self, command: ActionCommand) -> Step {
        Step::new::<Aggregate>(self.current.requested.action_id, command)
    }

    /// The effect of `arguments` now, with the member's rights of now, in the business as
    /// it is now; the inner error is why they have none.
    async fn resolve(
        &self,
        state: &AppState,
        writer: &Writer,
        arguments: &Value,
        from: DateTime<Utc>,
    ) -> Result<Result<(Preview, Business), String>, ApiError> {
        let member = &writer.member;
        let mut db = state.services.database.acquire(member.tenant).await?;
        let business = business::business(&mut db).await?;
        let business = business.ok_or_else(|| ApiError::unavailable("tenant not projected"))?;
        self.permitted(&business.policies, writer)?;
        let people = business::people(&mut db).await?;
        let conversation = self.current.requested.conversation_id;
        let said = queries::said(&mut db, conversation, member.id).await?;
        let said: Vec<_> = said
            .into_iter()
            .map(|(message, text)| Said { message: MessageId(message), text })
            .collect();
        let mut scene = actions::Scene {
            db: &mut db,
            business: &business,
            people: &people,
            asker: member.id,
            now: from,
            present: Utc::now(),
            conversation,
            said: &said,
            shown: Shown::Any,
        };
        match self.kind.resolve(&mut scene, arguments).await {
            Ok(preview) => Ok(Ok((preview, business))),
            Err(Unresolved::Refused(problem)) => Ok(Err(problem)),
            Err(Unresolved::Database(error)) => Err(error.into()),
        }
    }

    fn permitted(&self, policies: &Policies, writer: &Writer) -> Result<(), ApiError> {
        match policy::decide(policies, writer.member.role, self.kind.name(), false) {
            Policy::Deny => Err(refused(&ActionError::Denied)),
            Policy::Allow | Policy::Ask => Ok(()),
        }
    }

    fn revised(
        &self,
        writer: &Writer,
        arguments: Value,
        preview: &Preview,
        resolved_at: DateTime<Utc>,
    ) -> ActionRevised {
        let member = writer.member.id;
        ActionRevised {
            revised_by: member,
            arguments: Personal::of_all(member, preview.named(), arguments),
            tag: actions::tag(preview),
            preview: Personal::of_all(member, preview.named(), preview.clone()),
            resolved_at,
        }
    }

    /// Records the new preview by itself: the approval of the old one is not carried out.
    async fn revise(
        &self,
        state: &AppState,
        writer: &Writer,
        arguments: Value,
        preview: &Preview,
        resolved_at: DateTime<Utc>,
    ) -> Result<(), ApiError> {
        let revised = self.revised(writer, arguments, preview, resolved_at);
        self.note(state, writer, ActionCommand::ReviseAction(revised)).await
    }

    /// Records that an effect was refused by what it is about, not by this action.
    async fn fail(
        &self,
        state: &AppState,
        writer: &Writer,
        error: &ApiError,
    ) -> Result<(), ApiError> {
        let own = error.slug().starts_with("action-") || error.slug() == "preview-changed";
        let passing = [kinds::BUSY.slug, kinds::KEY_REUSED.slug].contains(&error.slug());
        if own || passing || !error.status().is_client_error() {
            return Ok(());
        }
        let failed = ActionFailed { reason: error.slug().to_owned() };
        self.note(state, writer, ActionCommand::FailAction(failed)).await
    }

    async fn note(
        &self,
        state: &AppState,
        writer: &Writer,
        command: ActionCommand,
    ) -> Result<(), ApiError> {
        let member = &writer.member;
        let mut request = CommandRequest::new(member.tenant, member.actor(), Utc::now());
        request.correlation_id = self.current.correlation_id;
        state.services.store.execute(request, vec![self.step(command)]).await?;
        Ok(())
    }
}

fn refused(error: &ActionError) -> ApiError {
    let (class, code) = (error.class(), error.code());
    StoreError::Rejected { class, code, message: error.to_string() }.into()
}
