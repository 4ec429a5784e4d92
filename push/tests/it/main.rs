//! Pushing against a real Postgres and Redis, and a push service that checks what it gets.

mod delivery;
mod service;
mod world;
