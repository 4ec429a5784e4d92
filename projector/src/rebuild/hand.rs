//! A lane at work: it folds one piece while the one before it is written.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use eventing::{LogError, RecordedEvent, SealedEvent};
use tokio::sync::mpsc::Receiver;
use tokio::task::JoinHandle;

use super::deal::Dealt;
use super::lane::{Folded, Lane};
use crate::attach::{self, Attached, attach};
use crate::batch::folded;
use crate::error::Failure;
use crate::write::Plan;
use crate::{Error, Projection, Shared};

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
