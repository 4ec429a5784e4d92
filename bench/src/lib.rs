//! Side-by-side measurements: Steward and what a user would pick instead, on the same
//! Postgres, in the same rounds.
//!
//! - [`services`]: a private, durable Postgres and Redis, and fresh databases in it
//! - [`measure`]: rounds, medians, ratios, percentiles; what is written down, and where
//! - [`peers`]: who is measured: in this process, or a process of its own
//! - [`load`]: load over HTTP and WebSocket
//! - [`workloads`]: one file for each thing that is measured
//! - [`report`]: `docs/performance.md` and its plots, from what was written down

pub mod context;
pub mod load;
pub mod measure;
pub mod paths;
pub mod peers;
pub mod report;
pub mod services;
pub mod workloads;

pub use context::{Context, Effort};
