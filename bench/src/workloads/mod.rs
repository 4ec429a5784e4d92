//! What is measured, one file each. A workload prepares what it needs, measures its cases
//! in interleaved rounds and gives a record back.

use anyhow::bail;

use crate::Context;
use crate::measure::Record;

/// Every workload, in the order in which they are run.
pub const ALL: &[&str] = &[];

/// Runs one workload.
pub async fn run(name: &str, context: &Context) -> anyhow::Result<Record> {
    let _ = context;
    bail!("there is no workload {name}; there are {}", ALL.join(", "))
}
