//! The last of the way to the end of the log, and the flip.

use std::time::Duration;

use eventing::checkpoint::{self, ProjectionLease};
use sqlx::PgConnection;

use super::fill::loses_nothing;
use super::{Building, Progress, code};
use crate::batch::{Place, Target};
use crate::error::Failure;
use crate::{Error, Shared};

/// How close to the end of the log the rebuild must be before the tables are swapped.
const CLOSE: u64 = 200;
/// How long the swap waits for readers of an old table before it lets them go first:
/// well under the deadlock timeout, so that it is the swap that gives way.
const SWAP_WITHIN: Duration = Duration::from_millis(300);
const SWAP_TRIES: u32 = 50;

impl Shared {
    /// Catches up with the end of the log and swaps the tables; the new generation.
    pub(super) async fn flip(
        &self,
        building: &mut Building,
        progress: &mut impl FnMut(Progress),
    ) -> Result<u32, Error> {
        let target = building.target();
        let mut tries = 0;
        loop {
            let head = self.reader.head().await?.position;
            let lease = &building.lease;
            progress(Progress { position: lease.position, head });
            if head - lease.position.min(head) > CLOSE {
                self.step(building).await?;
                continue;
            }
            match self.swap(target, lease).await {
                Ok(position) => {
                    progress(Progress { position, head: position.max(head) });
                    self.config.signals.projected(&[target.projection.name], position);
                    return Ok(target.generation);
                }
                Err(Failure::Elsewhere(Error::Database(error)))
                    if tries < SWAP_TRIES && busy(&error) =>
                {
                    tries += 1;
                    lease.renew(&self.config.database).await?;
                }
                Err(Failure::Elsewhere(error)) => return Err(error),
                // A poison event among the last: the usual path parks it.
                Err(Failure::Unfit(_)) => self.step(building).await?,
            }
        }
    }

    /// Applies the next stretch.
    async fn step(&self, building: &mut Building) -> Result<(), Error> {
        self.step_to(building, u64::MAX).await
    }

    /// Applies the next stretch, but nothing behind `end`.
    pub(super) async fn step_to(&self, building: &mut Building, end: u64) -> Result<(), Error> {
        let target = building.target();
        let left = u32::try_from(end - building.lease.position).unwrap_or(u32::MAX);
        let limit = self.config.batch.min(target.projection.batch).max(1).min(left);
        let stretch =
            self.read(target.projection.aggregates, building.lease.position, limit).await?;
        if self.apply(target, Place::Checkpoint(&building.lease), &stretch).await? > 0 {
            let mut connection = self.config.database.pool().acquire().await?;
            loses_nothing(&mut connection, target).await?;
        }
        building.lease.position = stretch.through;
        Ok(())
    }

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
            let stretch = self.read(projection.aggregates, position, limit).await?;
            if stretch.through == position {
                // The log was cut, and the live tables claim more of it than there is.
                claim(&mut transaction, projection.name, generation - 1, position).await?;
                break;
            }
            self.write(target, &mut transaction, &stretch, false, None).await?;
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

/// Sets the checkpoint of a generation, which is locked, to where the log ends.
async fn claim(
    conn: &mut PgConnection,
    projection: &str,
    generation: u32,
    end: u64,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE checkpoints SET position = $3 WHERE projection = $1 AND generation = $2")
        .bind(projection)
        .bind(generation as i32)
        .bind(end as i64)
        .execute(conn)
        .await?;
    Ok(())
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
    matches!(code(error).as_deref(), Some("55P03" | "40P01"))
}
