//! Projections that have caught up move together: one read of the log, and one transaction
//! for the rows and checkpoints of all of them (docs/adr/0024).
//!
//! Whatever concerns one projection alone (its lease, an event that does not fit, parked
//! events) is left to its [`crate::runner::Runner`]: it gets its lease back, takes the next
//! step by itself and comes again.

use std::sync::Arc;
use std::time::Instant;

use domain::Event;
use eventing::RecordedEvent;
use eventing::checkpoint::{self, LeaseError, ProjectionLease};
use sqlx::pool::PoolConnection;
use sqlx::{Connection, Postgres};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use crate::batch::LIVE;
use crate::error::Failure;
use crate::projection::Recorded;
use crate::runner::{FALSE_ALARM, pause};
use crate::write::{self, Write};
use crate::{Projection, Shared};

/// Where runners join; clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Ensemble {
    joining: mpsc::UnboundedSender<Member>,
}

impl Ensemble {
    /// An ensemble, and the work that it does until `shutdown`.
    pub(crate) fn new(
        shared: Arc<Shared>,
        shutdown: CancellationToken,
    ) -> (Self, impl Future<Output = ()> + Send) {
        let (joining, newcomers) = mpsc::unbounded_channel();
        let moving = Moving { shared, newcomers, members: Vec::new(), connection: None };
        (Self { joining }, moving.run(shutdown))
    }

    /// Moves a projection under its lease together with the others, until something concerns
    /// it alone; the lease, at the position that it has come to.
    pub(crate) async fn accompany(
        &self,
        projection: &'static Projection,
        lease: ProjectionLease,
    ) -> Result<ProjectionLease, LeaseError> {
        let (back, left) = oneshot::channel();
        match self.joining.send(Member { projection, lease, back }) {
            // Dropped without an answer: it may have moved.
            Ok(()) => left.await.map_err(|_| LeaseError::Lost),
            // The ensemble has ended, for there is a shutdown.
            Err(mpsc::error::SendError(member)) => Ok(member.lease),
        }
    }
}

#[derive(Debug)]
struct Member {
    projection: &'static Projection,
    lease: ProjectionLease,
    back: oneshot::Sender<ProjectionLease>,
}

impl Member {
    fn leave(self) {
        // A runner that is gone needs no lease.
        let _ = self.back.send(self.lease);
    }

    /// Those of the events that it reads and has not applied.
    fn concerned<'a>(
        &self,
        events: &'a [(RecordedEvent, Event)],
    ) -> impl Iterator<Item = &'a (RecordedEvent, Event)> {
        let (after, aggregates) = (self.lease.position, self.projection.aggregates);
        events.iter().filter(move |(event, _)| {
            event.position > after && aggregates.contains(&event.aggregate_type.as_str())
        })
    }

    fn writes(&self, events: &[(RecordedEvent, Event)]) -> Vec<Write> {
        let fold = self.projection.fold;
        let folded =
            |(event, decoded): &(RecordedEvent, Event)| fold(&Recorded { event }, decoded.clone());
        self.concerned(events).flat_map(folded).collect()
    }
}

struct Moving {
    shared: Arc<Shared>,
    newcomers: mpsc::UnboundedReceiver<Member>,
    members: Vec<Member>,
    /// Kept while one stretch follows the other: its statements are prepared and its process
    /// knows the tables, which each of the pool's would have to learn.
    connection: Option<PoolConnection<Postgres>>,
}

impl Moving {
    async fn run(mut self, shutdown: CancellationToken) {
        let mut renewed = Instant::now();
        let mut woken = false;
        while !shutdown.is_cancelled() {
            while let Ok(newcomer) = self.newcomers.try_recv() {
                self.members.push(newcomer);
            }
            match self.step().await {
                Ok(true) => {
                    renewed = Instant::now();
                    woken = false;
                    continue;
                }
                Ok(false) => {}
                // Each finds out by itself whether it is the one to blame.
                Err(Failure::Unfit(reason)) => self.part(&reason),
                Err(Failure::Elsewhere(error)) => self.part(&error.to_string()),
            }
            if renewed.elapsed() > self.shared.config.lease / 3 {
                self.renew().await;
                renewed = Instant::now();
            }
            if woken {
                pause(FALSE_ALARM, &shutdown).await;
            }
            woken = self.wait(&shutdown).await;
            if !woken {
                self.connection = None;
            }
        }
        self.part("the process ends");
    }

    /// Waits for more of the log, for a newcomer, or a while; whether the log was said to go on.
    async fn wait(&mut self, shutdown: &CancellationToken) -> bool {
        let config = &self.shared.config;
        let asked = Instant::now();
        let patience = config.poll.min(config.lease / 4);
        let position = self.members.iter().map(|member| member.lease.position).min();
        tokio::select! {
            () = config.signals.head_beyond(position.unwrap_or(u64::MAX), patience) => {
                asked.elapsed() < patience
            }
            newcomer = self.newcomers.recv() => {
                self.members.extend(newcomer);
                false
            }
            () = shutdown.cancelled() => false,
        }
    }

    /// Applies the next stretch to all; false when there is none.
    async fn step(&mut self) -> Result<bool, Failure> {
        let began = Instant::now();
        let Some(after) = self.members.iter().map(|member| member.lease.position).min() else {
            return Ok(false);
        };
        let config = &self.shared.config;
        let least = self.members.iter().map(|member| member.projection.batch).min();
        let limit = config.batch.min(least.unwrap_or(u32::MAX)).max(1);
        let mut aggregates: Vec<&str> =
            self.members.iter().flat_map(|member| member.projection.aggregates).copied().collect();
        aggregates.sort_unstable();
        aggregates.dedup();
        let stretch = self.shared.read(&aggregates, after, limit).await?;
        if stretch.through == after {
            self.members.iter().for_each(|member| self.shared.measure(&member.lease, 0));
            return Ok(false);
        }
        let through = stretch.through;
        let events = stretch.decoded()?;
        let moved = self.apply(&events, through).await?;
        let members = std::mem::take(&mut self.members);
        let stays = |member: &Member| {
            member.lease.position >= through || moved.contains(&member.projection.name)
        };
        let (stay, leave): (Vec<_>, Vec<_>) = members.into_iter().partition(stays);
        leave.into_iter().for_each(Member::leave);
        self.members = stay;
        self.shared.config.signals.projected(&moved, through);
        for (event, _) in &events {
            self.shared.traced("project", event, began);
        }
        let full = through - after >= u64::from(limit);
        let head = if full { self.shared.reader.head().await?.position } else { through };
        for member in &mut self.members {
            let count = member.concerned(&events).count();
            member.lease.position = member.lease.position.max(through);
            self.shared.measure_step(&member.lease, began, count, 0);
            self.shared.measure(&member.lease, head.saturating_sub(through));
        }
        Ok(true)
    }

    /// Writes rows and checkpoints in one transaction; the names of those that could move: not
    /// those whose lease was lost or whose checkpoint somebody holds, nor those with parked events.
    async fn apply(
        &mut self,
        events: &[(RecordedEvent, Event)],
        through: u64,
    ) -> Result<Vec<&'static str>, Failure> {
        let behind = || self.members.iter().filter(|member| member.lease.position < through);
        let leases: Vec<_> = behind().map(|member| &member.lease).collect();
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.shared.config.database.pool().acquire().await?,
        };
        let mut transaction = connection.begin_with(LIVE).await?;
        let moved = checkpoint::advance_together(&mut transaction, &leases, through).await?;
        let moved: Vec<&Member> =
            behind().filter(|member| moved.contains(&member.lease.projection)).collect();
        for member in &moved {
            write::execute(&mut transaction, member.writes(events), None).await?;
        }
        transaction.commit().await?;
        self.connection = Some(connection);
        Ok(moved.iter().map(|member| member.projection.name).collect())
    }

    /// Keeps the leases while there is nothing to apply; whoever lost theirs leaves.
    async fn renew(&mut self) {
        let leases: Vec<_> = self.members.iter().map(|member| &member.lease).collect();
        match checkpoint::renew_together(&self.shared.config.database, &leases).await {
            Ok(kept) => {
                let members = std::mem::take(&mut self.members);
                let (stay, leave) = members
                    .into_iter()
                    .partition(|member: &Member| kept.contains(&member.lease.projection));
                self.members = stay;
                leave.into_iter().for_each(Member::leave);
            }
            Err(error) => self.part(&error.to_string()),
        }
    }

    /// Gives all leases back.
    fn part(&mut self, why: &str) {
        if !self.members.is_empty() {
            tracing::info!(why, "projections go on one by one");
        }
        self.members.drain(..).for_each(Member::leave);
    }
}
