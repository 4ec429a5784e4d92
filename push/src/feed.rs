//! The log tells which notices are to be pushed: each when it is put before its recipient.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::deliver::HELD;
use crate::{Config, Error};

/// Positions that are looked at in one transaction.
const BATCH: u32 = 500;
/// What is older is no news: a log that was restored or imported pushes nothing.
const NEWS: TimeDelta = TimeDelta::hours(24);

/// After these, quiet hours may end sooner than they did when a push was put off.
const CHANGE_HOURS: [&str; 3] =
    ["NotificationPreferencesChanged", "NotificationRulesChanged", "ProfileChanged"];
/// Read models have the new rules by then.
const READ_MODELS: TimeDelta = TimeDelta::seconds(5);
/// Jobs that are due later than this are held by nobody: they wait.
const WAITING: TimeDelta = TimeDelta::seconds(2 * HELD.as_secs() as i64);

/// How far a round came.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Round {
    /// Up to where the log was looked through.
    pub(crate) position: u64,
    /// Whether there may be more behind it.
    pub(crate) more: bool,
    /// Whether there may be something to push.
    pub(crate) news: bool,
}

/// Goes on by a stretch of the log; none if another process is at it. The place in the log
/// moves in the transaction that makes the jobs.
pub(crate) async fn round(config: &Config, now: DateTime<Utc>) -> Result<Option<Round>, Error> {
    let mut transaction = config.database.begin().await?;
    let after: Option<i64> =
        sqlx::query_scalar("SELECT position FROM push_feed FOR UPDATE SKIP LOCKED")
            .fetch_optional(&mut *transaction)
            .await?;
    let Some(after) = after.map(i64::unsigned_abs) else { return Ok(None) };
    let batch = config.log.envelopes(after, BATCH).await?;
    if batch.through == after {
        return Ok(Some(Round { position: after, more: false, news: false }));
    }
    let (mut tenants, mut notices, mut times) = (Vec::new(), Vec::new(), Vec::new());
    for event in &batch.events {
        // One that is held back is told of by its release.
        let put =
            matches!(event.event_type.as_str(), "NotificationIssued" | "NotificationReleased");
        let at = event.recorded_at;
        if put && at > now - NEWS {
            tenants.push(event.tenant.0);
            notices.push(event.id);
            times.push(at);
        }
    }
    let changed = batch.events.iter().filter(|e| CHANGE_HOURS.contains(&e.event_type.as_str()));
    let changed: Vec<Uuid> = changed.map(|event| event.tenant.0).collect();
    if !changed.is_empty() {
        look_again(&mut transaction, &changed, now).await?;
    }
    let news = !notices.is_empty();
    if news {
        jobs(&mut transaction, &tenants, &notices, &times, now).await?;
    }
    sqlx::query("UPDATE push_feed SET position = $1")
        .bind(batch.through as i64)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    let more = batch.through - after == u64::from(BATCH);
    Ok(Some(Round { position: batch.through, more, news }))
}

/// What waits in these businesses is soon looked at by the hours that hold now.
async fn look_again(
    db: &mut sqlx::PgConnection,
    tenants: &[Uuid],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE push_jobs SET due_at = $2 WHERE tenant_id = ANY($1) AND due_at > $3")
        .bind(tenants)
        .bind(now + READ_MODELS)
        .bind(now + WAITING)
        .execute(db)
        .await?;
    Ok(())
}

/// Only where anybody has a device: elsewhere there would be nothing to do.
async fn jobs(
    db: &mut sqlx::PgConnection,
    tenants: &[Uuid],
    notices: &[Uuid],
    times: &[DateTime<Utc>],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO push_jobs AS j (tenant_id, notification_id, since, due_at) \
         SELECT DISTINCT ON (tenant_id, notification_id) tenant_id, notification_id, since, $4 \
         FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) AS n(tenant_id, notification_id, since) \
         WHERE EXISTS (SELECT FROM push_subscriptions p WHERE p.tenant_id = n.tenant_id) \
         ORDER BY tenant_id, notification_id, since DESC \
         ON CONFLICT (tenant_id, notification_id) DO UPDATE \
           SET since = excluded.since, due_at = excluded.due_at, attempts = 0",
    )
    .bind(tenants)
    .bind(notices)
    .bind(times)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}
