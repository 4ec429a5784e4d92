//! What the steward knows about one member, learned from that member alone. One stream
//! per member, under the member's id: that two facts say the same, or are about the same
//! thing, can be told only where all of them are known.

mod commands;
mod events;
mod fact;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
pub use commands::{MemoryCommand, MemoryError};
pub use events::*;
pub use fact::{Fact, normalised};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::aggregate::aggregate;
use crate::{FactId, MemberId, Personal};

/// What decisions about a member's memory need to know.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    member: Option<MemberId>,
    facts: BTreeMap<FactId, Held>,
    forgotten: BTreeSet<FactId>,
}

/// A fact that is remembered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Held {
    version: u32,
    said: Said,
}

/// What a fact says, to be compared: digests, since a state holds no personal text; none
/// once it was erased.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Said {
    /// Of the text to the letter.
    exact: Option<Uuid>,
    /// Of the text without what does not count.
    text: Option<Uuid>,
    topic: Option<Uuid>,
    valid_from: DateTime<Utc>,
}

impl Said {
    fn new(fact: &Personal<Fact>, valid_from: DateTime<Utc>) -> Self {
        match fact.known() {
            Some(fact) => Self::of(fact, valid_from),
            None => Self { exact: None, text: None, topic: None, valid_from },
        }
    }

    fn of(fact: &Fact, valid_from: DateTime<Utc>) -> Self {
        Self {
            exact: Some(digest(&fact.text)),
            text: Some(digest(&normalised(&fact.text))),
            topic: fact.topic.as_deref().map(|topic| digest(&normalised(topic))),
            valid_from,
        }
    }

    /// Whether both say the same.
    fn says(&self, other: &Self) -> bool {
        self.text.is_some() && self.text == other.text
    }

    /// Whether both are about the same thing.
    fn is_about(&self, other: &Self) -> bool {
        self.topic.is_some() && self.topic == other.topic
    }
}

/// Takes the digests out of a memory's state, as JSON, that somebody is to see: a short text
/// can be guessed from its digest.
pub fn withhold_digests(state: &mut Value) {
    let facts = state.get_mut("facts").and_then(Value::as_object_mut);
    for held in facts.into_iter().flat_map(|facts| facts.values_mut()) {
        held.as_object_mut().map(|held| held.remove("said"));
    }
}

fn digest(text: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, text.as_bytes())
}

/// What remembering a fact comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Nothing like it is known.
    New,
    /// It is known: this fact says the same.
    Known(FactId),
    /// It changes what is known about its topic.
    Revises {
        /// The fact that it revises.
        fact_id: FactId,
        /// The version that the fact will have.
        version: u32,
    },
}

aggregate!(Memory, "Memory", MemoryCommand, MemoryEvent, MemoryError);

impl Memory {
    /// The most facts that are remembered of a member.
    pub const MOST: usize = 200;

    /// What remembering `fact` would come to now.
    pub fn place(&self, fact: &Fact) -> Place {
        self.place_of(&Said::of(fact, DateTime::UNIX_EPOCH))
    }

    /// The version of a fact that is remembered.
    pub fn version(&self, fact: FactId) -> Option<u32> {
        self.facts.get(&fact).map(|held| held.version)
    }

    /// Since when a fact holds, if it says the same as `fact`.
    pub fn valid_from(&self, id: FactId, fact: &Fact) -> Option<DateTime<Utc>> {
        let held = self
            .facts
            .get(&id)
            .filter(|held| held.said.says(&Said::of(fact, held.said.valid_from)))?;
        Some(held.said.valid_from)
    }

    /// The version that a fact has once it says `fact`: the same, if it does so already.
    pub fn version_with(&self, id: FactId, fact: &Fact, valid_from: DateTime<Utc>) -> Option<u32> {
        let held = self.facts.get(&id)?;
        let said = Said::of(fact, valid_from);
        Some(if held.said == said { held.version } else { held.version.saturating_add(1) })
    }

    /// Whether a fact was remembered once and is not any more.
    pub fn was_forgotten(&self, fact: FactId) -> bool {
        self.forgotten.contains(&fact)
    }

    fn place_of(&self, said: &Said) -> Place {
        let find = |like: fn(&Said, &Said) -> bool| {
            self.facts.iter().find(|(_, held)| like(&held.said, said))
        };
        if let Some((id, _)) = find(Said::says) {
            return Place::Known(*id);
        }
        match find(Said::is_about) {
            Some((id, held)) => {
                Place::Revises { fact_id: *id, version: held.version.saturating_add(1) }
            }
            None => Place::New,
        }
    }

    fn decide(&self, command: MemoryCommand) -> Result<Vec<MemoryEvent>, MemoryError> {
        match command {
            MemoryCommand::RememberFact(event) => self.remember(event),
            MemoryCommand::ReviseFact(event) => self.revise(event),
            MemoryCommand::ForgetFact(event) => {
                if self.facts.contains_key(&event.fact_id) {
                    return Ok(vec![event.into()]);
                }
                if self.was_forgotten(event.fact_id) {
                    Ok(vec![])
                } else {
                    Err(MemoryError::Unknown)
                }
            }
        }
    }

    fn remember(&self, event: FactRemembered) -> Result<Vec<MemoryEvent>, MemoryError> {
        if self.member.is_some_and(|member| member != event.member_id) {
            return Err(MemoryError::Unknown);
        }
        if self.facts.contains_key(&event.fact_id) || self.was_forgotten(event.fact_id) {
            return Ok(vec![]);
        }
        let said = Said::new(&event.fact, event.valid_from);
        match self.place_of(&said) {
            Place::Known(_) => Ok(vec![]),
            Place::Revises { fact_id, version } => {
                let FactRemembered { fact, source, valid_from, learned_at, action_id, .. } = event;
                let revised = FactRevised {
                    fact_id,
                    version,
                    fact,
                    source,
                    valid_from,
                    learned_at,
                    action_id,
                };
                Ok(vec![revised.into()])
            }
            Place::New if self.facts.len() >= Self::MOST => Err(MemoryError::Full),
            Place::New => Ok(vec![event.into()]),
        }
    }

    fn revise(&self, event: FactRevised) -> Result<Vec<MemoryEvent>, MemoryError> {
        let held = self.facts.get(&event.fact_id).ok_or(MemoryError::Unknown)?;
        let said = Said::new(&event.fact, event.valid_from);
        if held.said == said {
            return Ok(vec![]);
        }
        if event.version != held.version.saturating_add(1) {
            return Err(MemoryError::Changed);
        }
        let mut others = self.facts.iter().filter(|(id, _)| **id != event.fact_id);
        let clashes = others.any(|(_, other)| other.said.says(&said) || other.said.is_about(&said));
        if clashes { Err(MemoryError::Known) } else { Ok(vec![event.into()]) }
    }

    fn evolve(&mut self, event: MemoryEvent) {
        match event {
            MemoryEvent::FactRemembered(event) => {
                self.member = Some(event.member_id);
                let said = Said::new(&event.fact, event.valid_from);
                self.facts.insert(event.fact_id, Held { version: 1, said });
            }
            MemoryEvent::FactRevised(event) => {
                let said = Said::new(&event.fact, event.valid_from);
                if let Some(held) = self.facts.get_mut(&event.fact_id) {
                    *held = Held { version: event.version, said };
                }
            }
            MemoryEvent::FactForgotten(event) => {
                self.facts.remove(&event.fact_id);
                self.forgotten.insert(event.fact_id);
            }
        }
    }
}
