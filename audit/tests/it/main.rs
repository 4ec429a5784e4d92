//! The tree against known answers and `ct-merkle`'s own, and logs that were altered.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod alterations;
mod encoding;
mod fuzz;
mod proofs;
mod support;
mod tree;
