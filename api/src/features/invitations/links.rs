//! Links of invitations: ordinary rows, hashed; an invitation in the log makes them live.

use chrono::{DateTime, Utc};
use domain::{MemberId, Role, TenantId};
use eventing::Database;
use uuid::Uuid;

use crate::auth::digest;

/// How long a link is good.
const LIFETIME: &str = "7 days";
/// How long a link that ran out is kept, so that the list says when it did.
const LEFTOVER: &str = "60 days";

/// Keeps the link of an invitation; until when it is good, and whether it is a new one.
pub(super) async fn offer(
    database: &Database,
    tenant: TenantId,
    member: MemberId,
    token: &str,
) -> Result<(DateTime<Utc>, bool), sqlx::Error> {
    let mut connection = database.acquire(tenant).await?;
    sqlx::query_as(
        "WITH made AS ( \
           INSERT INTO invitation_links (tenant_id, member_id, token_hash, expires_at) \
           VALUES ($1, $2, $3, clock_timestamp() + $4::interval) \
           ON CONFLICT (tenant_id, member_id) DO NOTHING RETURNING expires_at) \
         SELECT expires_at, true FROM made \
         UNION ALL \
         SELECT expires_at, false FROM invitation_links WHERE tenant_id = $1 AND member_id = $2",
    )
    .bind(tenant.0)
    .bind(member.0)
    .bind(digest(token))
    .bind(LIFETIME)
    .fetch_one(&mut *connection)
    .await
}

/// Puts another link in the place of the former one.
pub(super) async fn replace(
    database: &Database,
    tenant: TenantId,
    member: MemberId,
    token: &str,
) -> Result<DateTime<Utc>, sqlx::Error> {
    let mut connection = database.acquire(tenant).await?;
    sqlx::query_scalar(
        "INSERT INTO invitation_links AS l (tenant_id, member_id, token_hash, expires_at) \
         VALUES ($1, $2, $3, clock_timestamp() + $4::interval) \
         ON CONFLICT (tenant_id, member_id) \
         DO UPDATE SET token_hash = excluded.token_hash, expires_at = excluded.expires_at \
         RETURNING expires_at",
    )
    .bind(tenant.0)
    .bind(member.0)
    .bind(digest(token))
    .bind(LIFETIME)
    .fetch_one(&mut *connection)
    .await
}

/// Makes the link of an invitation dead.
pub(super) async fn remove(
    database: &Database,
    tenant: TenantId,
    member: MemberId,
) -> Result<(), sqlx::Error> {
    let mut connection = database.acquire(tenant).await?;
    sqlx::query("DELETE FROM invitation_links WHERE member_id = $1")
        .bind(member.0)
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// What a good link opens.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Open {
    tenant_id: Uuid,
    pub(super) tenant_name: String,
    member_id: Uuid,
    pub(super) name: Option<String>,
    pub(super) email: Option<String>,
    /// Whether it is for one address only; `email` is empty when that was erased.
    pub(super) bound: bool,
    role: String,
    pub(super) title: String,
    pub(super) expires_at: DateTime<Utc>,
}

impl Open {
    pub(super) fn tenant(&self) -> TenantId {
        TenantId(self.tenant_id)
    }

    pub(super) fn member(&self) -> MemberId {
        MemberId(self.member_id)
    }

    pub(super) fn role(&self) -> Result<Role, domain::ValueError> {
        Role::parse(&self.role)
    }
}

/// The invitation that a link opens, if it is good.
pub(super) async fn find(database: &Database, token: &str) -> Result<Option<Open>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM find_invitation($1)")
        .bind(digest(token))
        .fetch_optional(database.pool())
        .await
}

/// Removes links and memberships that nothing can come of any more. `system` acts as the
/// system's role.
pub(crate) async fn sweep(system: &Database) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT sweep_invitations($1::interval)")
        .bind(LEFTOVER)
        .execute(system.pool())
        .await?;
    Ok(())
}
