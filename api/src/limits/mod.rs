//! How many requests one client may make, per address, member, business and key; and how many
//! are at work at the same time (`admission`).
//!
//! Counted in Redis for all processes (`shared`), of which a busy client's requests are taken
//! some at a time (`blocks`), and by this process alone while Redis is away (`rate`). What was
//! counted is told with every answer, in the header fields of
//! draft-ietf-httpapi-ratelimit-headers. Guessing passwords is another matter, see
//! `auth::guesses`.

mod admission;
mod blocks;
mod rate;
mod shared;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::TenantId;
use uuid::Uuid;

use self::admission::{Admission, Place};
use self::blocks::Blocks;
use self::rate::{Local, MINUTE, Verdict};
use self::shared::Shared;
use crate::auth::{ServerSecret, SessionFacts, Via};
use crate::config::Limits;
use crate::error::{ApiError, kinds};
use crate::extract::ClientAddress;
use crate::state::AppState;

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// A limit on the requests of one subject.
#[derive(Debug, Clone)]
struct Limit {
    /// Its name, for clients.
    policy: &'static str,
    /// Whose requests: a key in Redis, which tells nothing of them.
    subject: String,
    per_minute: u32,
}

/// What has been counted of a request so far, and its place among those at work. Clones share it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Taken {
    counted: Arc<Mutex<Vec<(Limit, Verdict)>>>,
    place: Arc<Mutex<Option<Place>>>,
}

/// Counts requests against limits.
pub(crate) struct Limiter {
    limits: Limits,
    admission: Admission,
    blocks: Blocks,
    shared: Shared,
    local: Local,
    log_id: Uuid,
}

impl Limiter {
    pub(crate) fn new(limits: Limits, redis: Option<redis::Client>, log_id: Uuid) -> Self {
        let (blocks, local) = (Blocks::default(), Local::default());
        let admission = Admission::new(limits.requests_at_once);
        Self { limits, admission, blocks, shared: Shared::new(redis), local, log_id }
    }

    /// Counts a request of a member: theirs, their business's, and their key's.
    pub(crate) async fn member(
        &self,
        taken: &Taken,
        facts: &SessionFacts,
        via: Via,
    ) -> Result<(), ApiError> {
        let limits = &self.limits;
        let SessionFacts { tenant, member, .. } = facts;
        let mut wanted = vec![
            self.limit("member", format!("{tenant}/{member}"), limits.member_requests_per_minute),
            self.limit("tenant", tenant.to_string(), limits.tenant_requests_per_minute),
        ];
        if let Via::ApiKey(key) = via {
            wanted.push(self.limit("key", key.to_string(), limits.key_requests_per_minute));
        }
        self.take(taken, wanted).await
    }

    /// Waits until a request of this business may be worked on; it gives its place back when it
    /// was answered, or with [`Taken::step_aside`].
    pub(crate) async fn enter(&self, taken: &Taken, tenant: TenantId) -> Result<(), ApiError> {
        let place = self.admission.enter(tenant).await?;
        *taken.place.lock().unwrap_or_else(PoisonError::into_inner) = Some(place);
        Ok(())
    }

    /// Counts a request of an address.
    async fn address(
        &self,
        taken: &Taken,
        secret: &ServerSecret,
        address: &str,
    ) -> Result<(), ApiError> {
        let subject = hex::encode(&secret.mac("request-address", &[address.as_bytes()])[..12]);
        let wanted = self.limit("address", subject, self.limits.address_requests_per_minute);
        self.take(taken, vec![wanted]).await
    }

    fn limit(&self, policy: &'static str, subject: String, per_minute: u32) -> Limit {
        let subject = format!("{}:limit:{policy}:{subject}", self.log_id);
        Limit { policy, subject, per_minute: per_minute.max(1) }
    }

    /// Takes one request from each limit, up to the first that is used up.
    async fn take(&self, taken: &Taken, wanted: Vec<Limit>) -> Result<(), ApiError> {
        let verdicts = self.verdicts(&wanted).await;
        let mut refused = None;
        let mut all = taken.counted.lock().unwrap_or_else(PoisonError::into_inner);
        for (limit, verdict) in wanted.into_iter().zip(verdicts) {
            if let Some(wait) = verdict.wait {
                metrics::counter!("steward_requests_limited_total", "by" => limit.policy)
                    .increment(1);
                refused = Some(limited(limit.policy, limit.per_minute, Some(MINUTE), wait));
            }
            all.push((limit, verdict));
        }
        refused.map_or(Ok(()), Err)
    }
}

impl Limiter {
    /// One request from each limit: from what this process has of it, else from what is left
    /// for all, up to the first that is used up.
    async fn verdicts(&self, wanted: &[Limit]) -> Vec<Verdict> {
        let now = Instant::now();
        let known: Vec<_> = wanted.iter().map(|limit| self.blocks.take(limit, now)).collect();
        let missing: Vec<(&Limit, u32)> = wanted
            .iter()
            .zip(&known)
            .filter(|(_, known)| known.is_none())
            .map(|(limit, _)| (limit, self.blocks.wanted(limit, now)))
            .collect();
        if missing.is_empty() {
            return known.into_iter().flatten().collect();
        }
        let taken = self.shared.take(&missing).await;
        if let Some(taken) = &taken {
            for ((limit, _), (verdict, gets)) in missing.iter().zip(taken) {
                self.blocks.put(limit, *gets, *verdict, now);
            }
        }
        let mut asked = match taken {
            Some(taken) => taken.into_iter().map(|(verdict, _)| verdict).collect(),
            None => {
                let limits: Vec<Limit> =
                    missing.iter().map(|(limit, _)| (*limit).clone()).collect();
                self.local.take(&limits)
            }
        }
        .into_iter();
        let mut verdicts: Vec<Verdict> = Vec::with_capacity(wanted.len());
        for (limit, known) in wanted.iter().zip(known) {
            let refused = verdicts.last().is_some_and(|last| last.wait.is_some());
            match known {
                // What is refused by one is not counted by the next.
                Some(_) if refused => self.blocks.give_back(limit),
                Some(verdict) => verdicts.push(verdict),
                None if refused => {}
                None => verdicts.extend(asked.next()),
            }
        }
        verdicts
    }
}

/// A refusal for `wait` seconds. A limit without a window is one that closes for longer
/// the more often it is reached.
pub(crate) fn limited(policy: &str, limit: u32, window: Option<Duration>, wait: u64) -> ApiError {
    let wait = wait.max(1);
    let window = window.map(|window| format!(";w={}", window.as_secs())).unwrap_or_default();
    ApiError::because(kinds::LIMITED, format!("Try again in {wait} seconds."))
        .retry_after(wait)
        .header(RATE_LIMIT_POLICY, &format!("\"{policy}\";q={limit}{window}"))
        .header(RATE_LIMIT, &format!("\"{policy}\";r=0;t={wait}"))
}

/// Counts each request of the API by its address, and tells with its answer what was
/// counted.
pub(crate) async fn layer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if !path.starts_with("/api/") {
        return next.run(request).await;
    }
    let taken = Taken::default();
    let (mut parts, body) = request.into_parts();
    let Ok(ClientAddress(address)) = ClientAddress::from_request_parts(&mut parts, &state).await;
    if let Err(error) = state.limiter.address(&taken, &state.secret, &address).await {
        return error.into_response();
    }
    parts.extensions.insert(taken.clone());
    let mut response = next.run(Request::from_parts(parts, body)).await;
    taken.tell(&mut response);
    response
}

impl Taken {
    /// Gives the place of a request back that waits for something.
    pub(crate) fn step_aside(&self) {
        let place = self.place.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(place);
    }

    /// That of a request.
    pub(crate) fn of(parts: &Parts) -> Self {
        parts.extensions.get::<Self>().cloned().unwrap_or_default()
    }

    fn tell(&self, response: &mut Response) {
        let headers = response.headers_mut();
        // A refusal names the limit that it is about.
        if headers.contains_key(RATE_LIMIT) {
            return;
        }
        let all = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let list = |one: &dyn Fn(&Limit, &Verdict) -> String| {
            let items: Vec<_> = all.iter().map(|(limit, verdict)| one(limit, verdict)).collect();
            HeaderValue::from_str(&items.join(", "))
        };
        let window = MINUTE.as_secs();
        let policies =
            list(&|limit, _| format!("\"{}\";q={};w={window}", limit.policy, limit.per_minute));
        let left = list(&|limit, verdict| {
            format!("\"{}\";r={};t={}", limit.policy, verdict.remaining, verdict.resets_in)
        });
        if let (Ok(policies), Ok(left)) = (policies, left) {
            headers.insert(RATE_LIMIT_POLICY, policies);
            headers.insert(RATE_LIMIT, left);
        }
    }
}
