//! The tree: RFC 6962's hashes, and the same roots as a tree that is kept whole.

use audit::{Frontier, Hash, Node, tree};
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use proptest::prelude::*;
use sha2::Sha256;

/// The leaves and roots that implementations of Certificate Transparency test with.
const KNOWN: [(&str, &str); 8] = [
    ("", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
    ("00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
    ("10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
    ("2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
    ("3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
    ("40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"),
    ("5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
    (
        "606162636465666768696a6b6c6d6e6f",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ),
];

#[test]
fn roots_are_those_of_certificate_transparency() {
    let mut frontier = Frontier::default();
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(frontier.root().to_string(), empty);
    for (leaf, root) in KNOWN {
        frontier.push(Hash::leaf(&hex::decode(leaf).unwrap()));
        assert_eq!(frontier.root().to_string(), root, "{} leaves", frontier.size());
    }
}

proptest! {
    #[test]
    fn a_frontier_has_the_root_of_the_whole_tree(size in 0u64..300) {
        let (mut frontier, mut whole) = (Frontier::default(), MemoryBackedTree::<Sha256, _>::new());
        let mut nodes = std::collections::HashMap::new();
        for leaf in 0..size {
            whole.push(leaf.to_be_bytes());
            frontier.push_noting(Hash::leaf(&leaf.to_be_bytes()), |node, hash| {
                assert!(nodes.insert(node, hash).is_none(), "{node:?} is noted twice");
            });
        }
        prop_assert_eq!(frontier.root().0.to_vec(), whole.root().as_bytes().to_vec());
        // Every complete tree was told of once, and from them it can be had again.
        let complete: u64 = (0..9).map(|level| size >> level).sum();
        prop_assert_eq!(nodes.len() as u64, complete);
        let peaks = tree::complete(0..size).iter().map(|node| nodes[node]).collect();
        prop_assert_eq!(Frontier::from_peaks(size, peaks), Some(frontier));
    }

    #[test]
    fn complete_trees_cover_a_range_without_gap_or_overlap(start in 0u64..1 << 40, length in 0u64..1 << 40) {
        let mut at = start;
        for node in tree::complete(start..start + length) {
            prop_assert_eq!(node.leaves().start, at);
            at = node.leaves().end;
        }
        prop_assert_eq!(at, start + length);
    }
}

#[test]
fn a_frontier_of_other_parts_is_none() {
    assert_eq!(Frontier::from_peaks(3, vec![Hash::ZERO]), None);
    assert_eq!(Node { level: 3, index: 2 }.leaves(), 16..24);
}
