//! Businesses: registering one with its owner, what it says of itself, and how its steward is set up.

mod agent;
mod dto;
mod notification_rules;
mod policies;
mod profile;
mod quota;
mod register;

use axum::http::HeaderMap;
use domain::TenantId;
use domain::tenant::Tenant;

use crate::error::ApiError;
use crate::extract::{based_on, stale};
use crate::state::AppState;

pub(crate) use agent::{__path_agent, __path_set_agent, agent, set_agent};
pub(crate) use notification_rules::{
    __path_notification_rules, __path_set_notification_rules, notification_rules,
    set_notification_rules,
};
pub(crate) use policies::{__path_policies, __path_set_policies, policies, set_policies};
pub(crate) use profile::{__path_profile, __path_set_profile, profile, set_profile};
pub(crate) use quota::{
    __path_quota, __path_set_quota, QuotaUse, current as current_quota, quota, set_quota,
};
pub(crate) use register::{__path_register, register};

/// The sequence of the business's stream, for an edit of what the newest event called
/// `name` states: refused if that is not the one that `If-Match` names.
async fn based_on_event(
    state: &AppState,
    tenant: TenantId,
    headers: &HeaderMap,
    name: &str,
) -> Result<u64, ApiError> {
    let based_on = based_on(headers)?;
    let loaded = state.services.store.load::<Tenant>(tenant, tenant.0).await?;
    let newest = loaded.events.iter().rfind(|event| event.event_type == name);
    let version = newest.map_or(0, |event| event.sequence);
    match based_on {
        Some(read) if read != version => Err(stale(version)),
        _ => Ok(loaded.sequence),
    }
}
