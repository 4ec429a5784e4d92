//! Which parts of the tree a proof is made of, so that they can be fetched one by one: the
//! tree itself is never in memory. The arithmetic of proofs is `ct-merkle`'s.

use std::ops::Range;

/// Trees have at most this many leaves: Postgres counts positions in an `i64`.
pub(crate) const LARGEST: u64 = i64::MAX as u64;

/// A complete tree within the tree: over the leaves `index << level .. (index + 1) << level`,
/// counted from 0. Level 0 is a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    /// The binary logarithm of how many leaves it has.
    pub level: u8,
    /// Its place among those of its level, from 0.
    pub index: u64,
}

impl Node {
    /// Its leaves, counted from 0.
    pub fn leaves(self) -> Range<u64> {
        self.index << self.level..(self.index + 1) << self.level
    }
}

/// The complete trees that cover `leaves` (counted from 0), from left to right. Their hashes,
/// folded by [`crate::Hash::fold`], are that of the range, for the ranges of a proof.
pub fn complete(leaves: Range<u64>) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut start = leaves.start;
    while start < leaves.end {
        let fits = (leaves.end - start).ilog2();
        let level = start.trailing_zeros().min(fits);
        nodes.push(Node { level: level as u8, index: start >> level });
        start += 1 << level;
    }
    nodes
}

/// The leaves under each hash of the proof that leaf `index` (from 0) is in the tree of `size`
/// leaves, in the proof's order; `None` when it is not in it.
pub fn inclusion(index: u64, size: u64) -> Option<Vec<Range<u64>>> {
    if index >= size || size > LARGEST {
        return None;
    }
    let nodes = ct_merkle::indices_for_inclusion_proof(size, index);
    Some(nodes.into_iter().map(|node| under(node, size)).collect())
}

/// The same for the proof that the tree of `old` leaves is the beginning of the tree of `new`
/// leaves; `None` unless `0 < old <= new`.
pub fn consistency(old: u64, new: u64) -> Option<Vec<Range<u64>>> {
    if old == 0 || old > new || new > LARGEST {
        return None;
    }
    let nodes = ct_merkle::indices_for_consistency_proof(old, new - old);
    Some(nodes.into_iter().map(|node| under(node, new)).collect())
}

/// The leaves under a node, as `ct-merkle` numbers nodes (RFC 9420, appendix C): its level is
/// how many ones its number ends with.
fn under(node: u64, size: u64) -> Range<u64> {
    let level = node.trailing_ones();
    let start = (node >> level >> 1) << level;
    start..size.min(start + (1 << level))
}
