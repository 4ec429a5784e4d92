//! The log, for owners and auditors: who caused what when, without a word of anybody.

mod dto;
mod events;
mod query;
mod streams;

pub(crate) use dto::Stream;
pub(crate) use events::*;
pub(crate) use query::point;
pub(crate) use streams::*;
