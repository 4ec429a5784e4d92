//! Conversation leases: one worker at a time works on a conversation.
//!
//! A lease keeps workers out of each other's way; it is not what makes a turn happen
//! once. That is the log: every append of a turn names the sequence it expects.

use std::time::Duration;

use domain::{ConversationId, TenantId};
use uuid::Uuid;

use crate::Database;

/// A conversation held by this worker until it expires or is released.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationLease {
    /// Whose conversation.
    pub tenant: TenantId,
    /// Which.
    pub conversation: ConversationId,
    /// Grows with every change of hands.
    pub epoch: u64,
    /// How many holders in a row vanished while they worked on `working_on`.
    pub crashes: u32,
    /// The turn that the last of them was working on.
    pub working_on: Option<Uuid>,
    holder: Uuid,
}

impl ConversationLease {
    /// Takes the lease if nobody holds it.
    pub async fn acquire(
        database: &Database,
        tenant: TenantId,
        conversation: ConversationId,
        holder: Uuid,
        ttl: Duration,
    ) -> Result<Option<Self>, sqlx::Error> {
        let mut connection = database.acquire(tenant).await?;
        // A lease that ran out without being released counts as a crash of its holder.
        let row: Option<(i64, i32, Option<Uuid>)> = sqlx::query_as(
            "INSERT INTO conversation_leases AS l (tenant_id, conversation_id, holder, expires_at) \
             VALUES ($1, $2, $3, clock_timestamp() + $4) \
             ON CONFLICT (tenant_id, conversation_id) DO UPDATE SET \
               holder = excluded.holder, expires_at = excluded.expires_at, epoch = l.epoch + 1, \
               crashes = CASE WHEN l.working_on IS NULL THEN 0 ELSE l.crashes + 1 END \
             WHERE l.expires_at < clock_timestamp() \
             RETURNING epoch, crashes, working_on",
        )
        .bind(tenant.0)
        .bind(conversation.0)
        .bind(holder)
        .bind(ttl)
        .fetch_optional(&mut *connection)
        .await?;
        Ok(row.map(|(epoch, crashes, working_on)| Self {
            tenant,
            conversation,
            epoch: epoch.unsigned_abs(),
            crashes: crashes.unsigned_abs(),
            working_on,
            holder,
        }))
    }

    /// Holds it for another `ttl`, and names the turn under work; false when it was lost.
    pub async fn renew(
        &self,
        database: &Database,
        ttl: Duration,
        turn: Uuid,
    ) -> Result<bool, sqlx::Error> {
        let mut connection = database.acquire(self.tenant).await?;
        let done = sqlx::query(
            "UPDATE conversation_leases SET expires_at = clock_timestamp() + $5, \
               crashes = CASE WHEN working_on = $6 THEN crashes ELSE 0 END, working_on = $6 \
             WHERE tenant_id = $1 AND conversation_id = $2 AND holder = $3 AND epoch = $4",
        )
        .bind(self.tenant.0)
        .bind(self.conversation.0)
        .bind(self.holder)
        .bind(self.epoch as i64)
        .bind(ttl)
        .bind(turn)
        .execute(&mut *connection)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Gives it back; the row stays, so that epochs keep growing.
    pub async fn release(&self, database: &Database) -> Result<(), sqlx::Error> {
        let mut connection = database.acquire(self.tenant).await?;
        sqlx::query(
            "UPDATE conversation_leases SET expires_at = '-infinity', crashes = 0, working_on = NULL \
             WHERE tenant_id = $1 AND conversation_id = $2 AND holder = $3 AND epoch = $4",
        )
        .bind(self.tenant.0)
        .bind(self.conversation.0)
        .bind(self.holder)
        .bind(self.epoch as i64)
        .execute(&mut *connection)
        .await?;
        Ok(())
    }
}
