//! A stretch of the log becomes one transaction: rows, parked events, checkpoint.

use domain::Event;
use eventing::checkpoint::{LeaseError, ProjectionLease};
use eventing::dead_letter::{self, ParkedStream, Standing};
use eventing::{Batch, LogError, RecordedEvent};
use sqlx::{Acquire, PgConnection, Postgres, Transaction};

use crate::attach::{Attached, attach};
use crate::copy::Catalogue;
use crate::error::{Failure, undecodable};
use crate::projection::Recorded;
use crate::write::{self, Write};
use crate::{Error, Projection, Shared};

/// Which tables a batch is for: a generation of a projection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target {
    pub(crate) projection: &'static Projection,
    pub(crate) generation: u32,
    /// Whether its tables are those being rebuilt.
    pub(crate) rebuild: bool,
}

/// What moves with the rows.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place<'a> {
    /// The checkpoint of the generation.
    Checkpoint(&'a ProjectionLease),
    /// One lane of a rebuild, from where it is.
    Lane {
        /// Of the rebuild.
        lease: &'a ProjectionLease,
        /// Which lane.
        lane: u32,
        /// Its position.
        from: u64,
    },
}

impl Place<'_> {
    pub(crate) async fn advance(self, conn: &mut PgConnection, to: u64) -> Result<(), LeaseError> {
        match self {
            Self::Checkpoint(lease) => lease.advance(conn, lease.position, to).await,
            Self::Lane { lease, lane, from } => lease.advance_lane(conn, lane, from, to).await,
        }
    }
}

/// Events to be applied.
#[derive(Debug)]
pub(crate) struct Stretch {
    pub(crate) events: Vec<RecordedEvent>,
    /// The last position it covers.
    pub(crate) through: u64,
    /// Why none of its events could be opened.
    unreadable: Option<String>,
}

/// How a transaction on the live tables begins.
pub(crate) const LIVE: &str = "BEGIN; SET LOCAL synchronous_commit = off";
const REBUILD: &str =
    "BEGIN; SET LOCAL synchronous_commit = off; SET LOCAL search_path = rebuild, public";
const BEHIND: &str = "an earlier event of its stream is parked";

impl Shared {
    /// The next events of these aggregates after `after`. One that cannot be opened comes alone.
    pub(crate) async fn read(
        &self,
        aggregates: &[&str],
        after: u64,
        limit: u32,
    ) -> Result<Stretch, Error> {
        let at = match self.reader.read(after, limit, aggregates).await {
            Ok(batch) => return self.complete(batch).await,
            Err(LogError::Unreadable { position, reason }) if position > after => {
                (position, reason)
            }
            Err(error) => return Err(error.into()),
        };
        let (position, reason) = at;
        let before = u32::try_from(position - after - 1).unwrap_or(limit).min(limit);
        if before > 0 {
            return self.complete(self.reader.read(after, before, aggregates).await?).await;
        }
        tracing::error!(position, %reason, "an event cannot be opened");
        self.unopened(position).await
    }

    /// The event at a position alone, as one that cannot be opened.
    pub(crate) async fn unopened(&self, position: u64) -> Result<Stretch, Error> {
        let Batch { events, through } = self.reader.envelopes(position - 1, 1).await?;
        Ok(Stretch { events, through, unreadable: Some("it cannot be opened".to_owned()) })
    }

    /// With the texts that lie beside the log. One that lacks its text comes alone.
    pub(crate) async fn complete(&self, batch: Batch) -> Result<Stretch, Error> {
        let Batch { mut events, mut through } = batch;
        let Attached { only, missing } = attach(&self.config.database, &mut events).await?;
        if let Some(only) = only {
            events.truncate(only);
            through = events.last().map_or(through, |last| last.position);
        }
        let unreadable = missing.then(|| "its text is not there".to_owned());
        Ok(Stretch { events, through, unreadable })
    }

    /// Applies a stretch under the lease; the number of events that were parked.
    pub(crate) async fn apply(
        &self,
        target: Target,
        place: Place<'_>,
        stretch: &Stretch,
    ) -> Result<usize, Error> {
        match self.attempt(target, place, stretch, false).await {
            Ok(parked) => Ok(parked),
            Err(Failure::Elsewhere(error)) => Err(error),
            // Some event of it is poison: which one is found one by one.
            Err(Failure::Unfit(_)) => match self.attempt(target, place, stretch, true).await {
                Ok(parked) => Ok(parked),
                Err(Failure::Elsewhere(error)) => Err(error),
                Err(Failure::Unfit(reason)) => Err(Error::Stopped(reason)),
            },
        }
    }

    async fn attempt(
        &self,
        target: Target,
        place: Place<'_>,
        stretch: &Stretch,
        singly: bool,
    ) -> Result<usize, Failure> {
        if stretch.events.is_empty() {
            let mut connection = self.config.database.pool().acquire().await?;
            place.advance(&mut connection, stretch.through).await?;
            return Ok(0);
        }
        let mut transaction = self.begin(target).await?;
        place.advance(&mut transaction, stretch.through).await?;
        let bulk = matches!(place, Place::Lane { .. }).then_some(&self.catalogue);
        let parked = self.write(target, &mut transaction, stretch, singly, bulk).await?;
        transaction.commit().await?;
        Ok(parked)
    }

    /// Writes the rows of a stretch and parks what does not fit; the number parked. In bulk,
    /// if that is allowed.
    pub(crate) async fn write(
        &self,
        target: Target,
        conn: &mut PgConnection,
        stretch: &Stretch,
        singly: bool,
        bulk: Option<&Catalogue>,
    ) -> Result<usize, Failure> {
        let Target { projection, generation, .. } = target;
        let Standing { parked: mut blocked, discarded } = match stretch.span() {
            Some(span) => dead_letter::standing(conn, projection.name, generation, span).await?,
            None => Standing::default(),
        };
        let mut together = Vec::new();
        let mut parked = 0;
        let kept = |event: &&RecordedEvent| !discarded.contains(&event.position);
        for event in stretch.events.iter().filter(kept) {
            let stream = ParkedStream::of(event);
            let outcome = match (&stretch.unreadable, folded(projection, event)) {
                _ if blocked.contains(&stream) => Err(BEHIND.to_owned()),
                (Some(reason), _) => Err(reason.clone()),
                (None, Ok(writes)) if singly => alone(conn, writes).await?,
                (None, Ok(writes)) => {
                    together.extend(writes);
                    Ok(())
                }
                (None, Err(reason)) => Err(reason),
            };
            if let Err(reason) = outcome {
                tracing::error!(
                    projection = projection.name,
                    position = event.position,
                    event_type = event.event_type,
                    reason,
                    "parked an event"
                );
                dead_letter::park(conn, projection.name, generation, event, &reason).await?;
                blocked.insert(stream);
                parked += 1;
            }
        }
        write::execute(conn, together, bulk).await?;
        Ok(parked)
    }

    /// A transaction on the target's tables. It need not reach the disk before it is
    /// answered: a crash loses rows and checkpoint together, and the log makes them again.
    pub(crate) async fn begin(
        &self,
        target: Target,
    ) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
        self.config.database.begin_with(if target.rebuild { REBUILD } else { LIVE }).await
    }
}

/// The rows that an event changes, or why it cannot be applied.
pub(crate) fn folded(projection: &Projection, event: &RecordedEvent) -> Result<Vec<Write>, String> {
    let decoded = event.decode().map_err(|error| undecodable(&error))?;
    Ok((projection.fold)(&Recorded { event }, decoded))
}

/// Writes in a savepoint: what does not fit leaves nothing behind.
pub(crate) async fn alone(
    conn: &mut PgConnection,
    writes: Vec<Write>,
) -> Result<Result<(), String>, Failure> {
    let mut savepoint = conn.begin().await?;
    match write::execute(&mut savepoint, writes, None).await.map_err(Failure::from) {
        Ok(()) => {
            savepoint.commit().await?;
            Ok(Ok(()))
        }
        Err(Failure::Unfit(reason)) => {
            savepoint.rollback().await?;
            Ok(Err(reason))
        }
        Err(elsewhere) => Err(elsewhere),
    }
}

impl Stretch {
    /// Its events, each with what it says; the first that cannot be told is unfit.
    pub(crate) fn decoded(self) -> Result<Vec<(RecordedEvent, Event)>, Failure> {
        if let Some(reason) = self.unreadable {
            return Err(Failure::Unfit(reason));
        }
        let decoded = |event: RecordedEvent| match event.decode() {
            Ok(decoded) => Ok((event, decoded)),
            Err(error) => Err(Failure::Unfit(undecodable(&error))),
        };
        self.events.into_iter().map(decoded).collect()
    }

    /// The positions of its first and its last event.
    fn span(&self) -> Option<(u64, u64)> {
        Some((self.events.first()?.position, self.events.last()?.position))
    }

    /// The only event, if it can be opened.
    pub(crate) fn single(&self) -> Option<(&RecordedEvent, Option<&str>)> {
        self.events.first().map(|event| (event, self.unreadable.as_deref()))
    }
}
