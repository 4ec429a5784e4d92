//! Looks at the deployment twice a second, and starts again what ended by itself.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use sqlx::{Connection, PgConnection};

use super::follower::Follower;
use super::signal::{Look, Signal, Waits};
use crate::cluster::Cluster;
use crate::load::{Load, Wait};

const EVERY: Duration = Duration::from_millis(500);
/// A database that does not answer for so long is away.
const PATIENCE: Duration = Duration::from_secs(2);

/// Up to where each is made: read models, seals, and what is looked through for pushes; and
/// for how many seconds a push is due.
const PLACES: &str = "\
    SELECT (SELECT min(coalesce(c.position, 0)) FROM projection_generations g \
              LEFT JOIN checkpoints c USING (projection, generation)), \
           (SELECT coalesce(max(position), 0) FROM log_blocks), \
           (SELECT position FROM push_feed), \
           (SELECT coalesce(extract(epoch FROM clock_timestamp() - min(due_at)), 0)::float8 \
              FROM push_jobs WHERE due_at <= clock_timestamp())";

/// Whoever looks.
pub(super) struct Watch<'a> {
    cluster: Arc<Cluster>,
    load: &'a Load,
    database: Option<PgConnection>,
    pub(super) follower: Follower,
    pub(super) looks: Vec<Look>,
}

impl<'a> Watch<'a> {
    /// From a position of the log on.
    pub(super) fn new(cluster: Arc<Cluster>, load: &'a Load, from: u64) -> Self {
        let follower = Follower::new(from);
        Self { cluster, load, database: None, follower, looks: Vec::new() }
    }

    /// Of the meter.
    pub(super) fn now(&self) -> f64 {
        self.load.meter.now()
    }

    /// One look, after a pause.
    pub(super) async fn look(&mut self) -> anyhow::Result<()> {
        tokio::time::sleep(EVERY).await;
        self.cluster.supervise().await?;
        let places = tokio::time::timeout(PATIENCE, self.places()).await;
        let places = places.unwrap_or_else(|_| Err(anyhow::anyhow!("it does not answer")));
        if places.is_err() {
            // The next look tries another connection.
            self.database = None;
        }
        let waits = self.waits(places.ok());
        self.looks.push(Look { at: self.now(), waits });
        Ok(())
    }

    async fn places(&mut self) -> anyhow::Result<(i64, i64, i64, f64)> {
        if self.database.is_none() {
            self.database = Some(PgConnection::connect(&self.cluster.database).await?);
        }
        let database = self.database.as_mut().context("it is connected")?;
        let places = sqlx::query_as(PLACES).fetch_one(&mut *database).await?;
        // Afterwards, so that what was reached is known.
        self.follower.read(database, &self.load.meter).await?;
        Ok(places)
    }

    fn waits(&self, places: Option<(i64, i64, i64, f64)>) -> Waits {
        let (now, meter) = (self.now(), &self.load.meter);
        let mut waits = Waits::new();
        waits.insert(Signal::Commands, meter.longest(Wait::Answer));
        waits.insert(Signal::Reads, meter.longest(Wait::Sight));
        waits.insert(Signal::Replies, self.follower.turn(now));
        waits.insert(Signal::Reminders, self.follower.reminder(now));
        for (api, signal) in [Signal::Live1, Signal::Live2].into_iter().enumerate() {
            let tabs = self.load.tabs.iter().filter(|tab| tab.api == api);
            let behind = tabs.map(|tab| self.follower.behind(tab.position(), now));
            waits.insert(signal, behind.fold(0.0, f64::max));
        }
        if let Some((projected, sealed, looked_through, due)) = places {
            let behind = |position: i64| self.follower.behind(position.unsigned_abs(), now);
            waits.insert(Signal::ReadModels, behind(projected));
            waits.insert(Signal::Seals, behind(sealed));
            waits.insert(Signal::Pushes, due.max(behind(looked_through)));
        }
        waits
    }
}
