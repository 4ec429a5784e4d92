//! A projection made anew from position 1, beside the live one, and put in its place.

use std::time::Duration;

use eventing::checkpoint::{self, ProjectionLease};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::batch::Target;
use crate::error::Failure;
use crate::{Error, Projector, Shared, projection};

/// How close to the end of the log the rebuild must be before the tables are swapped.
const CLOSE: u64 = 200;
/// How long the swap waits for readers of an old table before it lets them go first:
/// well under the deadlock timeout, so that it is the swap that gives way.
const SWAP_WITHIN: Duration = Duration::from_millis(300);
const SWAP_TRIES: u32 = 50;

/// How far a rebuild is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The last position applied.
    pub position: u64,
    /// The end of the log.
    pub head: u64,
}

impl Projector {
    /// Makes a projection's tables again from position 1, beside the live ones, and swaps
    /// them in one transaction; the new generation. Readers see the old rows until then,
    /// and never older ones than before. Sends no notification and calls no model: a fold
    /// can do neither. Any error ends it and leaves the live tables as they are; so does an
    /// event that the live tables have and that cannot be applied any more.
    pub async fn rebuild(
        &self,
        name: &str,
        mut progress: impl FnMut(Progress),
    ) -> Result<u32, Error> {
        let projection = projection(name)?;
        let config = &self.shared.config;
        let generation: i32 = sqlx::query_scalar("SELECT begin_rebuild($1)")
            .bind(name)
            .fetch_one(config.database.pool())
            .await?;
        let generation = generation.unsigned_abs();
        let holder = Uuid::new_v4();
        let mut lease =
            ProjectionLease::acquire(&config.database, name, generation, holder, config.lease)
                .await?
                .ok_or_else(|| Error::Held(name.to_owned()))?;
        let target = Target { projection, generation, rebuild: true };
        let limit = config.batch.min(projection.batch).max(1);
        let mut tries = 0;
        loop {
            let head = self.shared.reader.head().await?.position;
            progress(Progress { position: lease.position, head });
            if head - lease.position.min(head) <= CLOSE {
                match self.shared.swap(target, &lease).await {
                    Ok(position) => {
                        progress(Progress { position, head: position.max(head) });
                        config.signals.projected(name, position);
                        return Ok(generation);
                    }
                    Err(Failure::Elsewhere(Error::Database(error)))
                        if tries < SWAP_TRIES && busy(&error) =>
                    {
                        tries += 1;
                        lease.renew(&config.database).await?;
                        continue;
                    }
                    Err(Failure::Elsewhere(error)) => return Err(error),
                    // A poison event among the last: the usual path parks it.
                    Err(Failure::Unfit(_)) => {}
                }
            }
            let stretch = self.shared.read(projection, lease.position, limit).await?;
            if self.shared.apply(target, &lease, &stretch).await? > 0 {
                let mut connection = config.database.pool().acquire().await?;
                loses_nothing(&mut connection, target).await?;
            }
            lease.position = stretch.through;
        }
    }
}

impl Shared {
    /// Catches up with the live generation while that stands still, and takes its place.
    async fn swap(&self, target: Target, lease: &ProjectionLease) -> Result<u64, Failure> {
        let Target { projection, generation, .. } = target;
        let mut transaction = self.begin(target).await?;
        lock_timeout(&mut transaction).await?;
        // Held until the commit: the live instance waits, and then finds itself replaced.
        let live = checkpoint::lock(&mut transaction, projection.name, generation - 1).await?;
        let mut position = lease.position;
        while live.is_some_and(|live| position < live) {
            let behind = live.unwrap_or_default() - position;
            let limit = u32::try_from(behind).unwrap_or(u32::MAX).min(projection.batch);
            let stretch = self.read(projection, position, limit).await?;
            self.write(target, &mut transaction, &stretch, false).await?;
            position = stretch.through;
        }
        loses_nothing(&mut transaction, target).await?;
        lease.advance(&mut transaction, lease.position, position).await?;
        sqlx::query("UPDATE checkpoints SET holder = NULL, expires_at = NULL WHERE projection = $1 AND generation = $2")
            .bind(projection.name)
            .bind(generation as i32)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("SELECT finish_rebuild($1, $2)")
            .bind(projection.name)
            .bind(generation as i32)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(position)
    }
}

/// Refuses a rebuild that cannot apply what the live generation has applied: an event that
/// cannot be opened or a text that is not there any more is no reason to end short.
async fn loses_nothing(conn: &mut PgConnection, target: Target) -> Result<(), Error> {
    let lost: Option<(i64, String)> = sqlx::query_as(
        "SELECT n.position, n.reason FROM dead_letters n JOIN checkpoints live \
           ON live.projection = n.consumer AND live.generation = $2 - 1 AND n.position <= live.position \
         WHERE n.consumer = $1 AND n.generation = $2 AND NOT EXISTS ( \
           SELECT FROM dead_letters o \
           WHERE o.consumer = $1 AND o.generation = $2 - 1 AND o.position = n.position) \
         ORDER BY n.position LIMIT 1",
    )
    .bind(target.projection.name)
    .bind(target.generation as i32)
    .fetch_optional(conn)
    .await?;
    match lost {
        Some((position, reason)) => Err(Error::Loses { position: position.unsigned_abs(), reason }),
        None => Ok(()),
    }
}

async fn lock_timeout(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT set_config('lock_timeout', $1, true)")
        .bind(format!("{}ms", SWAP_WITHIN.as_millis()))
        .execute(conn)
        .await?;
    Ok(())
}

/// Whether readers held the old tables, or a deadlock with one was broken.
fn busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    matches!(code.as_deref(), Some("55P03" | "40P01"))
}
