//! Events of an entry of the logbook.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::aggregate::domain_events;
use crate::{ActionId, EntryId, MemberId, Personal};

domain_events! {
    /// What can happen to an entry.
    pub enum LogbookEvent {
        EntryLogged = "2",
        EntryStruck = "1",
    }
}

/// Something happened, and somebody wrote it down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EntryLogged {
    /// The entry.
    pub entry_id: EntryId,
    /// Who wrote it down, or had it written down.
    pub logged_by: MemberId,
    /// What happened.
    pub text: Personal<String>,
    /// Their word for what sort of thing: `delivery`, `incident`.
    pub category: Option<Personal<String>>,
    /// When it happened, which may be long before it was written down.
    pub happened_at: DateTime<Utc>,
    /// The action it is the effect of; absent when it was written by hand.
    pub action_id: Option<ActionId>,
}

/// The entry was a mistake. It stays in the book, struck out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryStruck {
    /// Who struck it.
    pub struck_by: MemberId,
    /// The action whose undoing it is.
    pub action_id: Option<ActionId>,
}
