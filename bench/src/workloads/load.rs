//! Loads: a stream is read and folded, as a command without a cache would.

use super::event_stores::{self as stores, Field};
use crate::Context;
use crate::measure::{Environment, Record};
use crate::peers::Load;

/// Streams of 10 to 10,000 events.
pub(super) async fn main(context: &Context) -> anyhow::Result<Record> {
    let mut record = Record::new("load", Environment::look(context).await?);
    let field = if context.effort.full { Field::All } else { Field::Rust };
    let entrants = stores::entrants(context, &mut record, "load", field).await?;
    let lengths = context.effort.pick(&[100][..], &[10, 100, 1_000, 10_000]);
    for &length in lengths {
        let streams = if length >= 1_000 { 4 } else { 100 };
        let load = Load { writers: 1, streams, length, seconds: 1, ..Load::default() };
        let name = format!("{length} events");
        record.cases.push(stores::case(context, &name, "load", load, &entrants).await?);
    }
    record
        .notes
        .push("One reader; streams are picked at random among those of the length.".to_owned());
    Ok(record)
}
