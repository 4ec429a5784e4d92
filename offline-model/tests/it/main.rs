//! Tests of the offline model through its public surface.

mod embeddings;
mod faults;
mod knowledge;
mod notices;
mod roster;
mod scenarios;
mod source;
mod support;
mod wire;
