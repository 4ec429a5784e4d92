//! What a restored database must not go on with. Everything here is done as the schema's
//! owner, in the caller's transaction.

use anyhow::{bail, ensure};
use chrono::{DateTime, Utc};
use domain::{MemberId, TenantId};
use eventing::DeploymentKey;
use sqlx::{Executor, PgConnection};
use uuid::Uuid;

use crate::backup::erased::Members;

/// Where a restored database comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin {
    pub(super) restore_id: Uuid,
    pub(super) kind: &'static str,
    pub(super) taken_at: Option<DateTime<Utc>>,
}

/// Gives the log another identity, so that no cursor, no key of Redis and no client goes on
/// with what came after it elsewhere; and notes the restore, which is not complete yet.
pub(super) async fn new_identity(
    connection: &mut PgConnection,
    origin: Origin,
) -> Result<(), sqlx::Error> {
    let (former, position): (Uuid, i64) =
        sqlx::query_as("SELECT log_id, position FROM log_head FOR UPDATE")
            .fetch_one(&mut *connection)
            .await?;
    sqlx::query(
        "INSERT INTO restores (restore_id, kind, former_log, log_id, position, taken_at) \
         VALUES ($1, $2, $3, gen_random_uuid(), $4, $5)",
    )
    .bind(origin.restore_id)
    .bind(origin.kind)
    .bind(former)
    .bind(position)
    .bind(origin.taken_at)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "UPDATE log_head SET log_id = (SELECT r.log_id FROM restores r WHERE r.restore_id = $1)",
    )
    .bind(origin.restore_id)
    .execute(&mut *connection)
    .await?;
    // What was issued before is no news.
    sqlx::query("UPDATE push_feed SET position = $1").bind(position).execute(connection).await?;
    Ok(())
}

/// Removes what belongs to processes and browsers that went on elsewhere: who was at work, and
/// sessions, of which one that was ended since would live again, as links would be good again.
pub(super) async fn forget_passing(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    for table in [
        "sessions", // with their refresh tokens, tickets and devices
        "password_resets",
        "invitation_links",
        "push_jobs",
        "conversation_leases",
        "timer_leases",
    ] {
        connection.execute(format!("DELETE FROM {table}").as_str()).await?;
    }
    connection.execute("UPDATE checkpoints SET holder = NULL, expires_at = NULL").await?;
    connection.execute("DELETE FROM projection_requests WHERE ended_at IS NULL").await?;
    Ok(())
}

/// Destroys the keys of all who were erased: as lists say, as the log says, and whose key is
/// gone already; and whatever they signed in with.
pub(super) async fn erase_keys(
    connection: &mut PgConnection,
    listed: &Members,
    restore_id: Uuid,
) -> Result<(), sqlx::Error> {
    let gone: Vec<(Uuid, Uuid)> = sqlx::query_as(
        "SELECT tenant_id, right(aggregate_id, 36)::uuid FROM events \
         WHERE aggregate_type = 'Member' AND event_type = 'MemberErased' \
         UNION SELECT tenant_id, member_id FROM member_keys WHERE wrapped_key IS NULL",
    )
    .fetch_all(&mut *connection)
    .await?;
    let gone = gone.into_iter().chain(listed.iter().copied());
    let (tenants, members): (Vec<Uuid>, Vec<Uuid>) = gone.unzip();
    sqlx::query(
        "SELECT erase_member_key(tenant_id, member_id), erase_identity(tenant_id, member_id) \
         FROM unnest($1, $2) AS erased (tenant_id, member_id)",
    )
    .bind(tenants)
    .bind(members)
    .execute(&mut *connection)
    .await?;
    connection.execute("UPDATE key_epoch SET epoch = epoch + 1").await?;
    sqlx::query("UPDATE restores SET keys_at = clock_timestamp() WHERE restore_id = $1")
        .bind(restore_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// The keys must be those of the log, and open with the deployment's.
pub(super) async fn check_keys(
    connection: &mut PgConnection,
    deployment: &DeploymentKey,
) -> anyhow::Result<()> {
    let missing: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM events e WHERE e.aggregate_type = 'Member' AND e.sequence = 1 \
           AND NOT EXISTS (SELECT FROM member_keys k WHERE k.tenant_id = e.tenant_id \
                             AND k.member_id = right(e.aggregate_id, 36)::uuid)",
    )
    .fetch_one(&mut *connection)
    .await?;
    ensure!(
        missing == 0,
        "the keys of {missing} members of this log are not among these keys, so what they wrote \
         could not be read any more: the keys are older than the data, or another log's. Give \
         those that were taken with the data, or later ones"
    );
    let some: Option<(Uuid, Uuid, Vec<u8>)> = sqlx::query_as(
        "SELECT tenant_id, member_id, wrapped_key FROM member_keys WHERE wrapped_key IS NOT NULL LIMIT 1",
    )
    .fetch_optional(connection)
    .await?;
    if let Some((tenant, member, wrapped)) = some
        && !deployment.opens((TenantId(tenant), MemberId(member)), &wrapped)
    {
        bail!(
            "STEWARD_DEPLOYMENT_KEY is not the one that wrapped these keys; give the one that the \
             deployment had when they were taken"
        );
    }
    Ok(())
}

/// Whose key is gone, though the log does not say yet that they were erased.
pub(super) async fn to_be_erased(
    connection: &mut PgConnection,
) -> Result<Vec<(Uuid, Uuid)>, sqlx::Error> {
    sqlx::query_as(
        "SELECT k.tenant_id, k.member_id FROM member_keys k WHERE k.wrapped_key IS NULL \
           AND EXISTS (SELECT FROM events e WHERE e.aggregate_type = 'Member' \
                         AND e.aggregate_id = k.tenant_id || '/' || k.member_id) \
           AND NOT EXISTS (SELECT FROM events e WHERE e.aggregate_type = 'Member' \
                             AND e.aggregate_id = k.tenant_id || '/' || k.member_id \
                             AND e.event_type = 'MemberErased') \
         ORDER BY k.tenant_id, k.member_id",
    )
    .fetch_all(connection)
    .await
}
