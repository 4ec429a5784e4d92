//! The event store and delivery against real Postgres and Redis.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail as tests do")]

mod abandoned;
mod boundary;
mod delivery;
mod figures;
mod fuzz;
mod groups;
mod interleaved;
mod interruption;
mod known;
mod monitor;
mod proxy;
mod reading;
mod rotation;
mod sealer;
mod store;
mod stress;
mod support;
