//! What holds for all events and all commands: golden files, properties, imports.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail as tests do")]

mod catalogue;
mod commands;
mod fuzz;
mod golden;
mod imports;
mod properties;
mod samples;
mod stated;
mod values;
