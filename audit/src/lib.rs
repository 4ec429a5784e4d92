//! Tamper evidence of the log, without a database: what an event's leaf is, the Merkle tree
//! of RFC 6962 over all of them, heads that are signed and chained, proofs, and the
//! verification of a log that is read as a stream. `docs/audit.md` describes each byte.
//!
//! - [`line`](mod@line): an event as an export writes it; [`records`]: files of one JSON value a line
//! - [`leaf`]: an event as bytes; [`hash`]: leaves and nodes
//! - [`frontier`]: the tree's right edge, which grows; [`tree`]: which nodes a proof needs
//! - [`head`]: what is signed; [`proof`]: what somebody else can check
//! - [`verify`]: a log and its heads, block by block; [`export`]: the same from files

pub mod export;
pub mod frontier;
pub mod hash;
pub mod head;
pub mod leaf;
pub mod line;
pub mod proof;
pub mod records;
pub mod tree;
pub mod verify;

pub use export::{Audit, verify_export};
pub use frontier::Frontier;
pub use hash::Hash;
pub use head::{Block, Head, KeyError, PublicKey, SealKey, Signature};
pub use leaf::Leaf;
pub use line::Line;
pub use proof::{Proof, ProofError};
pub use records::{RecordError, Records};
pub use tree::Node;
pub use verify::{Problem, Published, Report, Verifier, Wrong};
