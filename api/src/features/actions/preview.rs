//! Shapes of previews, one per kind of action.

use chrono::{DateTime, Utc};
use domain::action::{Named, Preview, Recipient as Reached};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// The exact effect of an action, told apart by `kind`.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum ActionPreview {
    /// Others are told something.
    NotifyUser {
        /// What recipients read.
        text: String,
        /// `normal` or `urgent`.
        urgency: String,
        recipients: Vec<Recipient>,
    },
    /// Somebody is reminded of something.
    ScheduleReminder {
        /// What the reminder says.
        text: String,
        due_at: DateTime<Utc>,
        /// The same by the clocks of the business, in its language.
        local_time: String,
        member_id: Uuid,
        name: String,
        /// Whether that is I.
        own: bool,
    },
    /// Something is to be done.
    CreateTask {
        title: String,
        #[schema(required)]
        notes: Option<String>,
        /// Who is to do it; null: nobody in particular.
        #[schema(required)]
        assignee: Option<Person>,
        #[schema(required)]
        due_at: Option<DateTime<Utc>>,
        /// The same by the clocks of the business, in its language.
        #[schema(required)]
        local_time: Option<String>,
    },
    /// Somebody else is to do a task.
    AssignTask {
        task_id: Uuid,
        title: String,
        /// Who is to do it now; null: nobody in particular.
        #[schema(required)]
        assignee: Option<Person>,
        /// Who was to do it.
        #[schema(required)]
        former: Option<Person>,
    },
    /// A task ends.
    CompleteTask {
        task_id: Uuid,
        title: String,
        /// `done` or `cancelled`.
        outcome: String,
    },
    /// What happened is written into the logbook.
    LogEvent {
        text: String,
        #[schema(required)]
        category: Option<String>,
        happened_at: DateTime<Utc>,
        /// The same by the clocks of the business, in its language.
        local_time: String,
    },
    /// Something about me is remembered.
    RememberFact {
        text: String,
        #[schema(required)]
        topic: Option<String>,
        /// My own sentence that says so.
        sentence: String,
        /// What it takes the place of.
        #[schema(required)]
        replaces: Option<String>,
    },
    /// Something about me is forgotten, for good.
    ForgetFact { fact_id: Uuid, text: String },
}

/// A member whom an action names.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ActionPerson)]
pub(crate) struct Person {
    member_id: Uuid,
    name: String,
    /// Whether that is I.
    own: bool,
}

/// One person whom an action reaches.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Recipient {
    member_id: Uuid,
    name: String,
    /// Why this person, rendered by code.
    reason: String,
}

impl From<Preview> for ActionPreview {
    fn from(preview: Preview) -> Self {
        match preview {
            Preview::NotifyUser(notice) => Self::NotifyUser {
                text: notice.text,
                urgency: notice.urgency.as_str().to_owned(),
                recipients: notice.recipients.into_iter().map(Recipient::from).collect(),
            },
            Preview::ScheduleReminder(reminder) => Self::ScheduleReminder {
                text: reminder.text,
                due_at: reminder.due_at,
                local_time: reminder.local_time,
                member_id: reminder.member_id.0,
                name: reminder.name,
                own: reminder.own,
            },
            Preview::CreateTask(task) => Self::CreateTask {
                title: task.title,
                notes: task.notes,
                assignee: task.assignee.map(Person::from),
                due_at: task.due_at,
                local_time: task.local_time,
            },
            Preview::AssignTask(assignment) => Self::AssignTask {
                task_id: assignment.task_id.0,
                title: assignment.title,
                assignee: assignment.assignee.map(Person::from),
                former: assignment.former.map(Person::from),
            },
            Preview::CompleteTask(completion) => Self::CompleteTask {
                task_id: completion.task_id.0,
                title: completion.title,
                outcome: completion.outcome.as_str().to_owned(),
            },
            Preview::LogEvent(entry) => Self::LogEvent {
                text: entry.text,
                category: entry.category,
                happened_at: entry.happened_at,
                local_time: entry.local_time,
            },
            Preview::RememberFact(fact) => Self::RememberFact {
                text: fact.text,
                topic: fact.topic,
                sentence: fact.sentence,
                replaces: fact.replaces.map(|replaced| replaced.text),
            },
            Preview::ForgetFact(fact) => {
                Self::ForgetFact { fact_id: fact.fact_id.0, text: fact.text }
            }
        }
    }
}

impl From<Named> for Person {
    fn from(named: Named) -> Self {
        Self { member_id: named.member_id.0, name: named.name, own: named.own }
    }
}

impl From<Reached> for Recipient {
    fn from(reached: Reached) -> Self {
        Self { member_id: reached.member_id.0, name: reached.name, reason: reached.reason }
    }
}
