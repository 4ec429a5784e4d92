//! How things are measured and what is written down.
//!
//! - [`Latencies`]: durations of single operations, and their percentiles
//! - [`Sample`]: what one contender did in one measurement; [`Figures`]: named numbers of it
//! - [`interleave`]: rounds in which every contender has a turn, in a rotating order
//! - [`Record`]: a workload's cases with all their rounds, as JSON
//! - [`statistics`]: medians, and ratios within the round
//! - [`Environment`]: the machine and the servers

mod environment;
mod figures;
mod latencies;
mod record;
mod rounds;
mod sample;
pub mod statistics;

pub use environment::Environment;
pub use figures::Figures;
pub use latencies::{Latencies, LatencySummary};
pub use record::{About, Case, Record, Round};
pub use rounds::{Contender, interleave};
pub use sample::Sample;
