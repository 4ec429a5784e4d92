//! Things that one client may do a few times in a while, such as registering: counted in
//! Postgres for all processes.

use std::time::Duration;

use eventing::Database;

use crate::error::ApiError;
use crate::limits::limited;

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
    let last: Option<(i32, bool, i32)> = sqlx::query_as(
        "SELECT ordinal, allowed, resets_in FROM charge_attempt($1, $2, $3::text[]::interval[]) \
         ORDER BY ordinal DESC LIMIT 1",
    )
    .bind(subjects)
    .bind(limits)
    .bind(windows)
    .fetch_optional(database.pool())
    .await?;
    let Some((ordinal, false, resets_in)) = last else { return Ok(()) };
    let attempt = usize::try_from(ordinal - 1).ok().and_then(|index| attempts.get(index));
    let Some(attempt) = attempt else { return Ok(()) };
    let wait = resets_in.unsigned_abs().into();
    Err(limited(attempt.policy, attempt.limit, Some(attempt.window), wait))
}
