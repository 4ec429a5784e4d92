//! The projections, one per file: an event comes in, the rows that change go out.
//! Columns that a change leaves alone are `null` in its row and kept by the statement.

pub(crate) mod actions;
pub(crate) mod conversations;
pub(crate) mod directory;
pub(crate) mod knowledge;
pub(crate) mod logbook;
pub(crate) mod memory;
pub(crate) mod notifications;
pub(crate) mod reminders;
pub(crate) mod roster;
pub(crate) mod tasks;
pub(crate) mod timers;
pub(crate) mod trail;
pub(crate) mod turns;
pub(crate) mod usage;
