//! Commands to a member's memory, and why they can be refused.

use super::events::{FactForgotten, FactRemembered, FactRevised};
use crate::{DomainError, ErrorClass};

/// What can be asked of a member's memory. Each carries what the event will state.
#[derive(Debug, Clone, PartialEq)]
pub enum MemoryCommand {
    /// Remember something. What is known already changes nothing; what is about the topic
    /// of another fact revises that one.
    RememberFact(FactRemembered),
    /// Put a fact otherwise. Its `version` is the one after the version that was read.
    ReviseFact(FactRevised),
    /// Forget it.
    ForgetFact(FactForgotten),
}

/// Why a command to a member's memory is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MemoryError {
    /// There is none, or it is somebody else's.
    #[error("there is no such fact")]
    Unknown,
    /// Another fact says the same, or is about the same.
    #[error("another fact says this already, or is about the same; change that one")]
    Known,
    /// It has changed since it was read.
    #[error("this fact has changed; read it again and change that")]
    Changed,
    /// There are as many as there may be.
    #[error("there are 200 facts about you already; have some of them forgotten first")]
    Full,
}

impl DomainError for MemoryError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::Unknown => ErrorClass::Missing,
            Self::Known | Self::Changed | Self::Full => ErrorClass::Conflict,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "fact-not-found",
            Self::Known => "fact-known",
            Self::Changed => "fact-changed",
            Self::Full => "memory-full",
        }
    }
}
