//! One reader goes through the log and deals it out to lanes, by the stream.

use eventing::SealedEvent;
use tokio::sync::mpsc::Sender;

use crate::{Error, Projection, Shared};

/// How many pieces are read ahead for each lane.
pub(super) const AHEAD: usize = 2;
/// How many times what is applied at once to live tables a lane takes at once, unless the
/// projection's events are large.
const BULK: u32 = 4;
const LARGE: u32 = 200;

/// The events of a lane in a piece of the log.
#[derive(Debug)]
pub(super) struct Dealt {
    pub(super) events: Vec<SealedEvent>,
    pub(super) through: u64,
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
