//! From a story's events to a graph.

use std::collections::{BTreeSet, HashMap};

use eventing::browse::{Envelope, Withheld};
use uuid::Uuid;

use super::dto::{Edge, EffectRef, Explanation, Node, Why};
use super::kind::NodeKind;
use super::story::Story;
use crate::features::audit::Stream;

/// Lays a story out. An event names its cause by an id: of an event, of a command, of a
/// thing (a turn, an action), or of the message or command that the story is called after.
pub(super) fn explanation(about: Uuid, story: Story) -> Explanation {
    let Story { first, rest, truncated } = story;
    let root = first.0.metadata.event_id;
    let correlation_id = first.0.metadata.correlation_id;
    let mut known: HashMap<Uuid, (Uuid, Why)> = HashMap::new();
    let (mut nodes, mut edges, mut effects) = (Vec::new(), Vec::new(), Vec::new());
    let mut touched = BTreeSet::new();
    for (envelope, data) in std::iter::once(first).chain(rest) {
        let metadata = &envelope.metadata;
        let (id, cause) = (metadata.event_id, metadata.causation_id);
        if id != root {
            let (from, why) = known.get(&cause).copied().unwrap_or((root, Why::Began));
            edges.push(Edge { from, to: id, why });
        }
        known.insert(envelope.id, (id, Why::Follows));
        known.entry(metadata.command_id).or_insert((id, Why::Caused));
        known.insert(id, (id, Why::Caused));
        let kind = NodeKind::of(&envelope.aggregate_type, &envelope.event_type);
        if kind == NodeKind::Effect && touched.insert(envelope.id) {
            effects.push(EffectRef {
                stream: stream(&envelope),
                event: envelope.event_type.clone(),
                position: envelope.position,
            });
        }
        nodes.push(node(kind, (envelope, data)));
    }
    Explanation { about, correlation_id, root, nodes, edges, effects, truncated }
}

fn stream(envelope: &Envelope) -> Stream {
    Stream { kind: envelope.aggregate_type.clone(), id: envelope.id }
}

fn node(kind: NodeKind, (envelope, data): Withheld) -> Node {
    Node {
        id: envelope.metadata.event_id,
        kind,
        position: envelope.position,
        stream: stream(&envelope),
        at: envelope.metadata.occurred_at,
        actor: envelope.metadata.actor.to_string(),
        event: envelope.event_type,
        data,
    }
}
