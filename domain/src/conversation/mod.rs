//! A member's conversation with the steward: messages and replies.

mod commands;
mod events;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

pub use commands::{ConversationCommand, ConversationError};
pub use events::*;
use serde::{Deserialize, Serialize};

use crate::aggregate::aggregate;
use crate::{DisclosureId, MemberId, MessageId, Personal, TurnId};

/// What decisions about a conversation need to know.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conversation {
    member: Option<MemberId>,
    messages: BTreeSet<MessageId>,
    answered: BTreeSet<TurnId>,
    title: Option<Personal<String>>,
    archived: bool,
    /// Every reply, with what its member said of it last.
    replies: BTreeMap<MessageId, Option<ReplyRated>>,
    disclosures: BTreeSet<DisclosureId>,
    /// Replies to questions that were passed on, and whether that is settled.
    passed_on: BTreeMap<MessageId, bool>,
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
                self.is_of(event.member_id)?;
                if self.messages.contains(&event.message_id) {
                    return Ok(vec![]);
                }
                let restored = ConversationRestored { member_id: event.member_id };
                let back = self.archived.then(|| restored.into());
                Ok(back.into_iter().chain([event.into()]).collect())
            }
            ConversationCommand::RecordReply(event) => {
                if !self.messages.contains(&event.in_reply_to) {
                    return Err(ConversationError::NothingToAnswer);
                }
                let known = self.answered.contains(&event.turn_id);
                Ok(if known { vec![] } else { vec![event.into()] })
            }
            ConversationCommand::DiscloseWords(event) => {
                self.is_of(event.member_id)?;
                if event.disclosed_to == event.member_id {
                    return Err(ConversationError::Own);
                }
                let known = self.disclosures.contains(&event.disclosure_id);
                Ok(if known { vec![] } else { vec![event.into()] })
            }
            ConversationCommand::RenameConversation(event) => {
                self.is_of(event.member_id)?;
                let known = self.title.as_ref() == Some(&event.title);
                Ok(if known { vec![] } else { vec![event.into()] })
            }
            ConversationCommand::ArchiveConversation(event) => {
                self.is_of(event.member_id)?;
                Ok(if self.archived { vec![] } else { vec![event.into()] })
            }
            ConversationCommand::RestoreConversation(event) => {
                self.is_of(event.member_id)?;
                Ok(if self.archived { vec![event.into()] } else { vec![] })
            }
            ConversationCommand::RateReply(event) => {
                self.is_of(event.member_id)?;
                let Some(before) = self.replies.get(&event.message_id) else {
                    return Err(ConversationError::NothingToRate);
                };
                let known = match before {
                    None => event.rating.is_none(),
                    Some(before) => *before == event,
                };
                Ok(if known { vec![] } else { vec![event.into()] })
            }
            ConversationCommand::PassQuestionOn(event) => {
                self.has_reply(event.member_id, event.message_id)?;
                let known = self.passed_on.contains_key(&event.message_id);
                Ok(if known { vec![] } else { vec![event.into()] })
            }
            ConversationCommand::TakeQuestionBack(event) => {
                self.has_reply(event.member_id, event.message_id)?;
                let known = self.passed_on.contains_key(&event.message_id);
                Ok(if known { vec![event.into()] } else { vec![] })
            }
            ConversationCommand::SettleQuestion(event) => {
                match self.passed_on.get(&event.message_id) {
                    None => Err(ConversationError::NotPassedOn),
                    Some(true) => Ok(vec![]),
                    Some(false) => Ok(vec![event.into()]),
                }
            }
        }
    }

    fn has_reply(&self, member: MemberId, reply: MessageId) -> Result<(), ConversationError> {
        self.is_of(member)?;
        if self.replies.contains_key(&reply) { Ok(()) } else { Err(ConversationError::NoSuchReply) }
    }

    /// Another member's conversation is as good as none: its existence is private.
    fn is_of(&self, member: MemberId) -> Result<(), ConversationError> {
        if self.member == Some(member) { Ok(()) } else { Err(ConversationError::Unknown) }
    }

    fn evolve(&mut self, event: ConversationEvent) {
        match event {
            ConversationEvent::ConversationStarted(event) => self.member = Some(event.member_id),
            ConversationEvent::MessageSent(event) => {
                self.messages.insert(event.message_id);
            }
            ConversationEvent::ReplyGiven(event) => {
                self.answered.insert(event.turn_id);
                self.replies.insert(event.message_id, None);
            }
            ConversationEvent::WordsDisclosed(event) => {
                self.disclosures.insert(event.disclosure_id);
            }
            ConversationEvent::ConversationRenamed(event) => self.title = Some(event.title),
            ConversationEvent::ConversationArchived(_) => self.archived = true,
            ConversationEvent::ConversationRestored(_) => self.archived = false,
            ConversationEvent::ReplyRated(event) => {
                self.replies.insert(event.message_id, Some(event));
            }
            ConversationEvent::QuestionPassedOn(event) => {
                self.passed_on.insert(event.message_id, false);
            }
            ConversationEvent::QuestionTakenBack(event) => {
                self.passed_on.remove(&event.message_id);
            }
            ConversationEvent::QuestionSettled(event) => {
                self.passed_on.insert(event.message_id, true);
            }
        }
    }
}
