//! The projections against a real log in a real Postgres.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::disallowed_methods, reason = "no test abandons its transactions")]

mod beside;
mod each;
mod ensemble;
mod erasure;
mod lease;
mod ledger;
mod people;
mod poison;
mod rebuild;
mod refold;
mod replay;
mod support;
mod timing;
