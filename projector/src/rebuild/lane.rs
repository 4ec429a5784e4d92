//! One reader deals the log out to lanes, by the stream; each lane folds and writes, and has
//! a place of its own in the log. A row comes from one stream, so lanes have no order among
//! each other.
//!
//! A lane writes one piece while it folds the next. What is not plain (an event that cannot
//! be opened or decoded, parked streams, rows that do not fit) goes the way of live work,
//! read again and one step after the other.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use eventing::checkpoint::ProjectionLease;
use eventing::dead_letter;
use eventing::{Batch, LogError, RecordedEvent, SealedEvent};
use tokio::sync::mpsc::{Receiver, Sender};
use tokio::task::JoinHandle;

use super::fill::loses_nothing;
use crate::attach::{self, Attached, attach};
use crate::batch::{Place, Stretch, Target, folded};
use crate::error::Failure;
use crate::write::{self, Plan, Step};
use crate::{Error, Projection, Shared};

/// How many pieces are read ahead for each lane.
pub(super) const AHEAD: usize = 2;
/// How many times what is applied at once to live tables a lane takes at once, unless the
/// projection's events are large.
const BULK: u32 = 4;
const LARGE: u32 = 200;

/// Who fills a part of the tables.
#[derive(Debug, Clone)]
pub(super) struct Lane {
    pub(super) target: Target,
    pub(super) lease: ProjectionLease,
    /// Which one it is, and of how many.
    pub(super) index: u32,
    pub(super) of: u32,
}

/// The events of a lane in a piece of the log.
#[derive(Debug)]
pub(super) struct Dealt {
    events: Vec<SealedEvent>,
    through: u64,
}

/// Events on their way to rows.
struct Folding<'a> {
    projection: &'a Projection,
    plan: Plan<'a>,
    /// The positions of the first and the last one.
    span: Option<(u64, u64)>,
    /// Whether all could be decoded.
    plain: bool,
}

impl<'a> Folding<'a> {
    fn new(shared: &'a Shared, projection: &'a Projection) -> Self {
        let plan = Plan::new(Some(&shared.catalogue));
        Self { projection, plan, span: None, plain: true }
    }

    fn take(&mut self, event: &RecordedEvent) {
        let first = self.span.map_or(event.position, |(first, _)| first);
        self.span = Some((first, event.position));
        match folded(self.projection, event) {
            Ok(writes) => writes.into_iter().for_each(|write| self.plan.add(write)),
            Err(_) => self.plain = false,
        }
    }
}

/// Rows that only need to be written.
#[derive(Debug)]
struct Folded {
    from: u64,
    through: u64,
    /// The positions of its first and its last event.
    span: Option<(u64, u64)>,
    steps: Vec<Step>,
}

/// A piece that is being written.
#[derive(Debug)]
struct Writing {
    from: u64,
    through: u64,
    /// Whether it could be written as it was.
    plain: JoinHandle<Result<bool, Error>>,
}

/// A lane at work.
#[derive(Debug)]
pub(super) struct Hand {
    shared: Arc<Shared>,
    lane: Lane,
    /// Up to where it has folded.
    position: u64,
    /// Where all lanes are.
    places: Arc<[AtomicU64]>,
    writing: Option<Writing>,
}

impl Shared {
    /// Reads the log once, from the place of the hindmost lane to the end of the round, and
    /// gives each lane its events.
    pub(super) async fn deal(
        &self,
        projection: &Projection,
        places: &[u64],
        end: u64,
        lanes: &[Sender<Dealt>],
    ) -> Result<(), Error> {
        let of = lanes.len().max(1) as u32;
        let span = u64::from(self.piece(projection) * of);
        let mut position = places.iter().copied().min().unwrap_or(end);
        while position < end {
            let through = (position + span).min(end);
            let mut dealt: Vec<Vec<SealedEvent>> = lanes.iter().map(|_| Vec::new()).collect();
            for event in self.reader.sealed(position, through, projection.aggregates).await? {
                let lane = event.lane(of) as usize;
                let ahead = places.get(lane).is_none_or(|place| *place >= event.position());
                if let Some(events) = dealt.get_mut(lane)
                    && !ahead
                {
                    events.push(event);
                }
            }
            for ((lane, place), events) in lanes.iter().zip(places).zip(dealt) {
                // A lane that has ended says itself why.
                if *place < through && lane.send(Dealt { events, through }).await.is_err() {
                    return Ok(());
                }
            }
            position = through;
        }
        Ok(())
    }

    /// How many positions of the log a lane takes at once, about.
    fn piece(&self, projection: &Projection) -> u32 {
        let bulk = if projection.batch > LARGE { BULK } else { 1 };
        self.config.batch.min(projection.batch).max(1) * bulk
    }
}

impl Hand {
    /// Of a lane that is at `position`.
    pub(super) fn new(
        shared: Arc<Shared>,
        lane: Lane,
        position: u64,
        places: Arc<[AtomicU64]>,
    ) -> Self {
        Self { shared, lane, position, places, writing: None }
    }

    /// Applies what is dealt.
    pub(super) async fn work(mut self, mut dealt: Receiver<Dealt>) -> Result<(), Error> {
        while let Some(dealt) = dealt.recv().await {
            self.apply(dealt).await?;
        }
        self.written().await
    }

    async fn apply(&mut self, Dealt { events, through }: Dealt) -> Result<(), Error> {
        let shared = Arc::clone(&self.shared);
        let projection = self.lane.target.projection;
        if projection.aggregates.contains(&attach::OF) {
            return self.apply_with_texts(&shared, events, through).await;
        }
        let mut folding = Folding::new(&shared, projection);
        match shared.reader.open(events, &mut |event| folding.take(&event)).await {
            Ok(()) => self.write(folding, through).await,
            Err(LogError::Unreadable { .. }) => self.singly(through).await,
            Err(error) => Err(error.into()),
        }
    }

    /// The same for events whose texts may lie beside the log: as many at once as there is
    /// room for.
    async fn apply_with_texts(
        &mut self,
        shared: &Shared,
        sealed: Vec<SealedEvent>,
        through: u64,
    ) -> Result<(), Error> {
        let mut events = Vec::with_capacity(sealed.len());
        match shared.reader.open(sealed, &mut |event| events.push(event)).await {
            Ok(()) => {}
            Err(LogError::Unreadable { .. }) => return self.singly(through).await,
            Err(error) => return Err(error.into()),
        }
        loop {
            let Attached { only, missing } = attach(&shared.config.database, &mut events).await?;
            if missing {
                return self.singly(through).await;
            }
            let rest = only.map(|only| events.split_off(only));
            let mut folding = Folding::new(shared, self.lane.target.projection);
            events.iter().for_each(|event| folding.take(event));
            let to = match (&rest, events.last()) {
                (Some(_), Some(last)) => last.position,
                _ => through,
            };
            self.write(folding, to).await?;
            match rest {
                Some(rest) => events = rest,
                None => return Ok(()),
            }
        }
    }

    /// Begins to write what was folded, when the piece before it is written.
    async fn write(&mut self, folding: Folding<'_>, through: u64) -> Result<(), Error> {
        let Folding { plan, span, plain, .. } = folding;
        if !plain {
            return self.singly(through).await;
        }
        self.written().await?;
        let steps = plan.steps();
        let from = self.position;
        let (shared, lane) = (Arc::clone(&self.shared), self.lane.clone());
        // A COPY that is broken off leaves its connection out of step with the server (sqlx
        // does not count its answers), so what was begun is ended even when nobody waits for
        // it any more.
        let plain = tokio::spawn(async move {
            let folded = Folded { from, through, span, steps };
            match lane.write(&shared, &folded).await {
                Ok(plain) => Ok(plain),
                Err(Failure::Unfit(_)) => Ok(false),
                Err(Failure::Elsewhere(error)) => Err(error),
            }
        });
        self.writing = Some(Writing { from, through, plain });
        self.position = through;
        Ok(())
    }

    /// Waits for the piece that is being written.
    async fn written(&mut self) -> Result<(), Error> {
        let Some(Writing { from, through, plain }) = self.writing.take() else { return Ok(()) };
        if !plain.await.map_err(|panic| Error::Stopped(panic.to_string()))?? {
            self.lane.singly(&self.shared, from, through).await?;
        }
        self.arrived(through);
        Ok(())
    }

    /// Goes on to `through` the way of live work.
    async fn singly(&mut self, through: u64) -> Result<(), Error> {
        self.written().await?;
        self.lane.singly(&self.shared, self.position, through).await?;
        self.position = through;
        self.arrived(through);
        Ok(())
    }

    fn arrived(&self, position: u64) {
        if let Some(place) = self.places.get(self.lane.index as usize) {
            place.store(position, Ordering::Relaxed);
        }
    }
}

impl Lane {
    /// Rows and the lane's place in one transaction; false, and nothing, if something of the
    /// piece is parked or discarded.
    async fn write(&self, shared: &Shared, folded: &Folded) -> Result<bool, Failure> {
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
    async fn singly(&self, shared: &Arc<Shared>, from: u64, through: u64) -> Result<(), Error> {
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
