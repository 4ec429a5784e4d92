//! Proofs, made from parts of the tree as a database would give them.

use std::ops::Range;

use audit::{Hash, Head, Line, Proof, ProofError, tree};
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use proptest::prelude::*;
use sha2::Sha256;

use crate::support::{Log, key};

/// The hash of a range of leaves, by RFC 6962's own definition.
fn by_definition(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::of(&[]),
        [one] => *one,
        many => {
            let left = 1 << (many.len() - 1).ilog2();
            let (left, right) = many.split_at(left);
            Hash::node(by_definition(left), by_definition(right))
        }
    }
}

/// The hash of a range of leaves, by way of complete trees.
fn by_parts(leaves: &[Hash], range: Range<u64>) -> Hash {
    let hashes: Vec<_> = tree::complete(range)
        .into_iter()
        .map(|node| {
            let under = node.leaves();
            by_definition(&leaves[under.start as usize..under.end as usize])
        })
        .collect();
    Hash::fold(&hashes)
}

fn path(leaves: &[Hash], ranges: Option<Vec<Range<u64>>>) -> Vec<Hash> {
    ranges.unwrap().into_iter().map(|range| by_parts(leaves, range)).collect()
}

pub(crate) fn inclusion(log: &Log, position: u64, head: &Head) -> Proof {
    let leaves: Vec<_> = log.events.iter().map(Line::hash).collect();
    let event = Box::new(log.events[position as usize - 1].clone());
    let path = path(&leaves, tree::inclusion(position - 1, head.size));
    Proof::Inclusion { event, head: head.clone(), path }
}

pub(crate) fn consistency(log: &Log, from: &Head, to: &Head) -> Proof {
    let leaves: Vec<_> = log.events.iter().map(Line::hash).collect();
    let path = path(&leaves, tree::consistency(from.size, to.size));
    Proof::Consistency { from: from.clone(), to: to.clone(), path }
}

proptest! {
    // Signing is slow where nothing is optimised.
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn proofs_are_those_of_a_tree_that_is_kept_whole(size in 1u64..200, at in any::<prop::sample::Index>()) {
        let mut whole = MemoryBackedTree::<Sha256, _>::new();
        (0..size).for_each(|leaf| whole.push(leaf.to_be_bytes()));
        let leaves: Vec<_> = (0..size).map(|leaf| Hash::leaf(&leaf.to_be_bytes())).collect();
        let index = at.index(size as usize);
        let ours = path(&leaves, tree::inclusion(index as u64, size));
        prop_assert_eq!(Hash::join(&ours), whole.prove_inclusion(index).as_bytes().to_vec());
        let ours = path(&leaves, tree::consistency(index as u64 + 1, size));
        let added = size as usize - index - 1;
        prop_assert_eq!(Hash::join(&ours), whole.prove_consistency(added).as_bytes().to_vec());
        prop_assert_eq!(by_parts(&leaves, 0..size), by_definition(&leaves));
    }

    #[test]
    fn a_proof_holds_for_its_event_and_for_no_other(blocks in 1u64..12, each in 1u64..12, at in any::<prop::sample::Index>(), other in any::<prop::sample::Index>()) {
        let log = Log::new(blocks * each, each as usize);
        let heads = log.heads();
        let head = heads.last().unwrap();
        let (at, other) = (at.index(log.events.len()), other.index(log.events.len()));
        let keys = [key().public()];
        let proof = inclusion(&log, at as u64 + 1, head);
        prop_assert_eq!(proof.check(&keys), Ok(()));
        let Proof::Inclusion { head, path, .. } = proof else { panic!() };
        let mut event = log.events[other].clone();
        if other == at {
            event.payload.push(' ');
        }
        let position = event.position;
        let forged = Proof::Inclusion { event: Box::new(event), head, path };
        prop_assert_eq!(forged.check(&keys), Err(ProofError::NotIncluded { position }));
    }

    #[test]
    fn a_later_log_begins_with_an_earlier_one_and_with_no_other(blocks in 2u64..12, each in 1u64..12, at in any::<prop::sample::Index>()) {
        let log = Log::new(blocks * each, each as usize);
        let heads = log.heads();
        let (from, to) = (&heads[at.index(heads.len())], heads.last().unwrap());
        let keys = [key().public()];
        let proof = consistency(&log, from, to);
        prop_assert_eq!(proof.check(&keys), Ok(()));
        // A log of the same key with another beginning.
        let mut other = log.clone();
        other.events[0].payload.push(' ');
        other.seal(each as usize);
        let Proof::Consistency { from, path, .. } = proof else { panic!() };
        let from_block = from.block;
        let forged = Proof::Consistency { from, to: other.heads().pop().unwrap(), path };
        let refused = ProofError::NotConsistent { from: from_block, to: blocks };
        prop_assert_eq!(forged.check(&keys), Err(refused));
    }

    /// Whatever is in a file, checking it ends with an answer.
    #[test]
    fn nonsense_is_refused_without_a_panic(sizes in (any::<u64>(), any::<u64>()), position in any::<u64>(), hashes in prop::collection::vec(any::<[u8; 32]>(), 0..70)) {
        let log = Log::new(1, 1);
        let mut event = log.events[0].clone();
        event.position = position;
        let head = |size| {
            let (id, root) = (log.blocks[0].head.log_id, Hash::ZERO);
            Head::sign(&key(), id, (size, root), None, log.events[0].recorded_at)
        };
        let path: Vec<_> = hashes.into_iter().map(Hash).collect();
        let keys = [key().public()];
        let (from, to) = (head(sizes.0), head(sizes.1));
        let included = Proof::Inclusion { event: Box::new(event), head: to.clone(), path: path.clone() };
        prop_assert!(included.check(&keys).is_err());
        let same = sizes.0 == sizes.1 && path.is_empty();
        let consistent = Proof::Consistency { from, to, path };
        prop_assert!(same || consistent.check(&keys).is_err());
        prop_assert!(tree::inclusion(position, sizes.0).is_none_or(|path| path.len() < 64));
        prop_assert!(tree::consistency(sizes.0, sizes.1).is_none_or(|path| path.len() < 65));
    }
}

#[test]
fn a_head_of_somebody_else_proves_nothing() {
    let log = Log::new(8, 4);
    let proof = inclusion(&log, 3, &log.heads()[1]);
    let stranger = audit::SealKey::from_hex(&"ab".repeat(32)).unwrap().public();
    assert_eq!(proof.check(&[stranger]), Err(ProofError::Unsigned { block: 2 }));
    let text = serde_json::to_string(&proof).unwrap();
    assert!(text.starts_with(r#"{"proof":"inclusion","event":{"position":3,"#), "{text}");
    assert_eq!(serde_json::from_str::<Proof>(&text).unwrap(), proof);
}
