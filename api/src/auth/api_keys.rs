//! Keys for programs. A key acts as the member who made it, within its scopes: a
//! resource, and whether it may only be read.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::Method;
use domain::{MemberId, Role, TenantId};
use uuid::Uuid;

use super::secret::{digest, random_token};
use super::sessions::SessionFacts;
use crate::error::{ApiError, kinds};
use crate::state::AppState;

/// What every key begins with, so that one that leaked is recognised as a key.
pub(crate) const PREFIX: &str = "stw_";
/// What is kept of a key in clear, to tell it by.
const SHOWN: usize = 12;
const FRESH: Duration = Duration::from_secs(1);
const MOST: usize = 10_000;

/// What a key can be for: the first part of a path after `/api/v1/`. Nothing that
/// concerns people's access is among them.
pub(crate) const RESOURCES: [&str; 16] = [
    "actions",
    "conversations",
    "documents",
    "events",
    "facts",
    "knowledge",
    "logbook",
    "me",
    "members",
    "notifications",
    "reminders",
    "shifts",
    "streams",
    "tasks",
    "turns",
    "usage",
];
/// Of these, those that a key can only read.
const READ_ONLY: [&str; 5] = ["events", "me", "members", "streams", "usage"];

/// A new key, and what is kept of it.
pub(crate) struct NewKey {
    pub(crate) key: String,
    pub(crate) prefix: String,
    pub(crate) hash: Vec<u8>,
}

impl NewKey {
    pub(crate) fn generate() -> Self {
        let key = format!("{PREFIX}{}", random_token());
        let prefix = key.chars().take(SHOWN).collect();
        Self { hash: digest(&key), prefix, key }
    }
}

/// Who a key acts for.
#[derive(Debug, Clone)]
pub(crate) struct KeyFacts {
    pub(crate) key: Uuid,
    pub(crate) scopes: Vec<String>,
    pub(crate) facts: SessionFacts,
}

/// Keys used in the last second.
#[derive(Default)]
pub(crate) struct KeyCache {
    known: Mutex<HashMap<Vec<u8>, (KeyFacts, Instant)>>,
}

impl KeyCache {
    /// Who a key acts for; none when it is not good, or its member is not active.
    pub(crate) async fn facts(
        &self,
        state: &AppState,
        key: &str,
    ) -> Result<Option<KeyFacts>, sqlx::Error> {
        let hash = digest(key);
        if let Some(facts) = self.fresh(&hash) {
            return Ok(Some(facts));
        }
        let facts = load(state, &hash).await?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.retain(|_, (_, since)| since.elapsed() < FRESH);
        }
        if let Some(facts) = facts.clone().filter(|_| known.len() < MOST) {
            known.insert(hash, (facts, Instant::now()));
        }
        Ok(facts)
    }

    /// Forgets a key that was revoked here.
    pub(crate) fn forget(&self, key: Uuid) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, (facts, _)| facts.key != key);
    }

    fn fresh(&self, hash: &[u8]) -> Option<KeyFacts> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (facts, since) = known.get(hash)?;
        (since.elapsed() < FRESH).then(|| facts.clone())
    }
}

async fn load(state: &AppState, hash: &[u8]) -> Result<Option<KeyFacts>, sqlx::Error> {
    let database = &state.services.database;
    let found: Option<(Uuid, Uuid, Uuid, Vec<String>)> =
        sqlx::query_as("SELECT key_id, tenant_id, member_id, scopes FROM use_api_key($1)")
            .bind(hash)
            .fetch_optional(database.pool())
            .await?;
    let Some((key, tenant, member, scopes)) = found else { return Ok(None) };
    let mut connection = database.acquire(TenantId(tenant)).await?;
    let row: Option<(String, Option<String>, String)> = sqlx::query_as(
        "SELECT role, name, title FROM members WHERE member_id = $1 AND status = 'active'",
    )
    .bind(member)
    .fetch_optional(&mut *connection)
    .await?;
    Ok(row.and_then(|(role, name, title)| {
        let (tenant, member) = (TenantId(tenant), MemberId(member));
        let facts = SessionFacts { tenant, member, role: Role::parse(&role).ok()?, name, title };
        Some(KeyFacts { key, scopes, facts })
    }))
}

/// Whether this is a scope: `tasks:read`, `tasks:write`.
pub(crate) fn is_scope(text: &str) -> bool {
    text.split_once(':').is_some_and(|(resource, what)| {
        RESOURCES.contains(&resource)
            && (what == "read" || (what == "write" && !READ_ONLY.contains(&resource)))
    })
}

/// Refuses a key whose scopes do not cover the route. To write is to read as well.
pub(crate) fn check(scopes: &[String], method: &Method, route: &str) -> Result<(), ApiError> {
    let (resource, writes) = needed(method, route).ok_or_else(|| {
        ApiError::because(kinds::KEY_SCOPE, "No API key can do this: sign in as a person.")
    })?;
    let scope = |what| format!("{resource}:{what}");
    let has = |what| scopes.contains(&scope(what));
    if has("write") || (!writes && has("read")) {
        return Ok(());
    }
    let needed = scope(if writes { "write" } else { "read" });
    Err(ApiError::because(kinds::KEY_SCOPE, format!("The API key needs the scope {needed}.")))
}

/// What a route needs: a resource, and whether it is changed. None when no key may.
fn needed(method: &Method, route: &str) -> Option<(&'static str, bool)> {
    let path = route.strip_prefix("/api/v1/")?;
    let first = path.split('/').next()?;
    let resource = RESOURCES.into_iter().find(|resource| *resource == first)?;
    // A search is a question, though its words come in a body.
    let reads = *method == Method::GET || path == "knowledge/search";
    // Only the list itself of what concerns access, nothing below it.
    let only_list = READ_ONLY.contains(&resource) && resource != "streams" && resource != "usage";
    if READ_ONLY.contains(&resource) && !reads || only_list && path != first {
        return None;
    }
    Some((resource, !reads))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may(scopes: &[&str], method: Method, route: &str) -> bool {
        let scopes: Vec<String> = scopes.iter().map(ToString::to_string).collect();
        check(&scopes, &method, route).is_ok()
    }

    #[test]
    fn a_scope_covers_its_resource() {
        assert!(may(&["tasks:read"], Method::GET, "/api/v1/tasks"));
        assert!(may(&["tasks:write"], Method::GET, "/api/v1/tasks/{id}"));
        assert!(may(&["tasks:write"], Method::POST, "/api/v1/tasks"));
        assert!(!may(&["tasks:read"], Method::POST, "/api/v1/tasks"));
        assert!(!may(&["facts:write"], Method::GET, "/api/v1/tasks"));
        assert!(may(&["knowledge:read"], Method::POST, "/api/v1/knowledge/search"));
        assert!(may(&["me:read"], Method::GET, "/api/v1/me"));
        assert!(may(&["streams:read"], Method::GET, "/api/v1/streams/{type}/{id}"));
    }

    #[test]
    fn nothing_that_concerns_access_is_covered() {
        let all: Vec<String> =
            RESOURCES.iter().flat_map(|r| [format!("{r}:read"), format!("{r}:write")]).collect();
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        for (method, route) in [
            (Method::GET, "/api/v1/me/sessions"),
            (Method::POST, "/api/v1/me/password"),
            (Method::POST, "/api/v1/me"),
            (Method::DELETE, "/api/v1/members/{id}/sessions"),
            (Method::PUT, "/api/v1/members/{id}/role"),
            (Method::POST, "/api/v1/members/{id}/erase"),
            (Method::GET, "/api/v1/members/{id}/export"),
            (Method::POST, "/api/v1/me/erase"),
            (Method::GET, "/api/v1/api-keys"),
            (Method::POST, "/api/v1/invitations"),
            (Method::POST, "/api/v1/ws/ticket"),
            (Method::PUT, "/api/v1/tenant/policies"),
            (Method::GET, "/api/v1/security/events"),
            (Method::GET, "/"),
        ] {
            assert!(!may(&all, method.clone(), route), "{method} {route}");
        }
    }

    #[test]
    fn scopes_are_resources_and_what() {
        for good in ["tasks:read", "tasks:write", "me:read"] {
            assert!(is_scope(good), "{good}");
        }
        for bad in ["", "tasks", "tasks:", "tasks:all", "me:write", "sessions:read", "tasks:read:x"]
        {
            assert!(!is_scope(bad), "{bad}");
        }
    }
}
