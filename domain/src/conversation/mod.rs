//! A member's conversation with the steward: messages and replies.

mod commands;
mod events;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

pub use commands::{ConversationCommand, ConversationError};
pub use events::*;
use serde::{Deserialize, Serialize};

use crate::aggregate::aggregate;
use crate::{DisclosureId, MemberId, MessageId, TurnId};

/// What decisions about a conversation need to know.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conversation {
    member: Option<MemberId>,
    messages: BTreeSet<MessageId>,
    answered: BTreeSet<TurnId>,
    disclosures: BTreeSet<DisclosureId>,
}

aggregate!(Conversation, "Conversation", ConversationCommand, ConversationEvent, ConversationError);

impl Conversation {
    /// Whose it is.
    pub fn member(&self) -> Option<MemberId> {
        self.member
    }

    fn decide(
        &self,
        command: ConversationCommand,
    ) -> Result<Vec<ConversationEvent>, ConversationError> {
        match command {
            ConversationCommand::StartConversation(event) => match self.member {
                None => Ok(vec![event.into()]),
                Some(member) if member == event.member_id => Ok(vec![]),
                Some(_) => Err(ConversationError::Unknown),
            },
            ConversationCommand::SendMessage(event) => {
                // Another member's conversation is as good as none: its existence is private.
                if self.member != Some(event.member_id) {
                    return Err(ConversationError::Unknown);
                }
                let known = self.messages.contains(&event.message_id);
                Ok(if known { vec![] } else { vec![event.into()] })
            }
            ConversationCommand::RecordReply(event) => {
                if !self.messages.contains(&event.in_reply_to) {
                    return Err(ConversationError::NothingToAnswer);
                }
                let known = self.answered.contains(&event.turn_id);
                Ok(if known { vec![] } else { vec![event.into()] })
            }
            ConversationCommand::DiscloseWords(event) => {
                if self.member != Some(event.member_id) {
                    return Err(ConversationError::Unknown);
                }
                if event.disclosed_to == event.member_id {
                    return Err(ConversationError::Own);
                }
                let known = self.disclosures.contains(&event.disclosure_id);
                Ok(if known { vec![] } else { vec![event.into()] })
            }
        }
    }

    fn evolve(&mut self, event: ConversationEvent) {
        match event {
            ConversationEvent::ConversationStarted(event) => self.member = Some(event.member_id),
            ConversationEvent::MessageSent(event) => {
                self.messages.insert(event.message_id);
            }
            ConversationEvent::ReplyGiven(event) => {
                self.answered.insert(event.turn_id);
            }
            ConversationEvent::WordsDisclosed(event) => {
                self.disclosures.insert(event.disclosure_id);
            }
        }
    }
}
