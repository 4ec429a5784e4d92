//! A lane of streams: it has a place of its own in the log. A row comes from one stream, so
//! lanes have no order among each other.
//!
//! Rows that are folded only need to be written. What is not plain (an event that cannot be
//! opened or decoded, parked streams, rows that do not fit) goes the way of live work, read
//! again and one step after the other.

use std::sync::Arc;

use eventing::checkpoint::ProjectionLease;
use eventing::dead_letter;
use eventing::{Batch, LogError};

use super::fill::loses_nothing;
use crate::batch::{Place, Stretch, Target};
use crate::error::Failure;
use crate::write::{self, Step};
use crate::{Error, Shared};

/// Who fills a part of the tables.
#[derive(Debug, Clone)]
pub(super) struct Lane {
    pub(super) target: Target,
    pub(super) lease: ProjectionLease,
    /// Which one it is, and of how many.
    pub(super) index: u32,
    pub(super) of: u32,
}

/// Rows that only need to be written.
#[derive(Debug)]
pub(super) struct Folded {
    pub(super) from: u64,
    pub(super) through: u64,
    /// The positions of its first and its last event.
    pub(super) span: Option<(u64, u64)>,
    pub(super) steps: Vec<Step>,
}

impl Lane {
    /// Rows and the lane's place in one transaction; false, and nothing, if something of the
    /// piece is parked or discarded.
    pub(super) async fn write(&self, shared: &Shared, folded: &Folded) -> Result<bool, Failure> {
        let Target { projection, generation, .. } = self.target;
        let mut transaction = shared.begin(self.target).await?;
        self.place(folded.from).advance(&mut transaction, folded.through).await?;
        if let Some(span) = folded.span {
            let standing =
                dead_letter::standing(&mut transaction, projection.name, generation, span).await?;
            if !standing.parked.is_empty() || !standing.discarded.is_empty() {
                transaction.rollback().await?;
                return Ok(false);
            }
        }
        write::perform(&mut transaction, &folded.steps).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Reads again and applies what lies between, so that what cannot be applied is parked.
    pub(super) async fn singly(
        &self,
        shared: &Arc<Shared>,
        from: u64,
        through: u64,
    ) -> Result<(), Error> {
        let mut position = from;
        while position < through {
            let stretch = self.read(shared, position, through).await?;
            let to = stretch.through;
            let (owned, lane) = (Arc::clone(shared), self.clone());
            let applied = tokio::spawn(async move {
                owned.apply(lane.target, lane.place(position), &stretch).await
            });
            if applied.await.map_err(|panic| Error::Stopped(panic.to_string()))?? > 0 {
                let mut connection = shared.config.database.pool().acquire().await?;
                loses_nothing(&mut connection, self.target).await?;
            }
            position = to;
        }
        Ok(())
    }

    /// The next events of the lane; see [`Shared::read`].
    async fn read(&self, shared: &Shared, after: u64, through: u64) -> Result<Stretch, Error> {
        let of = self.target.projection.aggregates;
        let mut through = through;
        loop {
            let mut events = shared.reader.sealed(after, through, of).await?;
            events.retain(|event| event.lane(self.of) == self.index);
            let mut opened = Vec::new();
            match shared.reader.open(events, &mut |event| opened.push(event)).await {
                Ok(()) => return shared.complete(Batch { events: opened, through }).await,
                Err(LogError::Unreadable { position, .. }) if position > after + 1 => {
                    through = position - 1;
                }
                Err(LogError::Unreadable { position, .. }) => {
                    return shared.unopened(position).await;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn place(&self, from: u64) -> Place<'_> {
        Place::Lane { lease: &self.lease, lane: self.index, from }
    }
}
