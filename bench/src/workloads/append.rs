//! Appends: one command decides on its stream and appends its events, durably.

use std::sync::Arc;

use super::event_stores::{self as stores, Field, STEWARD};
use crate::Context;
use crate::measure::{Environment, Record};
use crate::peers::Load;
use crate::peers::steward::Steward;

/// Streams that are hot in the case of conflicts.
const HOT: usize = 8;

/// 32 writers, one event each: the case that the targets name; and one writer alone.
pub(super) async fn main(context: &Context) -> anyhow::Result<Record> {
    let mut record = Record::new("append", Environment::look(context).await?);
    let entrants = stores::entrants(context, &mut record, "append", Field::All).await?;
    let seconds = context.effort.pick(1, 2);
    let load = Load { writers: 32, seconds, ..Load::default() };
    record.cases.push(stores::case(context, "32 writers", "append", load, &entrants).await?);
    let load = Load { seconds: 1, ..Load::default() };
    let alone: Vec<_> = entrants
        .iter()
        .filter(|entrant| {
            context.effort.full
                || ["steward", "postgres-es", "pgbench"]
                    .contains(&entrant.peer.about().name.as_str())
        })
        .cloned()
        .collect();
    record.cases.push(stores::case(context, "1 writer", "append", load, &alone).await?);
    record.notes.push(
        "Each writer has a stream of its own, begins the next after ten commands, and waits for \
         each answer. postgres-es and disintegrate read the stream for every command; Steward \
         reads what it does not know from a moment ago, and the append checks; the others are \
         told the version by the writer, who remembers it."
            .to_owned(),
    );
    Ok(record)
}

/// Other numbers of writers and of events.
pub(super) async fn writers(context: &Context) -> anyhow::Result<Record> {
    let mut record = Record::new("append-writers", Environment::look(context).await?);
    let field = if context.effort.full { Field::All } else { Field::Rust };
    let entrants = stores::entrants(context, &mut record, "append", field).await?;
    for writers in context.effort.pick(&[8, 128][..], &[8, 128]) {
        let load = Load { writers: *writers, seconds: 1, ..Load::default() };
        let name = format!("{writers} writers");
        record.cases.push(stores::case(context, &name, "append", load, &entrants).await?);
    }
    let of_many: Vec<_> =
        entrants.into_iter().filter(|entrant| entrant.peer.about().name != "pgbench").collect();
    let load = Load { writers: 32, events: 3, seconds: 1, ..Load::default() };
    let name = "32 writers, 3 events";
    record.cases.push(stores::case(context, name, "append", load, &of_many).await?);
    Ok(record)
}

/// Writers on the same streams: who is second decides anew.
pub(super) async fn contention(context: &Context) -> anyhow::Result<Record> {
    let mut record = Record::new("append-contention", Environment::look(context).await?);
    let field = if context.effort.full { Field::All } else { Field::Rust };
    let mut entrants = stores::entrants(context, &mut record, "append", field).await?;
    entrants.retain(|entrant| entrant.peer.about().name != "pgbench");
    let cases = [("32 writers on 8 streams", HOT), ("32 writers on one stream", 1)];
    for (name, streams) in cases {
        let load = Load { writers: 32, streams, seconds: 1, ..Load::default() };
        record.cases.push(stores::case(context, name, "append", load, &entrants).await?);
    }
    record.notes.push(
        "An operation counts once it succeeded. Steward decides a command anew inside the \
         store; the others are called again by the writer."
            .to_owned(),
    );
    Ok(record)
}

/// The same load spread over more and more businesses, each with keys of its own.
pub(super) async fn tenants(context: &Context) -> anyhow::Result<Record> {
    let mut record = Record::new("append-tenants", Environment::look(context).await?);
    let mut entrants = Vec::new();
    for (name, tenants) in [(STEWARD, 1), ("steward-100", 100), ("steward-10000", 10_000)] {
        let peer = Arc::new(Steward::sealed(name, tenants));
        record.contenders.push(crate::peers::Peer::about(peer.as_ref()));
        entrants.push(stores::enter(context, peer).await?);
    }
    let load = Load { writers: 32, seconds: context.effort.pick(1, 3), ..Load::default() };
    record.cases.push(stores::case(context, "32 writers", "append", load, &entrants).await?);
    record.notes.push(
        "steward-100 and steward-10000 spread the same load over so many businesses.".to_owned(),
    );
    Ok(record)
}
