//! Where in the log something is said about a member.

use domain::{MemberId, TenantId};
use eventing::dead_letter::ParkedStream;
use sqlx::PgPool;

/// The tenant's streams with an event whose personal text is about the member, and the
/// member's own. Words that are about several members need the keys of all of them.
pub(super) async fn streams(
    pool: &PgPool,
    tenant: TenantId,
    member: MemberId,
) -> Result<Vec<ParkedStream>, sqlx::Error> {
    sqlx::query_as(
        "SELECT DISTINCT aggregate_type, aggregate_id FROM events \
         WHERE tenant_id = $1 AND (payload::text ~ $2 OR aggregate_id = $3) \
         ORDER BY aggregate_type, aggregate_id",
    )
    .bind(tenant.0)
    .bind(format!(r#""about": *\[[^]]*{member}"#))
    .bind(format!("{tenant}/{member}"))
    .fetch_all(pool)
    .await
}
