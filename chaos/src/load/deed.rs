//! What people do: each a command over HTTP.

use chrono::{Duration, SecondsFormat, Utc};
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use serde_json::{Value, json};
use uuid::Uuid;

/// A deed, before it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// A conversation begins.
    Start,
    /// A message to the steward, in a conversation.
    Message(Uuid, &'static str),
    /// A task.
    Task(String),
    /// A task is done.
    Complete(Uuid),
    /// A reminder, due when it says.
    Reminder(String, String),
    /// An entry of the logbook.
    Entry(String),
    /// Something to remember.
    Fact(String),
}

/// Deeds by name, with the event that each leads to, exactly one.
pub const KINDS: [(&str, &str); 7] = [
    ("start", "ConversationStarted"),
    ("message", "MessageSent"),
    ("task", "TaskCreated"),
    ("complete", "TaskCompleted"),
    ("reminder", "ReminderScheduled"),
    ("entry", "EntryLogged"),
    ("fact", "FactRemembered"),
];

/// Somebody is notified of the first, documents answer the second, and so on.
const MESSAGES: [&str; 5] = [
    "There's a delivery arriving tomorrow at 10am, but I'm off work",
    "When is the next cleaning scheduled?",
    "There's a delivery arriving tomorrow at 10am, but I'm off work",
    "Who is on shift tomorrow?",
    "Thank you!",
];
/// Conversations of one person, at most about.
const CONVERSATIONS: usize = 12;
/// The latest that a reminder is due, in milliseconds from now.
const DUE: i64 = 8_000;

impl Deed {
    /// One that is possible now.
    pub fn choose(dice: &mut StdRng, conversations: &[Uuid], open_tasks: &mut Vec<Uuid>) -> Self {
        let number: u64 = dice.random();
        let conversation = conversations.choose(dice).copied();
        let (kind, text) = (dice.random_range(0..100), MESSAGES.choose(dice));
        match (kind, conversation, text) {
            (_, None, _) => Self::Start,
            (0..10, ..) if conversations.len() < CONVERSATIONS => Self::Start,
            (0..40, Some(conversation), Some(text)) => Self::Message(conversation, text),
            (40..52, ..) => Self::Task(format!("Count what is left, {number}")),
            // As many as are begun, so that no more and more are open.
            (52..65, ..) if !open_tasks.is_empty() => Self::Complete(open_tasks.swap_remove(0)),
            (65..75, ..) => {
                let due = Utc::now() + Duration::milliseconds(dice.random_range(1_500..DUE));
                let due = due.to_rfc3339_opts(SecondsFormat::Millis, true);
                Self::Reminder(format!("Look after it, {number}"), due)
            }
            // What somebody is known by is one stream, which is read as a whole.
            (75..77, ..) => Self::Fact(format!("My locker has the number {number}")),
            _ => Self::Entry(format!("The fridge was at 4 degrees, {number}")),
        }
    }

    /// Its name, one of [`KINDS`].
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Message(..) => "message",
            Self::Task(_) => "task",
            Self::Complete(_) => "complete",
            Self::Reminder(..) => "reminder",
            Self::Entry(_) => "entry",
            Self::Fact(_) => "fact",
        }
    }

    /// Where it is posted, and what.
    pub fn request(&self) -> (String, Value) {
        match self {
            Self::Start => ("conversations".to_owned(), json!({})),
            Self::Message(id, text) => {
                (format!("conversations/{id}/messages"), json!({ "text": text }))
            }
            Self::Task(title) => ("tasks".to_owned(), json!({ "title": title })),
            Self::Complete(id) => (format!("tasks/{id}/complete"), json!({})),
            Self::Reminder(text, due_at) => {
                ("reminders".to_owned(), json!({ "text": text, "due_at": due_at }))
            }
            Self::Entry(text) => ("logbook".to_owned(), json!({ "text": text })),
            Self::Fact(text) => ("facts".to_owned(), json!({ "text": text })),
        }
    }

    /// Where it can be seen once it is done, and whether it is one item of a list there.
    pub fn shown_at(&self, id: Uuid) -> Option<(String, bool)> {
        match self {
            Self::Start => Some((format!("conversations/{id}"), false)),
            Self::Message(conversation, _) => Some((
                format!("conversations/{conversation}/messages?order=newest&limit=100"),
                true,
            )),
            Self::Task(_) | Self::Complete(_) => Some((format!("tasks/{id}"), false)),
            Self::Reminder(..) | Self::Entry(_) | Self::Fact(_) => None,
        }
    }
}
