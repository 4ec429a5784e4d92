//! What happened with a member's access is recorded in the log, under their stream
//! `Access`, without a secret.

use chrono::Utc;
use domain::access::{Access, AccessCommand, AccessEvent, EndReason, SessionsEnded};
use domain::{Actor, MemberId, TenantId};
use eventing::{CommandRequest, Step};
use uuid::Uuid;

use crate::error::ApiError;
use crate::state::AppState;

/// A member of a business, to whom something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Whose {
    pub(crate) tenant: TenantId,
    pub(crate) member: MemberId,
}

impl Whose {
    /// A member by their ids, as a row gives them.
    pub(crate) fn of(tenant: Uuid, member: Uuid) -> Self {
        Self { tenant: TenantId(tenant), member: MemberId(member) }
    }
}

/// Records `event`, with what else belongs to the same unit; once for each `cause` and
/// `purpose`, however often it is tried.
pub(crate) async fn record(
    state: &AppState,
    whose: Whose,
    actor: Actor,
    (cause, purpose): (Uuid, &str),
    event: impl Into<AccessEvent>,
    mut also: Vec<Step>,
) -> Result<u64, ApiError> {
    let request = CommandRequest::caused_by(whose.tenant, actor, Utc::now(), cause, cause, purpose);
    let record = AccessCommand::Record(event.into());
    also.insert(0, Step::new::<Access>(whose.member, record));
    Ok(state.services.store.execute(request, also).await?.position)
}

/// Sessions of a member were ended: this process knows it at once, and it is recorded.
/// Nothing is, when there were none.
pub(crate) async fn ended(
    state: &AppState,
    whose: Whose,
    sessions: &[Uuid],
    reason: EndReason,
    by: Option<MemberId>,
) -> Result<(), ApiError> {
    let mut session_ids = sessions.to_vec();
    session_ids.sort_unstable();
    for session in &session_ids {
        state.sessions.forget(*session);
        state.hub.session_ended(*session);
    }
    let Some(first) = session_ids.first().copied() else { return Ok(()) };
    let actor = by.map_or_else(|| Actor::System("api".to_owned()), Actor::Member);
    let names: Vec<String> = session_ids.iter().map(Uuid::to_string).collect();
    let purpose = format!("ended/{}", names.join(","));
    let event = SessionsEnded { session_ids, reason, ended_by: by };
    record(state, whose, actor, (first, &purpose), event, Vec::new()).await.map(|_| ())
}
