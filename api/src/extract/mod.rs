//! Extractors of our own: they refuse with precise problems, and with nothing else.

mod address;
#[cfg(test)]
mod fuzz;
mod idempotency;
mod if_match;
mod json;
mod path;
mod query;
mod text;
mod upload;

pub(crate) use address::{ClientAddress, is_within, network};
pub(crate) use idempotency::IdempotencyKey;
pub(crate) use if_match::{based_on, based_on_event, stale};
pub(crate) use json::{Json, read as body};
pub(crate) use path::Path;
pub(crate) use query::{Query, after_position};
pub(crate) use text::unstorable;
pub(crate) use upload::{ENVELOPE, Upload};

/// The most bytes that a JSON body may have.
pub(crate) const BODY_LIMIT: usize = 256 * 1024;
