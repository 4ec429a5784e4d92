//! The event store and delivery against real Postgres and Redis.

mod boundary;
mod store;
mod stress;
mod support;
