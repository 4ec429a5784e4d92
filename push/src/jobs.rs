//! Notices that are still to be pushed, and who is at it.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::{MemberId, NotificationId, TenantId};
use eventing::Database;
use reqwest::Url;
use uuid::Uuid;

use crate::subscription::Subscription;

/// A notice to be pushed, held for a while.
#[derive(Debug, Clone)]
pub(crate) struct Job {
    pub(crate) tenant: TenantId,
    pub(crate) notification: NotificationId,
    /// When it was put before its recipient.
    pub(crate) since: DateTime<Utc>,
    /// How often it was taken, this time included.
    pub(crate) attempts: u32,
}

#[derive(sqlx::FromRow)]
struct Row {
    tenant_id: Uuid,
    notification_id: Uuid,
    since: DateTime<Utc>,
    attempts: i32,
}

/// A device that wants pushes.
#[derive(Debug, Clone)]
pub(crate) struct Device {
    pub(crate) id: Uuid,
    pub(crate) subscription: Subscription,
}

impl Job {
    /// Takes up to `most` that are due at `now` and held by nobody, for `lease`.
    pub(crate) async fn claim(
        database: &Database,
        now: DateTime<Utc>,
        lease: Duration,
        most: u16,
    ) -> Result<Vec<Self>, sqlx::Error> {
        let rows: Vec<Row> = sqlx::query_as(
            "UPDATE push_jobs j SET due_at = $1 + $2, attempts = attempts + 1 \
             FROM (SELECT tenant_id, notification_id FROM push_jobs WHERE due_at <= $1 \
                   ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED) due \
             WHERE j.tenant_id = due.tenant_id AND j.notification_id = due.notification_id \
             RETURNING j.tenant_id, j.notification_id, j.since, j.attempts",
        )
        .bind(now)
        .bind(lease)
        .bind(i32::from(most))
        .fetch_all(database.pool())
        .await?;
        let jobs = rows.into_iter().map(|row| Self {
            tenant: TenantId(row.tenant_id),
            notification: NotificationId(row.notification_id),
            since: row.since,
            attempts: row.attempts.unsigned_abs(),
        });
        Ok(jobs.collect())
    }

    /// It is done, unless the notice was put before its recipient once more meanwhile.
    pub(crate) async fn done(&self, database: &Database) -> Result<(), sqlx::Error> {
        sqlx::query(
            "DELETE FROM push_jobs WHERE tenant_id = $1 AND notification_id = $2 AND since = $3",
        )
        .bind(self.tenant.0)
        .bind(self.notification.0)
        .bind(self.since)
        .execute(database.pool())
        .await?;
        Ok(())
    }

    /// It is tried again at `due_at`.
    pub(crate) async fn put_off(
        &self,
        database: &Database,
        due_at: DateTime<Utc>,
    ) -> Result<(), sqlx::Error> {
        sqlx::query(
            "UPDATE push_jobs SET due_at = $4 \
             WHERE tenant_id = $1 AND notification_id = $2 AND since = $3",
        )
        .bind(self.tenant.0)
        .bind(self.notification.0)
        .bind(self.since)
        .bind(due_at)
        .execute(database.pool())
        .await?;
        Ok(())
    }
}

/// A member's devices on which they are signed in.
pub(crate) async fn devices(
    database: &Database,
    tenant: TenantId,
    member: MemberId,
) -> Result<Vec<Device>, sqlx::Error> {
    let rows: Vec<(Uuid, String, Vec<u8>, Vec<u8>)> = sqlx::query_as(
        "SELECT p.subscription_id, p.endpoint, p.p256dh, p.auth FROM push_subscriptions p \
         JOIN sessions s USING (session_id) \
         WHERE p.tenant_id = $1 AND p.member_id = $2 \
           AND s.revoked_at IS NULL AND s.expires_at > clock_timestamp()",
    )
    .bind(tenant.0)
    .bind(member.0)
    .fetch_all(database.pool())
    .await?;
    let devices = rows.into_iter().filter_map(|(id, endpoint, p256dh, auth)| {
        let endpoint = Url::parse(&endpoint).ok()?;
        Some(Device { id, subscription: Subscription { endpoint, p256dh, auth } })
    });
    Ok(devices.collect())
}

/// Forgets a device that does not want any more.
pub(crate) async fn forget(database: &Database, device: &Device) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM push_subscriptions WHERE subscription_id = $1 AND endpoint = $2")
        .bind(device.id)
        .bind(device.subscription.endpoint.as_str())
        .execute(database.pool())
        .await?;
    Ok(())
}

/// A message reached its push service.
pub(crate) async fn pushed(database: &Database, device: &Device) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE push_subscriptions SET pushed_at = clock_timestamp() WHERE subscription_id = $1",
    )
    .bind(device.id)
    .execute(database.pool())
    .await?;
    Ok(())
}

/// The name of a member, and that of their business; none while no read model has them.
pub(crate) async fn names(
    database: &Database,
    tenant: TenantId,
    member: MemberId,
) -> Result<(Option<String>, Option<String>), sqlx::Error> {
    sqlx::query_as(
        "SELECT (SELECT name FROM members WHERE tenant_id = $1 AND member_id = $2), \
                (SELECT name FROM tenants WHERE tenant_id = $1)",
    )
    .bind(tenant.0)
    .bind(member.0)
    .fetch_one(database.pool())
    .await
}
