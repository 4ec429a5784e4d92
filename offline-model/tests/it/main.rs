//! Tests of the offline model through its public surface.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests may fail the test"
)]

mod embeddings;
mod faults;
mod fuzz;
mod knowledge;
mod notices;
mod openai;
mod roster;
mod scenarios;
mod source;
mod support;
mod wire;
