//! In what situation an action is resolved. Tenant and member come from here, never from
//! arguments.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use domain::{ConversationId, MemberId, MessageId};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::Unresolved;
use crate::business::{Business, Person};

/// What resolving may look at.
#[derive(Debug)]
pub struct Scene<'a> {
    /// A connection that sees the asker's tenant alone.
    pub db: &'a mut PgConnection,
    /// The business.
    pub business: &'a Business,
    /// Everybody who is active.
    pub people: &'a [Person],
    /// The member it is done for, and with whose rights.
    pub asker: MemberId,
    /// The moment that words such as `tomorrow` start from.
    pub now: DateTime<Utc>,
    /// The present moment: later than `now` when something that waited is resolved again.
    pub present: DateTime<Utc>,
    /// The conversation in which it is asked for.
    pub conversation: ConversationId,
    /// What the asker wrote in this conversation, oldest first.
    pub said: &'a [Said],
    /// The ids that arguments may name.
    pub shown: Shown,
}

/// A message of the asker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Which message.
    pub message: MessageId,
    /// Its words.
    pub text: String,
}

/// Which ids arguments may name.
#[derive(Debug, Clone)]
pub enum Shown {
    /// Those that the model was shown in this turn.
    These(HashSet<Uuid>),
    /// Any that the asker may see: the arguments are the asker's own.
    Any,
}

impl Scene<'_> {
    /// The asker, if still active.
    pub fn asker(&self) -> Result<&Person, Unresolved> {
        self.people
            .iter()
            .find(|person| person.id == self.asker)
            .ok_or_else(|| Unresolved::because("the member who asks is no longer active"))
    }

    /// An id from the arguments, only if it was shown.
    pub fn shown_id(&self, field: &str, text: &str) -> Result<Uuid, Unresolved> {
        let id = Uuid::parse_str(text.trim()).ok().filter(|id| match &self.shown {
            Shown::These(ids) => ids.contains(id),
            Shown::Any => true,
        });
        id.ok_or_else(|| {
            Unresolved::because(format!("{field} must be an id that was shown; list them first"))
        })
    }
}
