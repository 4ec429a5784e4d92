//! What actions on the business's records will do: tasks, the logbook, a member's memory.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::memory::Source;
use crate::task::Outcome;
use crate::{ConversationId, FactId, MemberId, MessageId, TaskId};

/// A member, as somebody reads of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// The member.
    pub member_id: MemberId,
    /// Their name at that time.
    pub name: String,
    /// Whether that is the member who asks.
    pub own: bool,
}

/// Something to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskPreview {
    /// What, in a line.
    pub title: String,
    /// More about it.
    pub notes: Option<String>,
    /// Who is to do it; absent: nobody in particular.
    pub assignee: Option<Named>,
    /// By when.
    pub due_at: Option<DateTime<Utc>>,
    /// The same by the clocks of the business, in its language.
    pub local_time: Option<String>,
}

/// Somebody else is to do a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignmentPreview {
    /// The task.
    pub task_id: TaskId,
    /// What is to be done.
    pub title: String,
    /// Who is to do it now; absent: nobody in particular.
    pub assignee: Option<Named>,
    /// Who was to do it.
    pub former: Option<Named>,
}

/// A task ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompletionPreview {
    /// The task.
    pub task_id: TaskId,
    /// What was to be done.
    pub title: String,
    /// How it ends.
    pub outcome: Outcome,
    /// Whose affair it is: who created it and who was to do it.
    pub concerns: Vec<MemberId>,
}

/// An entry of the logbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryPreview {
    /// What happened.
    pub text: String,
    /// What sort of thing.
    pub category: Option<String>,
    /// When it happened.
    pub happened_at: DateTime<Utc>,
    /// The same by the clocks of the business, in its language.
    pub local_time: String,
}

/// Something to be remembered about the member who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactPreview {
    /// What.
    pub text: String,
    /// What it is about.
    pub topic: Option<String>,
    /// The member's own sentence that says so.
    pub sentence: String,
    /// In which conversation they said it.
    pub conversation_id: ConversationId,
    /// In which message.
    pub message_id: MessageId,
    /// The fact that it takes the place of.
    pub replaces: Option<ReplacedFact>,
}

/// A fact as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplacedFact {
    /// The fact.
    pub fact_id: FactId,
    /// Its version then.
    pub version: u32,
    /// What it said.
    pub text: String,
    /// What it was about.
    pub topic: Option<String>,
    /// The member's sentence that it was learned from.
    pub sentence: Option<String>,
    /// Where it was learned.
    pub source: Source,
    /// Since when it held.
    pub valid_from: DateTime<Utc>,
}

/// A fact that is not to be remembered any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForgottenPreview {
    /// The fact.
    pub fact_id: FactId,
    /// What it says.
    pub text: String,
}
