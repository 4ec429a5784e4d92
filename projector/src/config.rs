//! What a projector needs.

use std::time::Duration;

use eventing::{Database, DbRole, KeyRing, Signals};

use crate::Error;

/// Settings of a projector.
#[derive(Debug, Clone)]
pub struct Config {
    /// The system role's pool; a few connections per projection.
    pub database: Database,
    /// Opens personal text.
    pub keys: KeyRing,
    /// Where new events are announced, and progress is.
    pub signals: Signals,
    /// Where running answers lie, which erasures remove; none: nothing lies there.
    pub redis: Option<redis::Client>,
    /// The most positions of the log that are applied in one transaction.
    pub batch: u32,
    /// How long another instance waits before it takes over from one that stalled.
    pub lease: Duration,
    /// How often the log is looked at without a signal.
    pub poll: Duration,
}

impl Config {
    /// The usual settings.
    pub fn new(database: Database, keys: KeyRing, signals: Signals) -> Self {
        Self {
            database,
            keys,
            signals,
            redis: None,
            batch: 500,
            lease: Duration::from_secs(10),
            poll: Duration::from_secs(1),
        }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.database.role() == DbRole::System { Ok(()) } else { Err(Error::WrongRole) }
    }
}
