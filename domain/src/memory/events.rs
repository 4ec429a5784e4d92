//! Events of a member's memory.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Fact;
use crate::aggregate::domain_events;
use crate::{ActionId, ConversationId, FactId, MemberId, MessageId, Personal};

domain_events! {
    /// What can happen to what the steward knows about a member.
    pub enum MemoryEvent {
        FactRemembered = "1",
        FactRevised = "1",
        FactForgotten = "1",
    }
}

/// The steward learned something about a member, from that member.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FactRemembered {
    /// The fact: its version 1.
    pub fact_id: FactId,
    /// Whom it is about, who said it, and who alone may see it.
    pub member_id: MemberId,
    /// What it says.
    pub fact: Personal<Fact>,
    /// Where it was learned.
    pub source: Source,
    /// Since when it holds.
    pub valid_from: DateTime<Utc>,
    /// When it was learned.
    pub learned_at: DateTime<Utc>,
    /// The action it is the effect of; absent when the member typed it.
    pub action_id: Option<ActionId>,
}

/// A fact says something else now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FactRevised {
    /// The fact.
    pub fact_id: FactId,
    /// Its new version, from 2.
    pub version: u32,
    /// What it says now.
    pub fact: Personal<Fact>,
    /// Where that was learned.
    pub source: Source,
    /// Since when that holds.
    pub valid_from: DateTime<Utc>,
    /// When it was learned.
    pub learned_at: DateTime<Utc>,
    /// The action it is the effect of; absent when the member typed it.
    pub action_id: Option<ActionId>,
}

/// The member wants a fact forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactForgotten {
    /// The fact.
    pub fact_id: FactId,
    /// The action it is the effect of, or whose undoing it is; absent when the member
    /// asked for it by hand.
    pub action_id: Option<ActionId>,
}

/// Where a fact was learned: only ever from the member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Source {
    /// The member said it to the steward; the fact holds the sentence.
    Said {
        /// In which conversation.
        conversation_id: ConversationId,
        /// In which message.
        message_id: MessageId,
    },
    /// The member typed it into the list of facts.
    Typed,
}
