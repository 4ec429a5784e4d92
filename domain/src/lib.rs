//! The rules of Steward: aggregates, commands, events, errors, ids and upcasters.
//!
//! Nothing here does I/O, reads a clock or draws a random number: time, new ids and
//! model output arrive inside commands. Each aggregate is a folder with its events,
//! its commands, its errors and one pure `decide`; [`Event`] joins the events of all.

mod aggregate;
mod error;
mod event;
mod finite;
mod ids;
mod metadata;
mod personal;
mod phrase;
#[cfg(test)]
mod testing;
mod timer;
mod upcast;
mod values;

pub mod access;
pub mod action;
pub mod conversation;
pub mod document;
pub mod logbook;
pub mod member;
pub mod memory;
pub mod notification;
pub mod recurrence;
pub mod reminder;
pub mod roster;
pub mod schedule;
pub mod task;
pub mod tenant;
pub mod turn;
pub mod when;

pub use aggregate::Decider;
pub use error::{DomainError, ErrorClass};
pub use event::{Event, EventName, UnknownEvent, catalogue, fold, is_newer};
pub use ids::*;
pub use metadata::{Actor, Metadata};
pub use personal::Personal;
pub use timer::Purpose;
pub use upcast::upcasters;
pub use values::*;
