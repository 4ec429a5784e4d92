//! What providers share of the wire: one HTTP request, server-sent events, an answer that
//! comes in pieces, what is measured. A provider adds its own words.

pub(crate) mod embedding;
#[cfg(test)]
pub(crate) mod fuzz;
pub(crate) mod history;
pub(crate) mod http;
pub(crate) mod schema;
pub(crate) mod sse;
pub(crate) mod stream;
pub(crate) mod telemetry;
mod timeouts;
pub(crate) mod waits;

pub use timeouts::Timeouts;
