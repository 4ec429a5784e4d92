//! Read models: folds of the log into tables, each with its own place in the log.
//!
//! - [`PROJECTIONS`]: which there are; `projections/` has one file for each
//! - `row`, `scalar`, `write`: rows as data, and how they are written together
//! - `batch`: a stretch of the log becomes one transaction of rows and checkpoint
//! - `runner`: one projection in a loop, under its lease; `ensemble`: those that have caught up
//!   move together
//! - `retry`, `rebuild`: parked events tried again; new tables beside the live ones
//! - `refold`: the rows of some streams made anew in place
//! - `replay`: what a range of the log does to a projection, told or done again
//! - `erasure`: a member leaves the read models, by that
//! - `copy`: rows in bulk
//! - `tend`: what was asked for, and tables of an older version made anew
//!
//! Architecture invariant: a projection is a pure function of the event. It reads no
//! table, no clock and no other stream, so that a rebuild makes the same rows again.

mod attach;
mod batch;
mod config;
mod copy;
mod ensemble;
mod erasure;
mod error;
mod projection;
mod projections;
mod rebuild;
mod refold;
mod replay;
mod retry;
mod row;
mod runner;
mod scalar;
mod tend;
mod write;

use std::sync::Arc;

use eventing::LogReader;
use eventing::checkpoint::{self, Live};
use futures::future::join_all;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

pub use config::Config;
use copy::Catalogue;
use ensemble::Ensemble;
pub use erasure::{Erased, Stage};
pub use error::Error;
pub use projection::{PROJECTIONS, Projection};
pub use rebuild::{Difference, Options, Progress, Verified};
pub use replay::{Replayed, Row};
pub use retry::Retried;
use runner::Runner;

/// Runs every projection until `shutdown`, then gives the leases back.
///
/// Several processes may run it: of each projection one instance is active, and another
/// takes over when that one stops or stalls.
pub async fn run(config: Config, shutdown: CancellationToken) -> Result<(), Error> {
    Projector::new(config)?.run(shutdown).await
}

/// All projections of one process.
#[derive(Debug, Clone)]
pub struct Projector {
    shared: Arc<Shared>,
}

/// What all parts of a projector use.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) config: Config,
    pub(crate) reader: LogReader,
    /// The columns of tables that rows are copied into.
    pub(crate) catalogue: Catalogue,
}

impl Shared {
    /// What readers see of a projection. One whose tables are newer than this build must be
    /// left to a newer one.
    pub(crate) async fn live(&self, projection: &Projection) -> Result<Live, Error> {
        let name = projection.name;
        let live = checkpoint::live(&self.config.database, name)
            .await?
            .ok_or_else(|| Error::UnknownProjection(name.to_owned()))?;
        if live.version > projection.version {
            let (there, here) = (live.version, projection.version);
            return Err(Error::Newer(format!(
                "the tables of {name} have version {there}, not {here}"
            )));
        }
        Ok(live)
    }
}

impl Projector {
    /// A projector on the system's role.
    pub fn new(config: Config) -> Result<Self, Error> {
        config.check()?;
        let reader = LogReader::new(config.database.clone(), config.keys.clone());
        Ok(Self { shared: Arc::new(Shared { config, reader, catalogue: Catalogue::default() }) })
    }

    /// Runs every projection until `shutdown`.
    pub async fn run(&self, shutdown: CancellationToken) -> Result<(), Error> {
        let (ensemble, moving) = Ensemble::new(Arc::clone(&self.shared), shutdown.clone());
        let mut tasks: Vec<_> = self
            .runners()
            .map(|runner| {
                let (ensemble, shutdown) = (ensemble.clone(), shutdown.clone());
                tokio::spawn(async move { runner.run(&ensemble, &shutdown).await })
            })
            .collect();
        tasks.push(tokio::spawn(moving));
        let (projector, stopped) = (self.clone(), shutdown.clone());
        tasks.push(tokio::spawn(async move { projector.run_erasures(&stopped).await }));
        let projector = self.clone();
        tasks.push(tokio::spawn(async move { projector.tend(&shutdown).await }));
        for ended in join_all(tasks).await {
            if let Err(panic) = ended {
                return Err(Error::Stopped(panic.to_string()));
            }
        }
        Ok(())
    }

    /// Brings every projection to the end of the log as it is now, then gives the leases
    /// back. For tests and tools that cannot wait for a loop.
    pub async fn run_until_idle(&self) -> Result<(), Error> {
        for ended in join_all(self.runners().map(Runner::run_until_idle)).await {
            ended?;
        }
        Ok(())
    }

    fn runners(&self) -> impl Iterator<Item = Runner> + '_ {
        PROJECTIONS
            .iter()
            .map(|projection| Runner::new(Arc::clone(&self.shared), projection, Uuid::new_v4()))
    }
}

/// The projection of that name.
pub(crate) fn projection(name: &str) -> Result<&'static Projection, Error> {
    PROJECTIONS
        .iter()
        .find(|projection| projection.name == name)
        .ok_or_else(|| Error::UnknownProjection(name.to_owned()))
}
