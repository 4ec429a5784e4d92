//! `memory`: what the steward knows about each member.

use chrono::{DateTime, Utc};
use domain::memory::{Fact, MemoryEvent, Source};
use domain::{Event, Personal};

use crate::projection::{Projection, Recorded};
use crate::row::{Row, row};
use crate::write::{Statement, Write, insert, update};

pub(crate) const PROJECTION: Projection = Projection {
    name: "memory",
    version: 1,
    aggregates: &["Memory"],
    tables: &["facts"],
    streams: &["member_id"],
    indexes: &[],
    batch: 1000,
    fold,
};

static ADD_FACT: Statement = insert!(
    "facts",
    "tenant_id, fact_id, member_id, text, topic, sentence, source, conversation_id, message_id, version, \
     status, valid_from, learned_at, position, updated_position"
);
static REVISE_FACT: Statement = update!(
    "facts",
    "text = n.text, topic = n.topic, sentence = n.sentence, source = n.source, \
     conversation_id = n.conversation_id, message_id = n.message_id, version = n.version, \
     valid_from = n.valid_from, learned_at = n.learned_at, updated_position = n.updated_position",
    "t.fact_id = n.fact_id"
);
static FORGET_FACT: Statement = update!(
    "facts",
    "status = 'forgotten', text = NULL, topic = NULL, sentence = NULL, \
     updated_position = n.updated_position",
    "t.fact_id = n.fact_id"
);

fn fold(recorded: &Recorded<'_>, event: Event) -> Vec<Write> {
    let Event::Memory(event) = event else { return Vec::new() };
    let (statement, fact_id, mut row) = match event {
        MemoryEvent::FactRemembered(event) => {
            let mut row = learned(event.fact, event.source, event.valid_from, event.learned_at);
            row.set("member_id", event.member_id);
            row.set("version", 1);
            row.set("status", "current");
            row.set("position", recorded.position());
            (&ADD_FACT, event.fact_id, row)
        }
        MemoryEvent::FactRevised(event) => {
            let mut row = learned(event.fact, event.source, event.valid_from, event.learned_at);
            row.set("version", event.version);
            (&REVISE_FACT, event.fact_id, row)
        }
        MemoryEvent::FactForgotten(event) => (&FORGET_FACT, event.fact_id, row!({})),
    };
    row.set("tenant_id", recorded.tenant());
    row.set("fact_id", fact_id);
    row.set("updated_position", recorded.position());
    vec![Write { statement, key: fact_id.0, row }]
}

/// The columns of what was learned.
fn learned(
    fact: Personal<Fact>,
    source: Source,
    valid_from: DateTime<Utc>,
    learned_at: DateTime<Utc>,
) -> Row {
    let fact = fact.into_known();
    let (kind, conversation_id, message_id) = match source {
        Source::Said { conversation_id, message_id } => {
            ("said", Some(conversation_id), Some(message_id))
        }
        Source::Typed => ("typed", None, None),
    };
    row!({
        "text": fact.as_ref().map(|fact| &fact.text),
        "topic": fact.as_ref().and_then(|fact| fact.topic.as_ref()),
        "sentence": fact.as_ref().and_then(|fact| fact.sentence.as_ref()),
        "source": kind,
        "conversation_id": conversation_id,
        "message_id": message_id,
        "valid_from": valid_from,
        "learned_at": learned_at,
    })
}
