//! A projection made anew from position 1, beside the live one: to take its place, or to be
//! compared with it.
//!
//! - `fill`: rounds of lanes, up to near the log's end
//! - `deal`: one reader deals the log out to the lanes
//! - `hand`, `lane`: each lane folds and writes its streams' events
//! - `swap`: the rest of the way, and the flip
//! - `verify`: no flip, but what differs
//!
//! Each step is recorded with its rows, so that whoever comes after a crash goes on there.

mod deal;
mod fill;
mod hand;
mod lane;
mod swap;
mod verify;

use std::num::NonZero;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;

use eventing::checkpoint::ProjectionLease;
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use crate::batch::Target;
use crate::{Error, Projection, Projector, Shared, projection};

pub use verify::{Difference, Verified};

/// The pause before asking again for what somebody else may have died over.
const AGAIN: Duration = Duration::from_millis(250);

/// How to rebuild.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Begin anew, whatever an interrupted rebuild has done already.
    pub from_scratch: bool,
    /// How many parts of the streams are filled side by side, at least 1.
    pub lanes: u32,
}

impl Default for Options {
    /// Goes on with what is there; as many lanes as there are processors, at most 8.
    fn default() -> Self {
        let lanes = available_parallelism().map_or(2, NonZero::get).clamp(1, 8);
        Self { from_scratch: false, lanes: lanes as u32 }
    }
}

/// How far a rebuild is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The last position applied; with several lanes their mean.
    pub position: u64,
    /// The end of the log.
    pub head: u64,
}

/// What the tables are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Rebuild,
    Verify,
}

/// A rebuild that this process holds.
#[derive(Debug)]
struct Building {
    projection: &'static Projection,
    lease: ProjectionLease,
    purpose: Purpose,
}

impl Projector {
    /// Makes a projection's tables again from position 1, beside the live ones, and swaps
    /// them in one transaction; the new generation. Readers see the old rows until then,
    /// and never older ones than before. Sends no notification and calls no model: a fold
    /// can do neither. Any error ends it and leaves the live tables as they are; so does an
    /// event that the live tables have and that cannot be applied any more. What was done
    /// until then is kept, and the next rebuild goes on there.
    pub async fn rebuild(
        &self,
        name: &str,
        options: Options,
        mut progress: impl FnMut(Progress),
    ) -> Result<u32, Error> {
        let mut building = self.shared.building(name, Purpose::Rebuild, options).await?;
        let done = self.shared.rebuilt(&mut building, options, &mut progress).await;
        self.shared.leave(building, done).await
    }

    /// Folds the log beside a projection's live tables and compares: the differences. The
    /// live tables are only read, and work on them goes on.
    pub async fn verify(
        &self,
        name: &str,
        options: Options,
        mut progress: impl FnMut(Progress),
    ) -> Result<Verified, Error> {
        let mut building = self.shared.building(name, Purpose::Verify, options).await?;
        let done = self.shared.verified(&mut building, options, &mut progress).await;
        self.shared.leave(building, done).await
    }
}

impl Shared {
    async fn rebuilt(
        self: &Arc<Self>,
        building: &mut Building,
        options: Options,
        progress: &mut impl FnMut(Progress),
    ) -> Result<u32, Error> {
        self.fill(building, options.lanes, progress).await?;
        self.flip(building, progress).await
    }

    /// Makes the tables or finds them, and takes the lease on them. Whoever died over them
    /// holds it a while longer: that is waited for.
    async fn building(
        &self,
        name: &str,
        purpose: Purpose,
        options: Options,
    ) -> Result<Building, Error> {
        let projection = projection(name)?;
        let patience = Instant::now() + self.config.lease + AGAIN;
        loop {
            match self.try_building(projection, purpose, options).await {
                Err(Error::Held(_)) if Instant::now() < patience => sleep(AGAIN).await,
                done => return done,
            }
        }
    }

    async fn try_building(
        &self,
        projection: &'static Projection,
        purpose: Purpose,
        options: Options,
    ) -> Result<Building, Error> {
        let name = projection.name;
        let mut transaction = self.config.database.begin().await?;
        let begun: Result<(i32, bool), sqlx::Error> =
            sqlx::query_as("SELECT generation, resumed FROM begin_rebuild($1, $2, $3, $4, $5)")
                .bind(name)
                .bind(projection.version as i32)
                .bind(purpose.as_str())
                .bind(options.from_scratch)
                .bind(projection.indexes)
                .fetch_one(&mut *transaction)
                .await;
        let (generation, resumed) = begun.map_err(|error| match code(&error).as_deref() {
            Some("55006") => Error::Held(name.to_owned()),
            Some("55000") => Error::Begun(name.to_owned()),
            _ => Error::Database(error),
        })?;
        let (generation, holder) = (generation.unsigned_abs(), Uuid::new_v4());
        let ttl = self.config.lease;
        let lease = ProjectionLease::acquire_on(&mut transaction, name, generation, holder, ttl)
            .await?
            .ok_or_else(|| Error::Held(name.to_owned()))?;
        transaction.commit().await?;
        tracing::info!(projection = name, generation, resumed, ?purpose, "folding the log again");
        Ok(Building { projection, lease, purpose })
    }

    /// Lets go of what is not done, so that the next one need not wait.
    async fn leave<T>(&self, building: Building, done: Result<T, Error>) -> Result<T, Error> {
        if done.is_err()
            && let Err(error) = building.lease.release(&self.config.database).await
        {
            tracing::warn!(projection = building.projection.name, %error, "could not give the lease back");
        }
        done
    }
}

impl Building {
    fn target(&self) -> Target {
        Target { projection: self.projection, generation: self.lease.generation, rebuild: true }
    }
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::Rebuild => "rebuild",
            Self::Verify => "verify",
        }
    }
}

/// The SQLSTATE of an error of the database.
fn code(error: &sqlx::Error) -> Option<String> {
    Some(error.as_database_error()?.code()?.into_owned())
}
