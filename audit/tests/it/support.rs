//! A log in memory, sealed.

use audit::head::Leaves;
use audit::{
    Audit, Block, Frontier, Head, Line, Problem, PublicKey, RecordError, Report, SealKey,
    verify_export,
};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Every test's key; others' have other digits.
pub(crate) fn key() -> SealKey {
    SealKey::from_hex(&"5e".repeat(32)).unwrap()
}

/// Some instant, `seconds` later.
pub(crate) fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000 + seconds, 123_456_000).unwrap()
}

/// An event like any other.
pub(crate) fn event(position: u64) -> Line {
    let id = |of: u128| Uuid::from_u128((of << 64) | u128::from(position));
    Line {
        position,
        event_id: id(1),
        aggregate_type: "Task".to_owned(),
        aggregate_id: format!("{}/{}", Uuid::from_u128(7), Uuid::from_u128(8)),
        sequence: position,
        event_type: "TaskCreated".to_owned(),
        event_version: "1".to_owned(),
        command_id: id(2),
        recorded_at: at(position.cast_signed()),
        metadata: r#"{"actor":"steward"}"#.to_owned(),
        payload: format!(r#"{{ "title":"number {position}" }}"#),
    }
}

/// A log with its blocks.
#[derive(Clone)]
pub(crate) struct Log {
    pub(crate) events: Vec<Line>,
    pub(crate) blocks: Vec<Block>,
}

impl Log {
    /// `events` events in blocks of `each`, the rest in none.
    pub(crate) fn new(events: u64, each: usize) -> Self {
        let mut log = Self { events: (1..=events).map(event).collect(), blocks: Vec::new() };
        log.seal(each);
        log
    }

    /// Seals it with the true key, from the beginning.
    pub(crate) fn seal(&mut self, each: usize) {
        self.blocks.clear();
        let mut frontier = Frontier::default();
        for events in self.events.chunks_exact(each) {
            let leaves: Vec<_> = events.iter().map(Line::hash).collect();
            leaves.iter().for_each(|leaf| frontier.push(*leaf));
            let last = self.blocks.last().map(|block| &block.head);
            let tree = (frontier.size(), frontier.root());
            let sealed_at = at(frontier.size().cast_signed());
            let head = Head::sign(&key(), Uuid::from_u128(9), tree, last, sealed_at);
            self.blocks.push(Block { head, leaves: Some(Leaves(leaves)) });
        }
    }

    /// What is published of it.
    pub(crate) fn heads(&self) -> Vec<Head> {
        self.blocks.iter().map(|block| block.head.clone()).collect()
    }

    /// The verdict of somebody who has the public key and the export.
    pub(crate) fn verify(&self) -> Result<Report, Problem> {
        self.verify_with(&[], &[key().public()])
    }

    /// The same with published heads, and other keys.
    pub(crate) fn verify_with(
        &self,
        published: &[Head],
        keys: &[PublicKey],
    ) -> Result<Report, Problem> {
        let audit = Audit {
            events: self.events.iter().cloned().map(Ok::<_, RecordError>),
            blocks: self.blocks.iter().cloned().map(Ok::<_, RecordError>),
            published: published.iter().cloned().map(Ok::<_, RecordError>),
            keys: keys.to_vec(),
        };
        verify_export(audit, |_| {})
    }
}
