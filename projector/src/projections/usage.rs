//! `usage`: what each call of a model took.

use domain::Event;
use domain::turn::{TurnEvent, Usage};

use crate::projection::{Projection, Recorded};
use crate::row::{Row, row};
use crate::write::{Statement, Write, insert};

pub(crate) const PROJECTION: Projection = Projection {
    name: "usage",
    version: 1,
    aggregates: &["Turn"],
    tables: &["model_calls"],
    streams: &["turn_id"],
    indexes: &[],
    batch: 500,
    fold,
};

static ADD_CALL: Statement = insert!(
    "model_calls",
    "tenant_id, turn_id, sequence, model, failure, input_tokens, cached_tokens, output_tokens, \
     reasoning_tokens, cost_micro_usd, latency_ms, called_at, position"
);

fn fold(recorded: &Recorded<'_>, event: Event) -> Vec<Write> {
    let mut row = match event {
        Event::Turn(TurnEvent::ModelResponded(event)) => {
            call(&event.model, event.usage, event.cost_micro_usd, event.latency_ms)
        }
        // A model that was down was not called.
        Event::Turn(TurnEvent::ModelAttemptFailed(event)) if event.kind != "down" => {
            let usage = event.usage.unwrap_or_default();
            let cost = event.cost_micro_usd.unwrap_or_default();
            let mut row = call(&event.model, usage, cost, event.latency_ms);
            row.set("failure", event.kind);
            row
        }
        _ => return Vec::new(),
    };
    row.set("tenant_id", recorded.tenant());
    row.set("turn_id", recorded.id());
    row.set("sequence", recorded.event.sequence);
    row.set("called_at", recorded.at());
    row.set("position", recorded.position());
    vec![Write { statement: &ADD_CALL, key: recorded.event.event_id, row }]
}

/// The columns of one call. A provider's counts are what it says; the table's are bounded.
fn call(model: &str, usage: Usage, cost_micro_usd: u64, latency_ms: u64) -> Row {
    let bounded = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    row!({
        "model": model,
        "input_tokens": bounded(usage.input),
        "cached_tokens": bounded(usage.cached),
        "output_tokens": bounded(usage.output),
        "reasoning_tokens": bounded(usage.reasoning),
        "cost_micro_usd": bounded(cost_micro_usd),
        "latency_ms": bounded(latency_ms),
    })
}
