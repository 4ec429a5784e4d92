//! What an action will do, resolved by code: shown before it happens, and then done.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::records::{
    AssignmentPreview, CompletionPreview, EntryPreview, FactPreview, ForgottenPreview, TaskPreview,
};
use crate::MemberId;
use crate::notification::Urgency;

/// The exact effect of an action, one variant per kind. Wire form: an object whose `kind`
/// is the kind's name, with the variant's fields beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Preview {
    /// Others are told something.
    NotifyUser(NoticePreview),
    /// Somebody is reminded of something.
    ScheduleReminder(ReminderPreview),
    /// Somebody gets something to do.
    CreateTask(TaskPreview),
    /// Somebody else is to do it.
    AssignTask(AssignmentPreview),
    /// Nothing is left to be done.
    CompleteTask(CompletionPreview),
    /// What happened is written down.
    LogEvent(EntryPreview),
    /// Something about the member is kept in mind.
    RememberFact(FactPreview),
    /// It is not, any more.
    ForgetFact(ForgottenPreview),
}

impl Preview {
    /// The members it names: whose words or data it holds.
    pub fn named(&self) -> Vec<MemberId> {
        match self {
            Self::NotifyUser(notice) => {
                notice.recipients.iter().map(|recipient| recipient.member_id).collect()
            }
            Self::ScheduleReminder(reminder) => vec![reminder.member_id],
            Self::CreateTask(task) => task.assignee.iter().map(|person| person.member_id).collect(),
            Self::AssignTask(assignment) => assignment
                .assignee
                .iter()
                .chain(&assignment.former)
                .map(|person| person.member_id)
                .collect(),
            Self::CompleteTask(completion) => completion.concerns.clone(),
            Self::LogEvent(_) | Self::RememberFact(_) | Self::ForgetFact(_) => Vec::new(),
        }
    }
}

/// A notice to others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticePreview {
    /// What recipients will read.
    pub text: String,
    /// How soon it wants to be seen.
    pub urgency: Urgency,
    /// Who, and why each of them.
    pub recipients: Vec<Recipient>,
}

/// A reminder for one member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReminderPreview {
    /// Of what.
    pub text: String,
    /// When.
    pub due_at: DateTime<Utc>,
    /// The same by the clocks of the business, in its language: `Tuesday, 24 November
    /// 2026 at 10:00`.
    pub local_time: String,
    /// Who is reminded.
    pub member_id: MemberId,
    /// Their name at that time.
    pub name: String,
    /// Whether that is the member who asks.
    pub own: bool,
}

/// One person whom an action reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// The person.
    pub member_id: MemberId,
    /// Their name at that time.
    pub name: String,
    /// Why this person, rendered by code.
    pub reason: String,
}

/// Something that an action brought about, in the same unit of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// The aggregate's wire name, such as `Notification`.
    pub aggregate: String,
    /// Its id.
    pub id: Uuid,
}

impl Effect {
    /// An effect on the aggregate `A`.
    pub fn on<A: crate::Decider>(id: impl Into<Uuid>) -> Self {
        Self { aggregate: A::TYPE.to_owned(), id: id.into() }
    }
}
