//! Filling the new tables in bulk, in rounds: each ends where the log ended when it began.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sqlx::PgConnection;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::deal::AHEAD;
use super::hand::Hand;
use super::lane::Lane;
use super::{Building, Progress, Purpose};
use crate::batch::Target;
use crate::{Error, Shared};

/// How close to the end the lanes must come, in batches; the rest goes without them.
const NEAR: u32 = 10;
/// How often the lease is renewed and the progress told.
const TELL: Duration = Duration::from_millis(250);

/// The lanes of one round: all go from where the checkpoint is to its target.
#[derive(Debug)]
struct Round {
    target: u64,
    positions: Vec<u64>,
}

impl Shared {
    /// Fills the tables of a rebuild up to near the end of the log, then gives them what
    /// filling did without. Goes on where an earlier attempt was interrupted.
    pub(super) async fn fill(
        self: &Arc<Self>,
        building: &mut Building,
        lanes: u32,
        progress: &mut impl FnMut(Progress),
    ) -> Result<(), Error> {
        if self.settled(building).await? {
            return Ok(());
        }
        let near = u64::from(self.config.batch * NEAR);
        loop {
            let end = self.end(building).await?;
            let round = match self.interrupted(building).await? {
                Some(round) => round,
                None if end.saturating_sub(building.lease.position) <= near => break,
                None => self.open_round(building, end, lanes.max(1)).await?,
            };
            self.run_round(building, &round, progress).await?;
            building.lease.position = round.target;
        }
        let settle = async {
            let mut transaction = self.begin(building.target()).await?;
            sqlx::query("SELECT settle_rebuild($1)")
                .bind(building.projection.name)
                .execute(&mut *transaction)
                .await?;
            Ok(transaction.commit().await?)
        };
        self.kept(building, settle).await
    }

    /// Does long work and keeps the lease meanwhile.
    pub(super) async fn kept<T>(
        &self,
        building: &Building,
        work: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let mut tick = tokio::time::interval(building.lease.ttl / 4);
        let mut work = std::pin::pin!(work);
        loop {
            tokio::select! {
                done = &mut work => return done,
                _ = tick.tick() => building.lease.renew(&self.config.database).await?,
            }
        }
    }

    async fn settled(&self, building: &Building) -> Result<bool, Error> {
        let settled = sqlx::query_scalar("SELECT settled FROM rebuilds WHERE projection = $1")
            .bind(building.projection.name)
            .fetch_one(self.config.database.pool())
            .await?;
        Ok(settled)
    }

    /// Where filling ends: what is compared with live tables goes no further than they do.
    pub(super) async fn end(&self, building: &Building) -> Result<u64, Error> {
        let head = self.reader.head().await?.position;
        match building.purpose {
            Purpose::Rebuild => Ok(head),
            Purpose::Verify => {
                let live: Option<i64> = sqlx::query_scalar(
                    "SELECT position FROM checkpoints WHERE projection = $1 AND generation = $2",
                )
                .bind(building.projection.name)
                .bind(building.lease.generation as i32 - 1)
                .fetch_optional(self.config.database.pool())
                .await?;
                Ok(live.unwrap_or_default().unsigned_abs().min(head))
            }
        }
    }

    /// The round that an earlier attempt did not end. Waits for what that one may still be
    /// committing.
    async fn interrupted(&self, building: &Building) -> Result<Option<Round>, Error> {
        let mut transaction = self.begin(building.target()).await?;
        building.lease.hold(&mut transaction).await?;
        let (target, positions): (i64, Vec<i64>) = sqlx::query_as(
            "SELECT target, ARRAY(SELECT position FROM rebuild_lanes WHERE projection = $1 ORDER BY lane) \
             FROM rebuilds WHERE projection = $1",
        )
        .bind(building.projection.name)
        .fetch_one(&mut *transaction)
        .await?;
        transaction.commit().await?;
        let positions: Vec<u64> = positions.into_iter().map(i64::unsigned_abs).collect();
        Ok((!positions.is_empty()).then_some(Round { target: target.unsigned_abs(), positions }))
    }

    async fn open_round(
        &self,
        building: &Building,
        target: u64,
        lanes: u32,
    ) -> Result<Round, Error> {
        let Building { projection, lease, .. } = building;
        let mut transaction = self.begin(building.target()).await?;
        lease.hold(&mut transaction).await?;
        sqlx::query("UPDATE rebuilds SET target = $2 WHERE projection = $1")
            .bind(projection.name)
            .bind(target as i64)
            .execute(&mut *transaction)
            .await?;
        sqlx::query(
            "INSERT INTO rebuild_lanes (projection, lane, position) \
             SELECT $1, lane, $3 FROM generate_series(0, $2 - 1) AS lane",
        )
        .bind(projection.name)
        .bind(lanes as i32)
        .bind(lease.position as i64)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(Round { target, positions: vec![lease.position; lanes as usize] })
    }

    /// Runs the lanes side by side, and moves the checkpoint when all have arrived.
    async fn run_round(
        self: &Arc<Self>,
        building: &Building,
        round: &Round,
        progress: &mut impl FnMut(Progress),
    ) -> Result<(), Error> {
        let of = round.positions.len() as u32;
        let begun: u64 = round.positions.iter().sum();
        progress(Progress { position: begun / u64::from(of.max(1)), head: round.target });
        let places: Arc<[AtomicU64]> =
            round.positions.iter().copied().map(AtomicU64::new).collect();
        let mut connection = self.config.database.pool().acquire().await?;
        self.catalogue.load(&mut connection, building.projection.tables).await?;
        drop(connection);
        let mut lanes = JoinSet::new();
        let mut hands = Vec::new();
        for (index, &from) in (0..of).zip(&round.positions) {
            let (hand, dealt) = mpsc::channel(AHEAD);
            hands.push(hand);
            let lane = Lane { target: building.target(), lease: building.lease.clone(), index, of };
            let hand = Hand::new(Arc::clone(self), lane, from, Arc::clone(&places));
            lanes.spawn(hand.work(dealt));
        }
        let (shared, projection) = (Arc::clone(self), building.projection);
        let (positions, end) = (round.positions.clone(), round.target);
        lanes.spawn(async move { shared.deal(projection, &positions, end, &hands).await });
        let mut tell = tokio::time::interval(TELL.min(building.lease.ttl / 4));
        loop {
            tokio::select! {
                ended = lanes.join_next() => match ended {
                    None => break,
                    Some(Ok(done)) => done?,
                    Some(Err(panic)) => return Err(Error::Stopped(panic.to_string())),
                },
                _ = tell.tick() => {
                    building.lease.renew(&self.config.database).await?;
                    let sum: u64 = places.iter().map(|place| place.load(Ordering::Relaxed)).sum();
                    let position = sum / u64::from(of.max(1));
                    let head = self.end(building).await?.max(position);
                    progress(Progress { position, head });
                }
            }
        }
        let mut transaction = self.begin(building.target()).await?;
        let lease = &building.lease;
        lease.advance(&mut transaction, lease.position, round.target).await?;
        sqlx::query("DELETE FROM rebuild_lanes WHERE projection = $1")
            .bind(building.projection.name)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        progress(Progress {
            position: round.target,
            head: round.target.max(self.end(building).await?),
        });
        Ok(())
    }
}

/// Refuses a rebuild that cannot apply what the live generation has applied: an event that
/// cannot be opened or a text that is not there any more is no reason to end short.
pub(super) async fn loses_nothing(conn: &mut PgConnection, target: Target) -> Result<(), Error> {
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
