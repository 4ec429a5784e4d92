//! `turns`: the steward's reactions, and every step of them for whoever asks why.

use domain::Event;
use domain::turn::TurnEvent;
use serde_json::{Map, Value};

use crate::projection::{Projection, Recorded};
use crate::row::row;
use crate::write::{Statement, Write, insert, update};

pub(crate) const PROJECTION: Projection = Projection {
    name: "turns",
    version: 1,
    aggregates: &["Turn"],
    tables: &["turns", "turn_steps"],
    streams: &["turn_id", "turn_id"],
    indexes: &[],
    batch: 500,
    fold,
};

static ADD_TURN: Statement = insert!(
    "turns",
    "tenant_id, turn_id, conversation_id, message_id, member_id, attempt, status, tainted, started_at, \
     position, updated_position"
);
static CHANGE_TURN: Statement = update!(
    "turns",
    "status = coalesce(n.status, t.status), failure = coalesce(n.failure, t.failure), \
     prompt_version = coalesce(n.prompt_version, t.prompt_version), \
     tainted = t.tainted OR coalesce(n.tainted, false), ended_at = coalesce(n.ended_at, t.ended_at), \
     updated_position = n.updated_position",
    "t.turn_id = n.turn_id"
);
static ADD_STEP: Statement =
    insert!("turn_steps", "tenant_id, turn_id, sequence, event_type, data, occurred_at, position");

fn fold(recorded: &Recorded<'_>, event: Event) -> Vec<Write> {
    let Event::Turn(event) = event else { return Vec::new() };
    let (tenant_id, turn_id) = (recorded.tenant(), recorded.id());
    let step = Write {
        statement: &ADD_STEP,
        key: recorded.event.event_id,
        row: row!({
            "tenant_id": tenant_id,
            "turn_id": turn_id,
            "sequence": recorded.event.sequence,
            "event_type": recorded.event.event_type,
            "data": fields(recorded.event.payload()),
            "occurred_at": recorded.at(),
            "position": recorded.position(),
        }),
    };
    let ended = |status: &str| row!({ "status": status, "ended_at": recorded.at() });
    let (statement, mut row) = match event {
        TurnEvent::TurnStarted(event) => (
            &ADD_TURN,
            row!({
                "conversation_id": event.conversation_id,
                "message_id": event.message_id,
                "member_id": event.member_id,
                "attempt": event.attempt,
                "status": "running",
                "tainted": false,
                "started_at": recorded.at(),
                "position": recorded.position(),
            }),
        ),
        TurnEvent::ContextRetrieved(event) => (
            &CHANGE_TURN,
            row!({ "prompt_version": event.prompt_version, "tainted": event.tainted }),
        ),
        TurnEvent::ToolAnswered(event) => (&CHANGE_TURN, row!({ "tainted": event.tainted })),
        TurnEvent::ModelResponded(_) | TurnEvent::ModelAttemptFailed(_) => (&CHANGE_TURN, row!({})),
        TurnEvent::TurnCompleted(_) => (&CHANGE_TURN, ended("completed")),
        TurnEvent::TurnCancelled(_) => (&CHANGE_TURN, ended("cancelled")),
        TurnEvent::TurnFailed(event) => {
            let mut row = ended("failed");
            row.set("failure", event.reason);
            (&CHANGE_TURN, row)
        }
    };
    row.set("tenant_id", tenant_id);
    row.set("turn_id", turn_id);
    row.set("updated_position", recorded.position());
    vec![Write { statement, key: turn_id, row }, step]
}

/// An event's fields: `{"ModelResponded": {..}}` without its name, personal fields as
/// their value, or null once erased.
fn fields(payload: &Value) -> Value {
    match payload {
        Value::Object(event) if event.len() == 1 => {
            event.values().next().map_or(Value::Null, plain)
        }
        other => plain(other),
    }
}

fn plain(value: &Value) -> Value {
    match value {
        Value::Object(object) if object.contains_key("$erased") => Value::Null,
        Value::Object(object) => match object.get("$personal") {
            Some(personal) => personal.get("value").cloned().unwrap_or(Value::Null),
            None => {
                let fields = object.iter().map(|(name, value)| (name.clone(), plain(value)));
                Value::Object(fields.collect::<Map<_, _>>())
            }
        },
        Value::Array(values) => Value::Array(values.iter().map(plain).collect()),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn personal_fields_stand_as_their_value_or_null() {
        let payload = json!({"ToolAnswered": {
            "step": 0,
            "answer": {"$personal": {"about": ["x"], "value": {"output": [1]}}},
            "block": {"$erased": {"about": ["x"]}},
        }});
        assert_eq!(fields(&payload), json!({"step": 0, "answer": {"output": [1]}, "block": null}));
    }
}
