//! How long to wait for what.

use std::time::Duration;

/// How long to wait for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For a connection.
    pub connect: Duration,
    /// For the next piece of a stream, its beginning included: thinking takes a while.
    pub idle: Duration,
    /// For a chat call as a whole.
    pub total: Duration,
    /// For one request of the embedder.
    pub embed: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            idle: Duration::from_secs(60),
            total: Duration::from_secs(180),
            embed: Duration::from_secs(30),
        }
    }
}
