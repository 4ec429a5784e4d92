//! Whether the log holds exactly what was acknowledged.

use std::collections::{BTreeMap, HashMap, HashSet};

use eventing::RecordedEvent;
use uuid::Uuid;

use super::writer::{Ack, Report};

/// Positions 1, 2, 3 and so on; times that never go back; each event once.
pub(super) fn log_is_dense(events: &[RecordedEvent]) {
    for (expected, event) in (1..).zip(events) {
        assert_eq!(event.position, expected);
    }
    assert!(events.is_sorted_by_key(|event| event.recorded_at));
    let ids: HashSet<_> = events.iter().map(|event| event.event_id).collect();
    assert_eq!(ids.len(), events.len());
}

/// Each stream's sequence is 1, 2, 3 and so on, in the order of positions.
pub(super) fn streams_are_gapless(events: &[RecordedEvent]) -> usize {
    let mut last: HashMap<_, u64> = HashMap::new();
    for event in events {
        let last = last.entry((event.aggregate_type.as_str(), event.id)).or_default();
        assert_eq!(event.sequence, *last + 1, "stream {}", event.id);
        *last = event.sequence;
    }
    last.len()
}

/// Every acknowledged command is in the log exactly once, at the position that each of
/// its acknowledgements named; nothing else is.
pub(super) fn acknowledged_exactly_once(events: &[RecordedEvent], report: &Report) {
    let mut logged: HashMap<Uuid, Vec<u64>> = HashMap::new();
    for event in events {
        logged.entry(event.metadata.command_id).or_default().push(event.position);
    }
    let mut acks: BTreeMap<Uuid, Vec<&Ack>> = BTreeMap::new();
    for ack in &report.acks {
        acks.entry(ack.key).or_default().push(ack);
    }
    for (key, acks) in acks {
        let first = acks[0];
        let original = acks.iter().filter(|ack| !ack.repeated).count();
        assert_eq!(original, 1, "command {key} took effect for {original} callers");
        assert!(acks.iter().all(|ack| ack.position == first.position), "command {key}: {acks:?}");
        let positions = logged.remove(&key).unwrap_or_default();
        assert_eq!(positions.len(), first.events, "command {key} is at {positions:?}");
        assert!(positions.last().is_none_or(|last| *last == first.position), "command {key}");
    }
    assert!(logged.is_empty(), "never acknowledged, and in the log: {logged:?}");
}
