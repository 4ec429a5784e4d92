//! How a member gets in: a record of what happened with their sessions, password and
//! keys, one stream per member, under the member's id.
//!
//! What decides (hashes, tokens, sessions) are ordinary tables, never events; this is
//! their trail, without a secret in it. So there is nothing to decide here but that a
//! fact is recorded, and a repeated command is caught by its id.

mod events;
#[cfg(test)]
mod tests;

pub use events::*;
use serde::{Deserialize, Serialize};

use crate::aggregate::aggregate;
use crate::{DomainError, ErrorClass};

/// The trail itself: nothing that was recorded changes what can be.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub struct Access;

/// What can be asked: that something is recorded.
#[derive(Debug, Clone, PartialEq)]
pub enum AccessCommand {
    /// Record this.
    Record(AccessEvent),
}

/// Nothing is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccessError {}

impl DomainError for AccessError {
    fn class(&self) -> ErrorClass {
        match *self {}
    }

    fn code(&self) -> &'static str {
        match *self {}
    }
}

aggregate!(Access, "Access", AccessCommand, AccessEvent, AccessError);

impl Access {
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "the form of a decision")]
    fn decide(&self, command: AccessCommand) -> Result<Vec<AccessEvent>, AccessError> {
        let AccessCommand::Record(event) = command;
        Ok(vec![event])
    }

    #[expect(clippy::unused_self, reason = "the form of a fold")]
    fn evolve(&mut self, _: AccessEvent) {}
}
