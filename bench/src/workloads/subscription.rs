//! Subscriptions: from the call of an append to the handler that is handed its event.

use super::event_stores::{self as stores, Field};
use crate::Context;
use crate::measure::{Environment, Record};
use crate::peers::Load;

/// Fifty appends a second.
pub(super) async fn main(context: &Context) -> anyhow::Result<Record> {
    let mut record = Record::new("subscription", Environment::look(context).await?);
    let field = if context.effort.full { Field::All } else { Field::Rust };
    let entrants = stores::entrants(context, &mut record, "subscription", field).await?;
    let load = Load { seconds: context.effort.pick(1, 3), ..Load::default() };
    record.cases.push(stores::case(context, "50 a second", "subscription", load, &entrants).await?);
    record.notes.push(
        "Each with the subscription that its library brings, as its documentation sets it up. \
         postgres-es has none. Steward's reader is woken by the appender of its process; from \
         another process it is woken through Redis."
            .to_owned(),
    );
    Ok(record)
}
