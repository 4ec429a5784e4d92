//! Parts of the tree, from the database: complete trees of 256 leaves and more are rows, the
//! small ones at the bottom are computed from a few hundred leaves. So a proof reads some
//! dozens of rows, however long the log is.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;

use audit::{Frontier, Hash, Head, Line, Node, Proof, tree};
use sqlx::PgConnection;

/// The lowest level whose hashes are rows.
pub(super) const LOWEST: u8 = 8;
/// So many leaves are read at once: those of one tree of the lowest level.
const SPAN: u64 = 1 << LOWEST;

/// Why a part of the tree cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum TreeError {
    /// Something that was sealed is not there.
    #[error("a part of the stored tree is missing; run `steward audit verify`")]
    Missing,
    /// The parts do not lead to a signed root.
    #[error("the stored tree is not that of block {block}; run `steward audit verify`")]
    Altered {
        /// Whose head it contradicts.
        block: u64,
    },
    /// The head that was given does not cover this.
    #[error("position {position} is not covered by block {block}")]
    NotCovered {
        /// Which position.
        position: u64,
        /// Which block.
        block: u64,
    },
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// The tree at the end of a head's block; the empty one without a head.
pub async fn frontier(
    connection: &mut PgConnection,
    head: Option<&Head>,
) -> Result<Frontier, TreeError> {
    let Some(head) = head else { return Ok(Frontier::default()) };
    let peaks = Parts::default().hashes(connection, &tree::complete(0..head.size)).await?;
    Frontier::from_peaks(head.size, peaks)
        .filter(|frontier| frontier.root() == head.root)
        .ok_or(TreeError::Altered { block: head.block })
}

/// The proof that an event is in the log of `head`.
pub async fn prove_event(
    connection: &mut PgConnection,
    event: Line,
    head: Head,
) -> Result<Proof, TreeError> {
    let not_covered = TreeError::NotCovered { position: event.position, block: head.block };
    let index = event.position.checked_sub(1);
    let ranges = index.and_then(|index| tree::inclusion(index, head.size)).ok_or(not_covered)?;
    let path = path(connection, ranges).await?;
    checked(Proof::Inclusion { event: Box::new(event), head, path })
}

/// The proof that the log of `from` is the beginning of that of `to`.
pub async fn prove_heads(
    connection: &mut PgConnection,
    from: Head,
    to: Head,
) -> Result<Proof, TreeError> {
    let not_covered = TreeError::NotCovered { position: from.size, block: to.block };
    let ranges = tree::consistency(from.size, to.size).ok_or(not_covered)?;
    let path = path(connection, ranges).await?;
    checked(Proof::Consistency { from, to, path })
}

/// Nobody gets a proof that does not hold. (Whether the head's key is to be trusted is for
/// whoever checks it.)
fn checked(proof: Proof) -> Result<Proof, TreeError> {
    let (block, keys) = match &proof {
        Proof::Inclusion { head, .. } => (head.block, [head.key, head.key]),
        Proof::Consistency { from, to, .. } => (to.block, [from.key, to.key]),
    };
    proof.check(&keys).map_err(|_| TreeError::Altered { block })?;
    Ok(proof)
}

async fn path(
    connection: &mut PgConnection,
    ranges: Vec<Range<u64>>,
) -> Result<Vec<Hash>, TreeError> {
    let mut parts = Parts::default();
    let mut path = Vec::with_capacity(ranges.len());
    for range in ranges {
        path.push(Hash::fold(&parts.hashes(connection, &tree::complete(range)).await?));
    }
    Ok(path)
}

/// Leaves that were read, by their span.
#[derive(Default)]
struct Parts(HashMap<u64, Vec<Hash>>);

impl Parts {
    async fn hashes(
        &mut self,
        connection: &mut PgConnection,
        nodes: &[Node],
    ) -> Result<Vec<Hash>, TreeError> {
        let mut hashes = stored(connection, nodes).await?;
        for (node, hash) in nodes.iter().zip(&mut hashes) {
            if node.level < LOWEST {
                *hash = Some(self.small(connection, *node).await?);
            }
        }
        hashes.into_iter().map(|hash| hash.ok_or(TreeError::Missing)).collect()
    }

    /// A tree of less than 256 leaves.
    async fn small(
        &mut self,
        connection: &mut PgConnection,
        node: Node,
    ) -> Result<Hash, TreeError> {
        let range = node.leaves();
        let span = range.start / SPAN;
        let leaves = match self.0.entry(span) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                new.insert(leaves(connection, span * SPAN..(span + 1) * SPAN).await?)
            }
        };
        let within = (range.start - span * SPAN) as usize..(range.end - span * SPAN) as usize;
        let mut frontier = Frontier::default();
        let leaves = leaves.get(within).ok_or(TreeError::Missing)?;
        leaves.iter().for_each(|leaf| frontier.push(*leaf));
        Ok(frontier.root())
    }
}

/// The hashes of these nodes that are rows.
async fn stored(
    connection: &mut PgConnection,
    nodes: &[Node],
) -> Result<Vec<Option<Hash>>, sqlx::Error> {
    let levels: Vec<i16> = nodes.iter().map(|node| i16::from(node.level)).collect();
    let indices: Vec<i64> = nodes.iter().map(|node| node.index as i64).collect();
    let hashes: Vec<Option<Vec<u8>>> = sqlx::query_scalar(
        "SELECT t.hash FROM unnest($1::smallint[], $2::bigint[]) WITH ORDINALITY AS n(level, index, place) \
         LEFT JOIN log_tree t USING (level, index) ORDER BY place",
    )
    .bind(levels)
    .bind(indices)
    .fetch_all(connection)
    .await?;
    Ok(hashes.iter().map(|hash| hash.as_deref().and_then(Hash::from_slice)).collect())
}

/// The leaves of a range, counted from 0, as far as they are sealed.
async fn leaves(
    connection: &mut PgConnection,
    range: Range<u64>,
) -> Result<Vec<Hash>, sqlx::Error> {
    let pieces: Vec<Vec<u8>> = sqlx::query_scalar(
        "SELECT substring(leaves FROM (32 * (greatest(from_position, $1) - from_position) + 1)::int \
           FOR (32 * (least(position, $2) - greatest(from_position, $1) + 1))::int) \
         FROM log_blocks WHERE position >= $1 AND from_position <= $2 ORDER BY block",
    )
    .bind(range.start as i64 + 1)
    .bind(range.end as i64)
    .fetch_all(connection)
    .await?;
    Ok(pieces.iter().filter_map(|piece| Hash::split(piece)).flatten().collect())
}

/// Keeps nodes that are complete now.
pub(super) async fn insert(
    connection: &mut PgConnection,
    nodes: &[(Node, Hash)],
) -> Result<(), sqlx::Error> {
    let levels: Vec<i16> = nodes.iter().map(|(node, _)| i16::from(node.level)).collect();
    let indices: Vec<i64> = nodes.iter().map(|(node, _)| node.index as i64).collect();
    let hashes: Vec<&[u8]> = nodes.iter().map(|(_, hash)| hash.0.as_slice()).collect();
    sqlx::query(
        "INSERT INTO log_tree (level, index, hash) \
         SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bytea[])",
    )
    .bind(levels)
    .bind(indices)
    .bind(hashes)
    .execute(connection)
    .await?;
    Ok(())
}
