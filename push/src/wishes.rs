//! How the recipient of a notice wants to be told, and what the clock of their business says.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::TenantId;
use domain::member::Member;
use domain::notification::{NotificationIssued, NotificationRules, Pushed};
use eventing::Database;
use sqlx::types::Json;

use crate::{Config, Error};

/// Whether a notice is pushed at `now`. What its recipient chose is read from their own
/// stream: what they have just switched off is not pushed because a read model is late.
pub(crate) async fn pushed(
    config: &Config,
    tenant: TenantId,
    issued: &NotificationIssued,
    now: DateTime<Utc>,
) -> Result<Pushed, Error> {
    let member = config.store.load::<Member>(tenant, issued.recipient.0).await?.aggregate;
    let wishes = member.notification_preferences();
    let (zone, rules) = match wishes.quiet_hours {
        Some(_) => business(&config.database, tenant).await?,
        None => (Tz::UTC, NotificationRules::default()),
    };
    let breaks = rules.urgent_breaks_quiet_hours;
    Ok(wishes.pushed(issued.kind, issued.urgency, breaks, now, zone))
}

/// The clock of a business, and its rules.
async fn business(
    database: &Database,
    tenant: TenantId,
) -> Result<(Tz, NotificationRules), sqlx::Error> {
    let row: Option<(String, Option<Json<NotificationRules>>)> =
        sqlx::query_as("SELECT time_zone, notification_rules FROM tenants WHERE tenant_id = $1")
            .bind(tenant.0)
            .fetch_optional(database.pool())
            .await?;
    let (zone, rules) = row.unwrap_or_default();
    Ok((zone.parse().unwrap_or(Tz::UTC), rules.map(|rules| rules.0).unwrap_or_default()))
}
