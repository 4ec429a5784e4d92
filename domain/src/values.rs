//! Values that commands carry, parsed where they enter.

use std::fmt;

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// A value that is not acceptable, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field} {problem}")]
pub struct ValueError {
    /// The field, as clients name it.
    pub field: &'static str,
    /// What is wrong, as the rest of a sentence: `must not be empty`.
    pub problem: String,
}

impl ValueError {
    /// A value error.
    pub fn new(field: &'static str, problem: impl Into<String>) -> Self {
        Self { field, problem: problem.into() }
    }
}

/// Checks a text for emptiness, length and characters that Postgres cannot hold, and
/// returns it trimmed. `max` counts Unicode scalar values.
fn text(field: &'static str, raw: &str, max: usize) -> Result<String, ValueError> {
    let trimmed = raw.trim();
    if trimmed.is_empty() {
        return Err(ValueError::new(field, "must not be empty"));
    }
    if trimmed.contains('\0') {
        return Err(ValueError::new(field, "must not contain the character U+0000"));
    }
    let length = trimmed.chars().count();
    if length > max {
        return Err(ValueError::new(
            field,
            format!("must have at most {max} characters, and has {length}"),
        ));
    }
    Ok(trimmed.to_owned())
}

macro_rules! text_value {
    ($(#[$meta:meta])* $name:ident, $field:literal, $max:literal) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The most characters it may have.
            pub const MAX: usize = $max;

            /// Parses it: trimmed, not empty, at most [`Self::MAX`] characters, no U+0000.
            pub fn parse(raw: &str) -> Result<Self, ValueError> {
                text($field, raw, Self::MAX).map(Self)
            }

            /// The text.
            pub fn as_str(&self) -> &str { &self.0 }

            /// The text, owned.
            pub fn into_string(self) -> String { self.0 }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }
    };
}

text_value!(/// What a member writes to the steward.
    MessageText, "text", 16_000);
text_value!(/// A person's or a business's name.
    Name, "name", 200);
text_value!(/// What a business does and is, in a sentence or two.
    Description, "description", 500);
text_value!(/// The title of a document or a conversation.
    Title, "title", 200);
text_value!(/// The text of a document.
    DocumentText, "text", 60_000);
text_value!(/// What a notice says.
    NoticeText, "text", 2_000);
text_value!(/// What somebody is to be reminded of.
    ReminderText, "text", 500);
text_value!(/// A business's own word for what someone does: `employee`, `kitchen`.
    Position, "role", 80);
text_value!(/// More about a task than its title.
    TaskNotes, "notes", 4_000);
text_value!(/// What the logbook says of something that happened.
    EntryText, "text", 4_000);
text_value!(/// A business's own word for a sort of thing in its logbook: `delivery`.
    Category, "category", 80);
text_value!(/// What the steward knows about a member, in a sentence.
    FactText, "text", 500);
text_value!(/// What a fact is about: `shoe size`.
    Topic, "topic", 80);
text_value!(/// Why a reply was of use, or of none.
    RatingReason, "reason", 1_000);
text_value!(/// What a member said that taught a fact.
    Sentence, "sentence", 1_000);

/// What a member may do. A business's own words for it are a title beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything in the business.
    Owner,
    /// Runs the day: documents, rosters, policies.
    Manager,
    /// Talks to the steward and sees what concerns them.
    Member,
    /// Reads the log's envelopes and verifies it.
    Auditor,
    /// Runs the deployment: only in the operators' own tenant.
    Operator,
}

impl Role {
    /// Wire name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Manager => "manager",
            Self::Member => "member",
            Self::Auditor => "auditor",
            Self::Operator => "operator",
        }
    }

    /// Reads the wire name.
    pub fn parse(raw: &str) -> Result<Self, ValueError> {
        match raw {
            "owner" => Ok(Self::Owner),
            "manager" => Ok(Self::Manager),
            "member" => Ok(Self::Member),
            "auditor" => Ok(Self::Auditor),
            "operator" => Ok(Self::Operator),
            _ => Err(ValueError::new(
                "role",
                "must be one of owner, manager, member, auditor, operator",
            )),
        }
    }

    /// Whether this role may change documents, shifts and policies.
    pub fn manages(self) -> bool {
        matches!(self, Self::Owner | Self::Manager)
    }

    /// Whether there must always be somebody of this role: the last one cannot go.
    pub fn owns(self) -> bool {
        matches!(self, Self::Owner | Self::Operator)
    }
}

/// An IANA time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TimeZone(pub Tz);

impl TimeZone {
    /// Reads an IANA name such as `Europe/Madrid`.
    pub fn parse(raw: &str) -> Result<Self, ValueError> {
        raw.parse::<Tz>().map(Self).map_err(|_| {
            ValueError::new("time_zone", "must be an IANA time zone such as Europe/Madrid")
        })
    }

    /// The IANA name.
    pub fn name(&self) -> &'static str {
        self.0.name()
    }
}

/// Whether text may steer the steward, by its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// Typed or marked trusted by an owner or manager.
    Trusted,
    /// Anything else: a turn that reads it may not act without approval.
    Untrusted,
}

impl Trust {
    /// Wire name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Trusted => "trusted",
            Self::Untrusted => "untrusted",
        }
    }
}
