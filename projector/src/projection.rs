//! What a projection is: a pure function from an event to the rows that change.

use domain::Event;
use eventing::RecordedEvent;
use uuid::Uuid;

use crate::projections;
use crate::write::Write;

/// One fold of the log into tables that nobody else writes.
#[derive(Debug)]
pub struct Projection {
    /// Its name, for ever.
    pub name: &'static str,
    /// The version of its shape: raised when rows come to hold something else than before.
    /// Tables of an older version are made anew, while they serve.
    pub version: u32,
    /// The aggregates whose events it reads.
    pub aggregates: &'static [&'static str],
    /// Its tables; `projection_generations` lists the same.
    pub tables: &'static [&'static str],
    /// For each of its tables the column (or expression) with the id of the stream that a
    /// row comes from.
    pub streams: &'static [&'static str],
    /// Indexes besides unique ones that its statements need; a rebuild makes all others
    /// when the tables are filled.
    pub(crate) indexes: &'static [&'static str],
    /// The most positions it applies at once, if its events are large.
    pub(crate) batch: u32,
    pub(crate) fold: fn(&Recorded<'_>, Event) -> Vec<Write>,
}

/// Every projection.
pub const PROJECTIONS: &[Projection] = &[
    projections::directory::PROJECTION,
    projections::conversations::PROJECTION,
    projections::turns::PROJECTION,
    projections::usage::PROJECTION,
    projections::actions::PROJECTION,
    projections::notifications::PROJECTION,
    projections::roster::PROJECTION,
    projections::knowledge::PROJECTION,
    projections::tasks::PROJECTION,
    projections::logbook::PROJECTION,
    projections::memory::PROJECTION,
    projections::reminders::PROJECTION,
    projections::timers::PROJECTION,
    projections::trail::PROJECTION,
];

/// What a fold needs to know of an event besides its data.
#[derive(Debug)]
pub(crate) struct Recorded<'a> {
    pub(crate) event: &'a RecordedEvent,
}

impl Recorded<'_> {
    pub(crate) fn tenant(&self) -> Uuid {
        self.event.tenant.0
    }

    /// The aggregate.
    pub(crate) fn id(&self) -> Uuid {
        self.event.id
    }

    pub(crate) fn position(&self) -> u64 {
        self.event.position
    }

    /// When it happened.
    pub(crate) fn at(&self) -> chrono::DateTime<chrono::Utc> {
        self.event.metadata.occurred_at
    }
}
