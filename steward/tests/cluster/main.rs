//! Faults of whole processes: the real program, killed, stopped and cut off from Redis,
//! spoken to over HTTP and WebSocket as people do.
//!
//! Each test has processes, data and ports of its own, and ends them. What they share is
//! two cores: see [`harness::alone`].

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail as tests do")]

mod harness;

mod command_line;
mod damaged;
mod disk_full;
mod doctored;
mod erased;
mod killed;
mod looking;
mod monitored;
mod outage;
mod poisoned;
mod protocols;
mod redis_away;
mod restored;
mod sealed;
mod secrecy;
mod several;
mod stopped;
mod timers;
mod traced;
