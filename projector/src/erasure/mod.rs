//! Erasure: what is left of a member after their key and their identity went with the
//! event (migration 0090) leaves the read models, what is kept beside them, and Redis.
//!
//! Every step may be done again, so one that was broken off anywhere is finished by doing
//! all of them: what is to be done is what has a row in `erasures` and no end.

mod find;
mod redis_keys;

use std::time::Duration;

use domain::{MemberId, TenantId};
use eventing::sealing::LOOK_EVERY;
use serde::Serialize;
use sqlx::types::Json;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{Error, PROJECTIONS, Projector};

/// How often it is looked whether somebody is to be erased.
const EVERY: Duration = Duration::from_secs(2);
/// Streams that are folded again in one transaction.
const TOGETHER: usize = 64;
/// Whoever erases holds this lock of the database: one at a time.
const LOCK: i64 = 0x6572_6173_7572_6573;

/// A part of an erasure, when it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The key is gone, and no process has it in memory any more.
    Key,
    /// Account, sessions and keys for programs are gone, unless they are of other businesses too.
    Identity,
    /// Rebuilds under way and tables of former generations are dropped.
    Generations,
    /// So many streams say something about them.
    Streams(usize),
    /// So many of these streams are folded again in a projection.
    Folded(&'static str, usize),
    /// So many keys of Redis were removed.
    Redis(usize),
}

/// What an erasure came to, in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Erased {
    /// Streams of the log that say something about the member.
    pub streams: usize,
    /// How often one was folded again, over all projections.
    pub folded: usize,
    /// Keys of Redis that were removed.
    pub redis_keys: usize,
}

impl Projector {
    /// Carries out what is to be done until `shutdown`.
    pub(crate) async fn run_erasures(&self, shutdown: &CancellationToken) {
        while !shutdown.is_cancelled() {
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                () = shutdown.cancelled() => return,
            }
            if let Err(error) = self.erase_pending().await {
                tracing::error!(%error, "a member could not be erased; trying again");
                metrics::counter!("steward_erasure_failures_total").increment(1);
            }
        }
    }

    /// Carries out every erasure that is not done; how many that were. None while somebody
    /// else is at it. One that fails is left to the next time, and does not stop the others.
    pub async fn erase_pending(&self) -> Result<usize, Error> {
        let database = &self.shared.config.database;
        let waiting: Vec<(Uuid, Uuid)> = sqlx::query_as(
            "SELECT tenant_id, member_id FROM erasures WHERE ended_at IS NULL ORDER BY position",
        )
        .fetch_all(database.pool())
        .await?;
        if waiting.is_empty() {
            return Ok(0);
        }
        let mut lock = database.begin().await?;
        let free: bool = sqlx::query_scalar("SELECT pg_try_advisory_xact_lock($1)")
            .bind(LOCK)
            .fetch_one(&mut *lock)
            .await?;
        if !free {
            return Ok(0);
        }
        let mut failed = None;
        for &(tenant, member) in &waiting {
            if let Err(error) =
                self.carry_out(TenantId(tenant), MemberId(member), &mut |_| ()).await
            {
                self.note_failure(tenant, member, &error).await?;
                failed = Some(error);
            }
        }
        lock.commit().await?;
        failed.map_or(Ok(waiting.len()), Err)
    }

    async fn note_failure(&self, tenant: Uuid, member: Uuid, error: &Error) -> Result<(), Error> {
        sqlx::query("UPDATE erasures SET error = $3 WHERE tenant_id = $1 AND member_id = $2")
            .bind(tenant)
            .bind(member)
            .bind(error.part())
            .execute(self.shared.config.database.pool())
            .await?;
        Ok(())
    }

    /// Carries out the erasure of one member, whether it was done before or not. Waits for
    /// whoever else is at it.
    pub async fn erase(
        &self,
        tenant: TenantId,
        member: MemberId,
        mut done: impl FnMut(Stage) + Send,
    ) -> Result<Erased, Error> {
        let mut lock = self.shared.config.database.begin().await?;
        sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(LOCK).execute(&mut *lock).await?;
        let erased = self.carry_out(tenant, member, &mut done).await?;
        lock.commit().await?;
        Ok(erased)
    }

    async fn carry_out(
        &self,
        tenant: TenantId,
        member: MemberId,
        done: &mut (dyn FnMut(Stage) + Send),
    ) -> Result<Erased, Error> {
        let pool = self.shared.config.database.pool();
        let asked = sqlx::query(
            "UPDATE erasures SET attempts = attempts + 1 WHERE tenant_id = $1 AND member_id = $2",
        )
        .bind(tenant.0)
        .bind(member.0)
        .execute(pool)
        .await?;
        if asked.rows_affected() == 0 {
            return Err(Error::NotErased(member));
        }
        self.forget_key(tenant, member).await?;
        done(Stage::Key);
        sqlx::query("SELECT erase_identity($1, $2)")
            .bind(tenant.0)
            .bind(member.0)
            .execute(pool)
            .await?;
        done(Stage::Identity);
        for projection in PROJECTIONS {
            self.interrupt(projection.name).await?;
        }
        sqlx::query("SELECT drop_other_generations()").execute(pool).await?;
        done(Stage::Generations);
        let streams = find::streams(pool, tenant, member).await?;
        let mut erased = Erased { streams: streams.len(), ..Erased::default() };
        done(Stage::Streams(streams.len()));
        for projection in PROJECTIONS {
            let read = |kind: &str| projection.aggregates.contains(&kind);
            let theirs: Vec<_> =
                streams.iter().filter(|one| read(&one.aggregate_type)).cloned().collect();
            for some in theirs.chunks(TOGETHER) {
                self.refold(projection.name, some).await?;
                erased.folded += some.len();
                done(Stage::Folded(projection.name, some.len()));
            }
        }
        erased.redis_keys = redis_keys::remove(&self.shared, &streams).await?;
        done(Stage::Redis(erased.redis_keys));
        sqlx::query(
            "UPDATE erasures SET ended_at = clock_timestamp(), outcome = $3, error = NULL \
             WHERE tenant_id = $1 AND member_id = $2",
        )
        .bind(tenant.0)
        .bind(member.0)
        .bind(Json(&erased))
        .execute(pool)
        .await?;
        tracing::info!(tenant.id = %tenant, member.id = %member, streams = erased.streams, "erased a member");
        Ok(erased)
    }

    /// Destroys the key, if it is not gone already, and waits until no process can have it
    /// in memory: each looks at what was destroyed every [`LOOK_EVERY`].
    async fn forget_key(&self, tenant: TenantId, member: MemberId) -> Result<(), Error> {
        let pool = self.shared.config.database.pool();
        sqlx::query("SELECT erase_member_key($1, $2)")
            .bind(tenant.0)
            .bind(member.0)
            .execute(pool)
            .await?;
        let wait: Option<f64> = sqlx::query_scalar(
            "SELECT extract(epoch FROM key_erased_at($1, $2) + $3 - clock_timestamp())::float8",
        )
        .bind(tenant.0)
        .bind(member.0)
        .bind(2 * LOOK_EVERY)
        .fetch_one(pool)
        .await?;
        let most = 2 * LOOK_EVERY;
        let wait = Duration::try_from_secs_f64(wait.unwrap_or_default()).unwrap_or_default();
        tokio::time::sleep(wait.min(most)).await;
        Ok(())
    }
}
