//! Proofs that somebody else can check with nothing but the public key: that an event is in
//! the log, and that a later log begins with an earlier one. The arithmetic is `ct-merkle`'s.

use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::{Hash, Head, Line, PublicKey, tree};

/// A proof, as `steward audit prove` writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "proof", rename_all = "snake_case")]
pub enum Proof {
    /// An event is in the log that a head is signed over.
    Inclusion {
        /// The event.
        event: Box<Line>,
        /// The head.
        head: Head,
        /// The hashes beside the way from the leaf to the root (RFC 6962, 2.1.1).
        path: Vec<Hash>,
    },
    /// The log of one head is the beginning of that of another.
    Consistency {
        /// The earlier head.
        from: Head,
        /// The later head.
        to: Head,
        /// The hashes of RFC 6962, 2.1.2.
        path: Vec<Hash>,
    },
}

/// Why a proof proves nothing.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// A head in it is nobody's.
    #[error("the head of block {block} is not signed by the key that you trust")]
    Unsigned {
        /// The head's block.
        block: u64,
    },
    /// The hashes do not lead to the root.
    #[error("the event at position {position} is not in the log of this head")]
    NotIncluded {
        /// Which event.
        position: u64,
    },
    /// The hashes do not lead to both roots.
    #[error("the log of block {to} does not begin with that of block {from}")]
    NotConsistent {
        /// The earlier head's block.
        from: u64,
        /// The later head's block.
        to: u64,
    },
}

impl Proof {
    /// Whether it proves what it says, to somebody who trusts `keys`.
    pub fn check(&self, keys: &[PublicKey]) -> Result<(), ProofError> {
        let signed = |head: &Head| {
            let is = head.is_signed_by(keys);
            is.then_some(()).ok_or(ProofError::Unsigned { block: head.block })
        };
        match self {
            Self::Inclusion { event, head, path } => {
                signed(head)?;
                let proven = includes(head, &event.leaf().encode(), event.position, path);
                proven.ok_or(ProofError::NotIncluded { position: event.position })
            }
            Self::Consistency { from, to, path } => {
                signed(from)?;
                signed(to)?;
                let proven = continues(from, to, path);
                proven.ok_or(ProofError::NotConsistent { from: from.block, to: to.block })
            }
        }
    }
}

fn root(head: &Head) -> Option<RootHash<Sha256>> {
    // Beyond that the arithmetic has no answer.
    (head.size <= tree::LARGEST).then(|| RootHash::new(head.root.0.into(), head.size))
}

fn includes(head: &Head, leaf: &[u8], position: u64, path: &[Hash]) -> Option<()> {
    let proof = InclusionProof::try_from_bytes(Hash::join(path)).ok()?;
    root(head)?.verify_inclusion(&leaf, position.checked_sub(1)?, &proof).ok()
}

fn continues(from: &Head, to: &Head, path: &[Hash]) -> Option<()> {
    let proof = ConsistencyProof::try_from_bytes(Hash::join(path)).ok()?;
    root(to)?.verify_consistency(&root(from)?, &proof).ok()
}
