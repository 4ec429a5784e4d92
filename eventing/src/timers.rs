//! Timers: which are due, and who fires them.
//!
//! The projection `timers` says which there are; a lease keeps runners out of each
//! other's way. What makes a timer fire once is the id of its command: [`Timer::request`]
//! derives it from the timer and its moment, so whoever fires it again finds it done.

use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use domain::{Actor, Purpose, TenantId, TimerId};
use uuid::Uuid;

use crate::{CommandRequest, Database};

/// A timer that is due and that this process holds for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timer {
    /// Whose it is.
    pub tenant: TenantId,
    /// Which.
    pub id: TimerId,
    /// What is to be done; none when a newer build set it.
    pub purpose: Option<Purpose>,
    /// Wire name of the aggregate's type that it belongs to.
    pub stream_type: String,
    /// The aggregate.
    pub stream: Uuid,
    /// Its moment.
    pub due_at: DateTime<Utc>,
    /// How often it was taken to be fired, this time included.
    pub attempts: u32,
}

#[derive(sqlx::FromRow)]
struct Row {
    tenant_id: Uuid,
    timer_id: Uuid,
    purpose: String,
    stream_type: String,
    stream_id: Uuid,
    due_at: DateTime<Utc>,
    attempts: i32,
}

impl From<Row> for Timer {
    fn from(row: Row) -> Self {
        Self {
            tenant: TenantId(row.tenant_id),
            id: TimerId(row.timer_id),
            purpose: Purpose::parse(&row.purpose),
            stream_type: row.stream_type,
            stream: row.stream_id,
            due_at: row.due_at,
            attempts: row.attempts.unsigned_abs(),
        }
    }
}

impl Timer {
    /// Takes up to `most` timers of all tenants that are due at `now` and held by nobody,
    /// the oldest first, for `ttl`. Needs the worker's or the system's role.
    pub async fn claim(
        database: &Database,
        now: DateTime<Utc>,
        ttl: Duration,
        most: u16,
    ) -> Result<Vec<Self>, sqlx::Error> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT tenant_id, timer_id, purpose, stream_type, stream_id, due_at, attempts \
             FROM claim_timers($1, $2, $3)",
        )
        .bind(now)
        .bind(ttl)
        .bind(i32::from(most))
        .fetch_all(database.pool())
        .await?;
        Ok(rows.into_iter().map(Self::from).collect())
    }

    /// The command that fires it: the same whoever fires it, however often.
    pub fn request(&self, story: Uuid, now: DateTime<Utc>) -> CommandRequest {
        let actor = Actor::System("timers".to_owned());
        let moment = self.due_at.to_rfc3339_opts(SecondsFormat::Micros, true);
        CommandRequest::caused_by(self.tenant, actor, now, self.id.0, story, &moment)
    }

    /// Holds it for `wait` from now on: nobody takes it up before.
    pub async fn hold(&self, database: &Database, wait: Duration) -> Result<(), sqlx::Error> {
        let mut connection = database.acquire(self.tenant).await?;
        sqlx::query(
            "UPDATE timer_leases SET expires_at = clock_timestamp() + $4 \
             WHERE tenant_id = $1 AND timer_id = $2 AND due_at = $3",
        )
        .bind(self.tenant.0)
        .bind(self.id.0)
        .bind(self.due_at)
        .bind(wait)
        .execute(&mut *connection)
        .await?;
        Ok(())
    }
}

/// When the next timer of any tenant is due after `now`.
pub async fn next_due(
    database: &Database,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
    sqlx::query_scalar("SELECT next_timer($1)").bind(now).fetch_one(database.pool()).await
}

/// Forgets the leases of timers that were done a while ago; how many those were.
pub async fn sweep(database: &Database) -> Result<u64, sqlx::Error> {
    let gone: i64 =
        sqlx::query_scalar("SELECT forget_timer_leases()").fetch_one(database.pool()).await?;
    Ok(gone.unsigned_abs())
}
