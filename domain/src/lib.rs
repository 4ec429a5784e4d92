//! The rules of Steward: aggregates, commands, events. No I/O, no clock, no randomness.
