//! What an idle WebSocket costs the server in memory.

use std::time::Duration;

use serde_json::Value;

use super::event_stores::STEWARD;
use crate::Context;
use crate::load::files;
use crate::load::http::Client;
use crate::load::steward::{Business, Instance, Roles, Sockets};
use crate::measure::{Case, Environment, Figures, Record, Round};

const PEOPLE: usize = 1_000;
const CONNECTIONS: usize = 10_000;
/// Opened and closed before the first look, so that what the server keeps anyway is there.
const FIRST: usize = 1_000;
/// Until memory is looked at.
const REST: Duration = Duration::from_secs(3);
/// Rounds in a short run: each opens all connections anew.
const ROUNDS: usize = 3;

/// Resident memory before and after 10,000 idle connections.
pub(super) async fn main(context: &Context) -> anyhow::Result<Record> {
    let mut record = Record::new("connections", Environment::look(context).await?);
    record.contenders.push(Instance::about(Roles::Up));
    let may_open = files::raise();
    let connections = CONNECTIONS.min(usize::try_from(may_open)?.saturating_sub(500));
    let mut case = Case::new("idle connections").with("connections", connections as u64);
    let rounds = context.effort.pick(context.effort.rounds.min(ROUNDS), context.effort.rounds);
    for _ in 0..rounds {
        let figures = round(context, connections).await?;
        case.rounds.push(Round::from([(STEWARD.to_owned(), figures)]));
    }
    record.cases.push(case);
    record.notes.push(format!(
        "Each round has an instance of its own, all roles in one process. {FIRST} connections come \
         and go first; then the resident memory of the process is read, and again {} s after the \
         last of {connections} connections was opened, while all are idle. Buffers of the kernel \
         are not in it.",
        REST.as_secs()
    ));
    Ok(record)
}

async fn round(context: &Context, connections: usize) -> anyhow::Result<Figures> {
    let instance = Instance::start(context, "connections", Roles::Up).await?;
    let business = Business::open(&instance, PEOPLE).await?;
    let first = business.tickets(&instance, PEOPLE, FIRST / PEOPLE).await?;
    drop(Sockets::open(instance.address, first).await?);
    tokio::time::sleep(REST).await;
    let before = instance.resident_kb()?;
    let people = PEOPLE.min(connections);
    let tickets = business.tickets(&instance, people, connections / people).await?;
    let sockets = Sockets::open(instance.address, tickets).await?;
    tokio::time::sleep(REST).await;
    let after = instance.resident_kb()?;
    // It still answers.
    let mut client = Client::connect(instance.address, None).await?;
    client.get::<Value>("/readyz").await?;
    let each = after.saturating_sub(before) as f64 / sockets.0.len() as f64;
    Ok(Figures::new()
        .with("resident_before_kb", before as f64)
        .with("resident_after_kb", after as f64)
        .with("connections", sockets.0.len() as f64)
        .with("connection_kb", each))
}
