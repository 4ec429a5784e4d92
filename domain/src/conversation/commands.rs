//! Commands to a conversation, and why they can be refused.

use super::events::{
    ConversationArchived, ConversationRenamed, ConversationRestored, ConversationStarted,
    MessageSent, QuestionPassedOn, QuestionSettled, QuestionTakenBack, ReplyGiven, ReplyRated,
    WordsDisclosed,
};
use crate::{DomainError, ErrorClass};

/// What can be asked of a conversation. Each carries what the event will state.
#[derive(Debug, Clone, PartialEq)]
pub enum ConversationCommand {
    /// Open it.
    StartConversation(ConversationStarted),
    /// Write to the steward.
    SendMessage(MessageSent),
    /// Record the steward's answer.
    RecordReply(ReplyGiven),
    /// Let somebody else read it for a while.
    DiscloseWords(WordsDisclosed),
    /// Give it a title.
    RenameConversation(ConversationRenamed),
    /// Put it away.
    ArchiveConversation(ConversationArchived),
    /// Take it out again.
    RestoreConversation(ConversationRestored),
    /// Say whether a reply was of use.
    RateReply(ReplyRated),
    /// Let those who look after the documents read the question.
    PassQuestionOn(QuestionPassedOn),
    /// Let them read it no more.
    TakeQuestionBack(QuestionTakenBack),
    /// Put a question that was passed on among those that are dealt with.
    SettleQuestion(QuestionSettled),
}

/// Why a command to a conversation is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConversationError {
    /// There is none, or it is somebody else's.
    #[error("there is no such conversation")]
    Unknown,
    /// The reply answers a message that is not there.
    #[error("there is no such message to answer")]
    NothingToAnswer,
    /// What is rated is no reply of this conversation.
    #[error("there is no such reply to rate")]
    NothingToRate,
    /// There is no such reply in this conversation.
    #[error("there is no such reply")]
    NoSuchReply,
    /// Nobody passed that question on, or it was taken back.
    #[error("there is no such question")]
    NotPassedOn,
    /// One's own words need no disclosure.
    #[error("this conversation is your own; read it there")]
    Own,
}

impl DomainError for ConversationError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::Unknown | Self::NothingToRate | Self::NoSuchReply | Self::NotPassedOn => {
                ErrorClass::Missing
            }
            Self::NothingToAnswer | Self::Own => ErrorClass::Conflict,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "conversation-not-found",
            Self::NothingToAnswer | Self::NothingToRate | Self::NoSuchReply => "message-not-found",
            Self::NotPassedOn => "question-not-found",
            Self::Own => "own-conversation",
        }
    }
}
