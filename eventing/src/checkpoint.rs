//! Projections and their places in the log: who may move one, how far each is, and
//! waiting for them.

use std::time::Duration;

use sqlx::PgConnection;
use tokio::time::{Instant, sleep, timeout};
use uuid::Uuid;

use crate::{Database, Signals};

/// How long a reader that waits sleeps at most before it looks at the checkpoints itself.
const LOOK_AGAIN: Duration = Duration::from_millis(250);
/// The pause after a look that came too early.
const PAUSE: Duration = Duration::from_millis(3);

/// Why a projection may not be moved by this instance.
#[derive(Debug, thiserror::Error)]
pub enum LeaseError {
    /// Another instance took over, or the generation was retired. Roll back and stop.
    #[error("the lease was lost to another instance")]
    Lost,
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// The right to move one generation of one projection: one holder at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectionLease {
    /// The projection.
    pub projection: String,
    /// Which generation of its tables.
    pub generation: u32,
    /// Grows with every taking; a holder of an older one can write nothing any more.
    pub epoch: u64,
    /// The last position whose rows are committed.
    pub position: u64,
    /// How long it lasts without being renewed or advanced.
    pub ttl: Duration,
}

impl ProjectionLease {
    /// Takes the lease if it is free, has run out or is this holder's own: whoever does
    /// not know what became of its last commit takes it again and sees. `None` too when
    /// there is no such generation (any more). Needs the system's role.
    pub async fn acquire(
        database: &Database,
        projection: &str,
        generation: u32,
        holder: Uuid,
        ttl: Duration,
    ) -> Result<Option<Self>, sqlx::Error> {
        let mut connection = database.pool().acquire().await?;
        Self::acquire_on(&mut connection, projection, generation, holder, ttl).await
    }

    /// The same on a connection, which may be in a transaction.
    pub async fn acquire_on(
        conn: &mut PgConnection,
        projection: &str,
        generation: u32,
        holder: Uuid,
        ttl: Duration,
    ) -> Result<Option<Self>, sqlx::Error> {
        let row: Option<(i64, i64)> = sqlx::query_as(
            "UPDATE checkpoints \
             SET epoch = epoch + 1, holder = $3, expires_at = clock_timestamp() + $4 \
             WHERE projection = $1 AND generation = $2 \
               AND (holder IS NULL OR holder = $3 OR expires_at < clock_timestamp()) \
             RETURNING epoch, position",
        )
        .bind(projection)
        .bind(generation as i32)
        .bind(holder)
        .bind(ttl)
        .fetch_optional(conn)
        .await?;
        Ok(row.map(|(epoch, position)| Self {
            projection: projection.to_owned(),
            generation,
            epoch: epoch.unsigned_abs(),
            position: position.unsigned_abs(),
            ttl,
        }))
    }

    /// Moves the checkpoint from `from` to `to` and renews the lease, in the transaction
    /// that holds the rows. The first statement of it: then whoever lost the lease does
    /// no work, and its row lock keeps others waiting until the commit. Raise
    /// [`Self::position`] once that has succeeded.
    pub async fn advance(
        &self,
        transaction: &mut PgConnection,
        from: u64,
        to: u64,
    ) -> Result<(), LeaseError> {
        let done = sqlx::query(
            "UPDATE checkpoints SET position = $5, expires_at = clock_timestamp() + $6, \
               updated_at = clock_timestamp() \
             WHERE projection = $1 AND generation = $2 AND epoch = $3 AND position = $4",
        )
        .bind(&self.projection)
        .bind(self.generation as i32)
        .bind(self.epoch as i64)
        .bind(from as i64)
        .bind(to as i64)
        .bind(self.ttl)
        .execute(transaction)
        .await?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(LeaseError::Lost) }
    }

    /// Moves one lane of a rebuild from `from` to `to`, in the transaction that holds its
    /// rows. Lanes wait neither for each other nor for a renewal; [`Self::hold`] waits for
    /// all, also for those of whoever had the lease before.
    pub async fn advance_lane(
        &self,
        transaction: &mut PgConnection,
        lane: u32,
        from: u64,
        to: u64,
    ) -> Result<(), LeaseError> {
        let done = sqlx::query(
            "UPDATE rebuild_lanes SET position = $6 \
             WHERE projection = $1 AND lane = $4 AND position = $5 AND EXISTS ( \
               SELECT FROM checkpoints \
               WHERE projection = $1 AND generation = $2 AND epoch = $3 FOR KEY SHARE)",
        )
        .bind(&self.projection)
        .bind(self.generation as i32)
        .bind(self.epoch as i64)
        .bind(lane as i32)
        .bind(from as i64)
        .bind(to as i64)
        .execute(transaction)
        .await?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(LeaseError::Lost) }
    }

    /// Makes sure of the lease until the transaction ends.
    pub async fn hold(&self, transaction: &mut PgConnection) -> Result<(), LeaseError> {
        let held: Option<i64> = sqlx::query_scalar(
            "SELECT epoch FROM checkpoints \
             WHERE projection = $1 AND generation = $2 AND epoch = $3 FOR UPDATE",
        )
        .bind(&self.projection)
        .bind(self.generation as i32)
        .bind(self.epoch as i64)
        .fetch_optional(transaction)
        .await?;
        if held.is_some() { Ok(()) } else { Err(LeaseError::Lost) }
    }

    /// Keeps the lease while there is nothing to apply.
    pub async fn renew(&self, database: &Database) -> Result<(), LeaseError> {
        let done = sqlx::query(
            "UPDATE checkpoints SET expires_at = clock_timestamp() + $4 \
             WHERE projection = $1 AND generation = $2 AND epoch = $3 AND holder IS NOT NULL",
        )
        .bind(&self.projection)
        .bind(self.generation as i32)
        .bind(self.epoch as i64)
        .bind(self.ttl)
        .execute(database.pool())
        .await?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(LeaseError::Lost) }
    }

    /// Gives it back, so that another instance need not wait for its end.
    pub async fn release(self, database: &Database) -> Result<(), sqlx::Error> {
        sqlx::query(
            "UPDATE checkpoints SET holder = NULL, expires_at = NULL \
             WHERE projection = $1 AND generation = $2 AND epoch = $3",
        )
        .bind(&self.projection)
        .bind(self.generation as i32)
        .bind(self.epoch as i64)
        .execute(database.pool())
        .await?;
        Ok(())
    }
}

/// Moves the checkpoints of these leases to `to` and renews the leases, in the transaction
/// that holds the rows of all, as its first statement; the projections that were moved. Those
/// are left out whose lease was lost, whose checkpoint somebody holds, and that have parked
/// events, or discarded ones up to there: they must be moved one by one.
pub async fn advance_together(
    transaction: &mut PgConnection,
    leases: &[&ProjectionLease],
    to: u64,
) -> Result<Vec<String>, sqlx::Error> {
    let Some(ttl) = leases.first().map(|lease| lease.ttl) else { return Ok(Vec::new()) };
    sqlx::query_scalar(
        "WITH mine AS ( \
           SELECT c.projection, c.generation FROM checkpoints c \
           JOIN unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[]) \
             AS lease (projection, generation, epoch, position) USING (projection, generation) \
           WHERE c.epoch = lease.epoch AND c.position = lease.position \
             AND NOT EXISTS (SELECT FROM dead_letters l \
               WHERE l.consumer = c.projection AND l.generation = c.generation) \
             AND NOT EXISTS (SELECT FROM discarded_events d \
               WHERE d.consumer = c.projection AND d.position > c.position AND d.position <= $5) \
           ORDER BY c.projection FOR UPDATE OF c SKIP LOCKED) \
         UPDATE checkpoints c SET position = $5, expires_at = clock_timestamp() + $6, \
           updated_at = clock_timestamp() \
         FROM mine WHERE c.projection = mine.projection AND c.generation = mine.generation \
         RETURNING c.projection",
    )
    .bind(leases.iter().map(|lease| lease.projection.as_str()).collect::<Vec<_>>())
    .bind(leases.iter().map(|lease| lease.generation as i32).collect::<Vec<_>>())
    .bind(leases.iter().map(|lease| lease.epoch as i64).collect::<Vec<_>>())
    .bind(leases.iter().map(|lease| lease.position as i64).collect::<Vec<_>>())
    .bind(to as i64)
    .bind(ttl)
    .fetch_all(transaction)
    .await
}

/// Keeps these leases while there is nothing to apply; the projections whose lease was kept.
pub async fn renew_together(
    database: &Database,
    leases: &[&ProjectionLease],
) -> Result<Vec<String>, sqlx::Error> {
    let Some(ttl) = leases.first().map(|lease| lease.ttl) else { return Ok(Vec::new()) };
    sqlx::query_scalar(
        "UPDATE checkpoints c SET expires_at = clock_timestamp() + $4 \
         FROM unnest($1::text[], $2::int[], $3::bigint[]) AS lease (projection, generation, epoch) \
         WHERE c.projection = lease.projection AND c.generation = lease.generation \
           AND c.epoch = lease.epoch AND c.holder IS NOT NULL RETURNING c.projection",
    )
    .bind(leases.iter().map(|lease| lease.projection.as_str()).collect::<Vec<_>>())
    .bind(leases.iter().map(|lease| lease.generation as i32).collect::<Vec<_>>())
    .bind(leases.iter().map(|lease| lease.epoch as i64).collect::<Vec<_>>())
    .bind(ttl)
    .fetch_all(database.pool())
    .await
}

/// Locks a generation's checkpoint until the transaction ends, so that nothing is applied
/// to its tables meanwhile; its position, or `None` if there is no such generation.
pub async fn lock(
    transaction: &mut PgConnection,
    projection: &str,
    generation: u32,
) -> Result<Option<u64>, sqlx::Error> {
    let position: Option<i64> = sqlx::query_scalar(
        "SELECT position FROM checkpoints WHERE projection = $1 AND generation = $2 FOR UPDATE",
    )
    .bind(projection)
    .bind(generation as i32)
    .fetch_optional(transaction)
    .await?;
    Ok(position.map(i64::unsigned_abs))
}

/// What readers see of a projection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Live {
    /// The generation of its tables.
    #[sqlx(try_from = "i32")]
    pub generation: u32,
    /// The version of their shape.
    #[sqlx(try_from = "i32")]
    pub version: u32,
    /// Whether somebody stopped it.
    pub paused: bool,
}

/// The live generation of a projection; `None` if there is no such projection.
pub async fn live(database: &Database, projection: &str) -> Result<Option<Live>, sqlx::Error> {
    sqlx::query_as(
        "SELECT generation, version, paused_at IS NOT NULL AS paused FROM projection_generations \
         WHERE projection = $1",
    )
    .bind(projection)
    .fetch_optional(database.pool())
    .await
}

/// How far the read models are: the position of the slowest of these projections, or
/// of all when none is named. For any role.
pub async fn projected(database: &Database, projections: &[&str]) -> Result<u64, sqlx::Error> {
    let position: Option<i64> = sqlx::query_scalar(
        "SELECT min(coalesce(c.position, 0)) FROM projection_generations g \
         LEFT JOIN checkpoints c USING (projection, generation) \
         WHERE cardinality($1::text[]) = 0 OR g.projection = ANY($1)",
    )
    .bind(projections)
    .fetch_one(database.pool())
    .await?;
    Ok(position.unwrap_or(0).unsigned_abs())
}

/// Waits until these projections (all when none is named) have reached `position`;
/// false when they have not within `at_most`. For any role.
pub async fn wait_for(
    database: &Database,
    signals: &Signals,
    projections: &[&str],
    position: u64,
    at_most: Duration,
) -> Result<bool, sqlx::Error> {
    let deadline = Instant::now() + at_most;
    let mut first = true;
    loop {
        if projected(database, projections).await? >= position {
            return Ok(true);
        }
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(false);
        }
        let mut heard = signals.projections();
        let reached = heard.wait_for(|all| {
            let named = |name: &&str| all.get(*name).is_some_and(|at| *at >= position);
            let of_all = !all.is_empty() && all.values().all(|at| *at >= position);
            if projections.is_empty() { of_all } else { projections.iter().all(named) }
        });
        if timeout(left.min(LOOK_AGAIN), reached).await.is_ok() && !first {
            // Heard before it shows, or heard of fewer projections than there are.
            sleep(PAUSE).await;
        }
        first = false;
    }
}
