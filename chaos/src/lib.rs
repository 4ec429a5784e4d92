//! Chaos: a real deployment under a realistic load, broken on purpose, and a checker with a
//! record of its own of what was acknowledged.
//!
//! - [`plan`]: which faults, when: a seed gives the same schedule again
//! - [`link`]: a proxy before each server, which cuts, delays and doubles connections
//! - [`cluster`]: the processes, which are killed, stopped and started again
//! - [`nemesis`]: carries the plan out
//! - [`rolling`]: restarts every process in turn, and nobody may notice
//! - [`outages`]: each component away for a while, and what people notice
//! - [`alerts`]: each alert made to fire by its cause, and ended by its runbook
//! - [`soak`]: a long run without faults, in which nothing may grow
//! - [`balancer`]: a proxy before all APIs, as that needs one
//! - [`load`]: people who write, read and listen, and note what they were told
//! - [`check`]: what must hold afterwards
//! - [`plant`]: bugs put in on purpose, which the checker must find

pub mod alerts;
pub mod balancer;
pub mod check;
pub mod cluster;
pub mod link;
pub mod load;
pub mod nemesis;
pub mod outages;
pub mod plan;
pub mod plant;
pub mod rolling;
pub mod run;
pub mod soak;
