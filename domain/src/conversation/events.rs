//! Events of a conversation.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::aggregate::domain_events;
use crate::{
    ActionId, ChunkId, ConversationId, DisclosureId, DocumentId, MemberId, MessageId, Personal,
    TurnId,
};

domain_events! {
    /// What can happen in a conversation.
    pub enum ConversationEvent {
        ConversationStarted = "1",
        MessageSent = "1",
        ReplyGiven = "1",
        WordsDisclosed = "1",
        ConversationRenamed = "1",
        ConversationArchived = "1",
        ConversationRestored = "1",
        ReplyRated = "1",
        QuestionPassedOn = "1",
        QuestionTakenBack = "1",
        QuestionSettled = "1",
    }
}

/// A member opened a conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConversationStarted {
    /// The conversation.
    pub conversation_id: ConversationId,
    /// Whose it is.
    pub member_id: MemberId,
}

/// A member wrote to the steward.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MessageSent {
    /// The message.
    pub message_id: MessageId,
    /// Who wrote it.
    pub member_id: MemberId,
    /// What they wrote.
    pub text: Personal<String>,
    /// The turn that will answer it: the first try.
    pub turn_id: TurnId,
}

/// The steward answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReplyGiven {
    /// The reply, [`TurnId::reply`] of its turn.
    pub message_id: MessageId,
    /// The turn that led to it.
    pub turn_id: TurnId,
    /// The message it answers.
    pub in_reply_to: MessageId,
    /// What was released of the model's prose; citations stand as `[n]`.
    pub text: Personal<String>,
    /// What the numbers in the text stand for.
    pub citations: Vec<Citation>,
    /// The actions whose receipts belong to this reply.
    pub actions: Vec<ActionId>,
    /// How many sentences were withheld because they claimed what no event shows.
    pub withheld: u32,
    /// The model that answered, as it named itself.
    pub model: String,
    /// Whether text of an untrusted source was read in the turn.
    pub tainted: bool,
}

/// An owner or auditor may read the conversation for a while; the member is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WordsDisclosed {
    /// This look into it.
    pub disclosure_id: DisclosureId,
    /// Whose words they are.
    pub member_id: MemberId,
    /// Who may read them.
    pub disclosed_to: MemberId,
    /// Why, in their words: about both.
    pub reason: Personal<String>,
    /// Until when.
    pub expires_at: DateTime<Utc>,
}

/// Its member gave the conversation a title of their own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConversationRenamed {
    /// Whose it is.
    pub member_id: MemberId,
    /// What it is called from now on.
    pub title: Personal<String>,
}

/// Its member put the conversation away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationArchived {
    /// Whose it is.
    pub member_id: MemberId,
}

/// Its member took the conversation out again, or wrote in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationRestored {
    /// Whose it is.
    pub member_id: MemberId,
}

/// Its member said whether a reply was of use.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReplyRated {
    /// The reply.
    pub message_id: MessageId,
    /// Who says so: whose conversation it is.
    pub member_id: MemberId,
    /// What they say; `None` takes back what they said before.
    pub rating: Option<Rating>,
    /// Why, in their words.
    pub reason: Option<Personal<String>>,
}

/// Its member let those who look after the documents read a question of theirs, and what they
/// said of the reply to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionPassedOn {
    /// The reply to the question.
    pub message_id: MessageId,
    /// Who asked: whose conversation it is.
    pub member_id: MemberId,
}

/// Its member did not want the question to be read any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionTakenBack {
    /// The reply to the question.
    pub message_id: MessageId,
    /// Who asked.
    pub member_id: MemberId,
}

/// Somebody who looks after the documents has dealt with a question that was passed on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionSettled {
    /// The reply to the question.
    pub message_id: MessageId,
    /// Who has.
    pub settled_by: MemberId,
}

/// Whether a reply was of use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rating {
    /// It was.
    Helpful,
    /// It was wrong, or no answer.
    Unhelpful,
}

/// A number in a reply, and the passage it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// The number in the text.
    pub n: u32,
    /// The passage.
    pub chunk_id: ChunkId,
    /// Its document.
    pub document_id: DocumentId,
    /// The version that was read.
    pub document_version: u32,
}
