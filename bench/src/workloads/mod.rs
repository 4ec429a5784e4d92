//! What is measured, one file each. A workload prepares what it needs, measures its cases
//! in interleaved rounds and gives a record back.

mod append;
mod command_to_frame;
mod connections;
pub mod event_stores;
mod fairness;
mod fan_out;
mod growth;
mod history;
mod load;
mod queries;
mod rebuild;
mod retrieval;
mod send_message;
mod startup;
mod subscription;

use anyhow::bail;

use crate::Context;
use crate::measure::Record;

/// Every workload, in the order in which they are run.
pub const ALL: &[&str] = &[
    "append",
    "append-writers",
    "append-contention",
    "append-tenants",
    "load",
    "subscription",
    "rebuild",
    "retrieval",
    "growth",
    "startup",
    "send-message",
    "command-to-frame",
    "queries",
    "fairness",
    "fan-out",
    "connections",
];

/// Those of the short run: what is measured beside others, and retrieval.
pub const SHORT: &[&str] = &["append", "rebuild", "retrieval", "send-message", "command-to-frame"];

/// Runs one workload.
pub async fn run(name: &str, context: &Context) -> anyhow::Result<Record> {
    match name {
        "append" => append::main(context).await,
        "append-writers" => append::writers(context).await,
        "append-contention" => append::contention(context).await,
        "append-tenants" => append::tenants(context).await,
        "load" => load::main(context).await,
        "subscription" => subscription::main(context).await,
        "rebuild" => rebuild::main(context).await,
        "retrieval" => retrieval::main(context).await,
        "growth" => growth::main(context).await,
        "startup" => startup::main(context).await,
        "send-message" => send_message::main(context).await,
        "command-to-frame" => command_to_frame::main(context).await,
        "queries" => queries::main(context).await,
        "fairness" => fairness::main(context).await,
        "fan-out" => fan_out::main(context).await,
        "connections" => connections::main(context).await,
        _ => bail!("there is no workload {name}; there are {}", ALL.join(", ")),
    }
}
