//! An event as bytes: every column of its row, so that no two different rows are the same
//! bytes, and none can be changed unseen.

use uuid::Uuid;

use crate::Hash;

/// The version of this encoding: the leaf's first byte.
pub const VERSION: u8 = 1;

/// A row of the log. `metadata` and `payload` are the exact texts that were stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaf<'a> {
    /// Its place in the log, from 1.
    pub position: u64,
    /// Its identity.
    pub event_id: Uuid,
    /// Wire name of the aggregate's type.
    pub aggregate_type: &'a str,
    /// `<tenant>/<id>`.
    pub aggregate_id: &'a str,
    /// Its place in its stream, from 1.
    pub sequence: u64,
    /// Wire name.
    pub event_type: &'a str,
    /// Version of its shape.
    pub event_version: &'a str,
    /// The command that it came of.
    pub command_id: Uuid,
    /// When it was appended: microseconds since 1970-01-01T00:00:00Z.
    pub recorded_at: i64,
    /// JSON, as stored.
    pub metadata: &'a str,
    /// JSON, as stored; personal text in it is sealed.
    pub payload: &'a str,
}

impl Leaf<'_> {
    /// Its bytes: numbers are big-endian, and each text follows its length in bytes (eight
    /// bytes, big-endian).
    pub fn encode(&self) -> Vec<u8> {
        let texts = self.metadata.len() + self.payload.len();
        let mut out = Vec::with_capacity(256 + texts);
        let text = |out: &mut Vec<u8>, text: &str| {
            out.extend_from_slice(&(text.len() as u64).to_be_bytes());
            out.extend_from_slice(text.as_bytes());
        };
        out.push(VERSION);
        out.extend_from_slice(&self.position.to_be_bytes());
        out.extend_from_slice(self.event_id.as_bytes());
        text(&mut out, self.aggregate_type);
        text(&mut out, self.aggregate_id);
        out.extend_from_slice(&self.sequence.to_be_bytes());
        text(&mut out, self.event_type);
        text(&mut out, self.event_version);
        out.extend_from_slice(self.command_id.as_bytes());
        out.extend_from_slice(&self.recorded_at.to_be_bytes());
        text(&mut out, self.metadata);
        text(&mut out, self.payload);
        out
    }

    /// Its hash in the tree.
    pub fn hash(&self) -> Hash {
        Hash::leaf(&self.encode())
    }
}
