//! Everything that is known about one member, in one file (GDPR, article 15): their account,
//! the rows of the read models that are theirs, and what the log says about them. The words
//! of others stay with them. That it was given out is an event itself.

mod rows;

use std::collections::BTreeMap;

use axum::Json as Answer;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_DISPOSITION;
use axum::response::IntoResponse;
use chrono::{DateTime, Utc};
use domain::member::{Member, MemberCommand, MemberExported};
use domain::{Actor, MemberId, TenantId};
use eventing::{CommandRequest, Step, past};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::auth::CurrentMember;
use crate::config::Services;
use crate::error::ApiError;
use crate::extract::Path;
use crate::openapi::{CommandProblems, RoleProblem};
use crate::permission::Permission;
use crate::state::AppState;

/// Events that are read at once.
const BATCH: u32 = 1000;

/// Everything that is known about a member.
#[derive(Debug, Serialize, ToSchema)]
pub struct MemberExport {
    member_id: Uuid,
    tenant_id: Uuid,
    exported_at: DateTime<Utc>,
    /// How they sign in, without their password; null when they have no account any more.
    #[schema(required)]
    account: Option<Account>,
    /// What is shown of them and to them, by the kind of thing.
    rows: BTreeMap<&'static str, Vec<Value>>,
    /// What the log says about them, oldest first.
    events: Vec<ExportedEvent>,
}

/// How somebody signs in.
#[derive(Debug, Serialize, ToSchema)]
struct Account {
    email: String,
}

/// An event with the words that are about the member; those about others alone are withheld.
#[derive(Debug, Serialize, ToSchema)]
struct ExportedEvent {
    position: u64,
    event: String,
    stream_type: String,
    stream_id: Uuid,
    /// Who caused it: `member:<id>`, `steward`, `system:<part>`.
    actor: String,
    recorded_at: DateTime<Utc>,
    data: Value,
}

/// Gives out everything that is known about oneself; owners, about somebody who has left and
/// asked for it. It is told in the security trail.
#[utoipa::path(get, path = "/api/v1/members/{id}/export", tag = "members",
    params(("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 200, description = "One JSON file", body = MemberExport), CommandProblems, RoleProblem))]
pub(crate) async fn export(
    State(state): State<AppState>,
    asking: CurrentMember,
    Path(id): Path<Uuid>,
) -> Result<impl IntoResponse, ApiError> {
    let member = MemberId(id);
    if member != asking.id {
        asking.must(Permission::EraseMembers)?;
        let loaded = state.services.store.load::<Member>(asking.tenant, id).await?;
        if matches!(loaded.aggregate, Member::Active { .. }) {
            return Err(ApiError::because(
                crate::error::kinds::FORBIDDEN,
                "Whoever is here asks for it themselves.",
            ));
        }
    }
    let made = collect(&state.services, asking.tenant, member, Some(asking.id)).await?;
    let name = format!("attachment; filename=\"member-{id}.json\"");
    let name = HeaderValue::from_str(&name).map_err(ApiError::internal)?;
    Ok(([(CONTENT_DISPOSITION, name)], Answer(made)))
}

/// The same, for the deployment's own command.
pub async fn export_member(
    services: &Services,
    tenant: TenantId,
    member: MemberId,
) -> Result<MemberExport, String> {
    collect(services, tenant, member, None).await.map_err(|error| error.for_people())
}

async fn collect(
    services: &Services,
    tenant: TenantId,
    member: MemberId,
    by: Option<MemberId>,
) -> Result<MemberExport, ApiError> {
    let exported_at = Utc::now();
    let actor = by.map_or_else(|| Actor::System("cli".to_owned()), Actor::Member);
    let exported = MemberCommand::ExportMember(MemberExported { exported_by: by });
    let request = CommandRequest::new(tenant, actor, exported_at);
    // First the event: nothing is given out of which the trail does not tell.
    services.store.execute(request, vec![Step::new::<Member>(member, exported)]).await?;
    let mut connection = services.database.acquire(tenant).await?;
    let email: Option<String> = sqlx::query_scalar("SELECT email_of($1)")
        .bind(member.0)
        .fetch_one(&mut *connection)
        .await?;
    let rows = rows::of(&mut connection, member).await?;
    let mut events: Vec<ExportedEvent> = Vec::new();
    loop {
        let after = events.last().map_or(0, |last| last.position);
        let keys = services.store.keys();
        let next = past::of_member(&mut connection, keys, (tenant, member), after, BATCH).await?;
        let full = next.len() == BATCH as usize;
        events.extend(next.into_iter().map(|event| ExportedEvent {
            position: event.position,
            event: event.event_type,
            stream_type: event.aggregate_type,
            stream_id: event.id,
            actor: event.metadata.actor.to_string(),
            recorded_at: event.recorded_at,
            data: event.payload,
        }));
        if !full {
            break;
        }
    }
    let account = email.map(|email| Account { email });
    Ok(MemberExport {
        member_id: member.0,
        tenant_id: tenant.0,
        exported_at,
        account,
        rows,
        events,
    })
}
