//! From a story's events to a graph.

use std::collections::{BTreeSet, HashMap};

use eventing::RecordedEvent;
use uuid::Uuid;

use super::dto::{Edge, EffectRef, Explanation, Node, Why};
use super::kind::NodeKind;
use super::story::Story;
use crate::features::audit::Stream;

/// Lays a story out. An event names its cause by an id: of an event, of a command, of a
/// thing (a turn, an action), or of the message or command that the story is called after.
pub(super) fn explanation(about: Uuid, story: Story) -> Explanation {
    let Story { first, rest, truncated } = story;
    let root = first.event_id;
    let correlation_id = first.metadata.correlation_id;
    let mut known: HashMap<Uuid, (Uuid, Why)> = HashMap::new();
    let (mut nodes, mut edges, mut effects) = (Vec::new(), Vec::new(), Vec::new());
    let mut touched = BTreeSet::new();
    for event in std::iter::once(first).chain(rest) {
        let (id, cause) = (event.event_id, event.metadata.causation_id);
        if id != root {
            let (from, why) = known.get(&cause).copied().unwrap_or((root, Why::Began));
            edges.push(Edge { from, to: id, why });
        }
        known.insert(event.id, (id, Why::Follows));
        known.entry(event.metadata.command_id).or_insert((id, Why::Caused));
        known.insert(id, (id, Why::Caused));
        let kind = NodeKind::of(&event.aggregate_type, &event.event_type);
        if kind == NodeKind::Effect && touched.insert(event.id) {
            effects.push(EffectRef {
                stream: stream(&event),
                event: event.event_type.clone(),
                position: event.position,
            });
        }
        nodes.push(node(kind, event));
    }
    Explanation { about, correlation_id, root, nodes, edges, effects, truncated }
}

fn stream(event: &RecordedEvent) -> Stream {
    Stream { kind: event.aggregate_type.clone(), id: event.id }
}

fn node(kind: NodeKind, event: RecordedEvent) -> Node {
    Node {
        id: event.event_id,
        kind,
        position: event.position,
        stream: stream(&event),
        at: event.metadata.occurred_at,
        actor: event.metadata.actor.to_string(),
        event: event.event_type,
        data: event.payload,
    }
}
