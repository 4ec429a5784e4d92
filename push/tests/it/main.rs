//! Pushing against a real Postgres and Redis, and a push service that checks what it gets.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod delivery;
mod service;
mod wishes;
mod world;
