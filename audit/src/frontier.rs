//! The right edge of a tree: all that is needed to add leaves to it and to know its root.

use crate::{Hash, Node, tree};

/// The complete trees that a tree of `size` leaves is made of, from left to right: one for
/// each 1 in the binary digits of `size`, so at most 64 hashes however long the log is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// That of a tree whose complete parts, as [`tree::complete`] lists them for `0..size`,
    /// have these hashes; `None` when they are not as many.
    pub fn from_peaks(size: u64, peaks: Vec<Hash>) -> Option<Self> {
        (tree::complete(0..size).len() == peaks.len()).then_some(Self { size, peaks })
    }

    /// How many leaves there are: the position of the last event.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The hash over all leaves.
    pub fn root(&self) -> Hash {
        Hash::fold(&self.peaks)
    }

    /// Adds a leaf.
    pub fn push(&mut self, leaf: Hash) {
        self.push_noting(leaf, |_, _| {});
    }

    /// Adds a leaf, and tells of each node that it completes: these never change again.
    pub fn push_noting(&mut self, leaf: Hash, mut note: impl FnMut(Node, Hash)) {
        let mut node = Node { level: 0, index: self.size };
        let mut hash = leaf;
        note(node, hash);
        while node.index & 1 == 1
            && let Some(left) = self.peaks.pop()
        {
            hash = Hash::node(left, hash);
            node = Node { level: node.level + 1, index: node.index / 2 };
            note(node, hash);
        }
        self.peaks.push(hash);
        self.size += 1;
    }
}
