//! Limits: attempts to sign in or register, counted in Postgres for all processes; and
//! requests of one member, counted in this one.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::HeaderName;
use domain::{MemberId, TenantId};
use eventing::Database;

use crate::error::{ApiError, kinds};

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Something that is counted against a limit: a keyed hash of whom, how many, how long.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    /// The limit's name, for clients.
    pub(crate) policy: &'static str,
    /// Whose count.
    pub(crate) subject: Vec<u8>,
    /// The most within a window.
    pub(crate) limit: u32,
    /// The window, from the first attempt on.
    pub(crate) window: Duration,
}

/// Counts an attempt, before it is made, against each of `attempts` in turn.
pub(crate) async fn charge(database: &Database, attempts: &[Attempt]) -> Result<(), ApiError> {
    let subjects: Vec<&[u8]> = attempts.iter().map(|attempt| attempt.subject.as_slice()).collect();
    let limits: Vec<i32> = attempts.iter().map(|attempt| attempt.limit as i32).collect();
    let windows: Vec<String> =
        attempts.iter().map(|attempt| format!("{} seconds", attempt.window.as_secs())).collect();
    let last: Option<(i32, bool, i32, i32)> = sqlx::query_as(
        "SELECT ordinal, allowed, remaining, resets_in FROM charge_attempt($1, $2, $3::text[]::interval[]) \
         ORDER BY ordinal DESC LIMIT 1",
    )
    .bind(subjects)
    .bind(limits)
    .bind(windows)
    .fetch_optional(database.pool())
    .await?;
    let Some((ordinal, false, _, resets_in)) = last else { return Ok(()) };
    let attempt = usize::try_from(ordinal - 1).ok().and_then(|index| attempts.get(index));
    let Some(attempt) = attempt else { return Ok(()) };
    Err(limited(attempt.policy, attempt.limit, attempt.window, resets_in.unsigned_abs().into()))
}

/// Takes one attempt back from each of `attempts`.
pub(crate) async fn forgive(database: &Database, attempts: &[Attempt]) -> Result<(), sqlx::Error> {
    let subjects: Vec<&[u8]> = attempts.iter().map(|attempt| attempt.subject.as_slice()).collect();
    sqlx::query("SELECT forgive_attempt($1)").bind(subjects).execute(database.pool()).await?;
    Ok(())
}

fn limited(policy: &str, limit: u32, window: Duration, resets_in: u64) -> ApiError {
    let resets_in = resets_in.max(1);
    ApiError::because(kinds::LIMITED, format!("Try again in {resets_in} seconds."))
        .retry_after(resets_in)
        .header(RATE_LIMIT_POLICY, &format!("\"{policy}\";q={limit};w={}", window.as_secs()))
        .header(RATE_LIMIT, &format!("\"{policy}\";r=0;t={resets_in}"))
}

/// Requests of each member, as a bucket that refills evenly.
pub(crate) struct MemberLimiter {
    per_minute: u32,
    buckets: Mutex<HashMap<(TenantId, MemberId), Bucket>>,
}

struct Bucket {
    left: f64,
    since: Instant,
}

const MINUTE: Duration = Duration::from_secs(60);
const MOST: usize = 50_000;

impl MemberLimiter {
    pub(crate) fn new(per_minute: u32) -> Self {
        Self { per_minute: per_minute.max(1), buckets: Mutex::default() }
    }

    /// Takes one request from the member's bucket.
    pub(crate) fn take(&self, tenant: TenantId, member: MemberId) -> Result<(), ApiError> {
        let now = Instant::now();
        let (full, rate) = (f64::from(self.per_minute), f64::from(self.per_minute) / 60.0);
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MOST {
            buckets.retain(|_, bucket| bucket.since.elapsed() < MINUTE);
        }
        let bucket = buckets.entry((tenant, member)).or_insert(Bucket { left: full, since: now });
        bucket.left =
            (bucket.left + now.duration_since(bucket.since).as_secs_f64() * rate).min(full);
        bucket.since = now;
        if bucket.left >= 1.0 {
            bucket.left -= 1.0;
            return Ok(());
        }
        let wait = ((1.0 - bucket.left) / rate).ceil() as u64;
        Err(limited("member", self.per_minute, MINUTE, wait))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_member_has_a_bucket() {
        let limiter = MemberLimiter::new(2);
        let (tenant, one) = (TenantId::default(), MemberId::default());
        assert!(limiter.take(tenant, one).is_ok());
        assert!(limiter.take(tenant, one).is_ok());
        assert!(limiter.take(tenant, one).is_err());
        assert!(limiter.take(tenant, MemberId(uuid::Uuid::now_v7())).is_ok());
    }
}
