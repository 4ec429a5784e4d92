//! What the tests are written with.

mod cluster;
mod collector;
mod log;
mod member;
mod model;
mod process;
mod solo;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tokio::sync::{Mutex, MutexGuard};

pub(crate) use cluster::Cluster;
pub(crate) use collector::Collector;
pub(crate) use log::Log;
pub(crate) use member::{Live, Member, Sent, client};
pub(crate) use model::{Faults, ScriptedModel};
pub(crate) use process::{Process, program};
pub(crate) use solo::Solo;

/// What a member of the demo writes, and what it leads to: somebody else is notified.
pub(crate) const DELIVERY: &str = "There's a delivery arriving tomorrow at 10am, but I'm off work";
/// And a question that the documents answer.
pub(crate) const CLEANING: &str = "When is the next cleaning scheduled?";

/// The longest wait for anything that must happen.
const PATIENCE: Duration = Duration::from_secs(45);

/// One test at a time within this process, as nextest's group does over processes:
/// several clusters at once would time each other out on a small machine.
pub(crate) async fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::const_new(());
    TURN.lock().await
}

/// Looks until there is something to see.
pub(crate) async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(seen) = look().await {
            return seen;
        }
        assert!(Instant::now() < deadline, "in {PATIENCE:?} it did not happen that {what}");
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
}

/// The folder with the prepared programs and the embedding model.
pub(crate) fn home() -> PathBuf {
    let home = std::env::var_os("STEWARD_HOME").map_or_else(|| ".steward".into(), PathBuf::from);
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(home)
}
