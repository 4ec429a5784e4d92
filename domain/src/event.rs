//! All events of all aggregates as one type, for readers of the whole log.

use std::collections::HashMap;
use std::sync::LazyLock;

use cqrs_es::Aggregate;
use serde::Deserialize;
use serde_json::Value;

use crate::access::{Access, AccessEvent};
use crate::action::{Action, ActionEvent};
use crate::conversation::{Conversation, ConversationEvent};
use crate::document::{Document, DocumentEvent};
use crate::logbook::{Entry, LogbookEvent};
use crate::member::{Member, MemberEvent};
use crate::memory::{Memory, MemoryEvent};
use crate::notification::{Notification, NotificationEvent};
use crate::reminder::{Reminder, ReminderEvent};
use crate::roster::{Shift, ShiftEvent};
use crate::schedule::{Schedule, ScheduleEvent};
use crate::task::{Task, TaskEvent};
use crate::tenant::{Tenant, TenantEvent};
use crate::turn::{Turn, TurnEvent};

/// Name of an event type of an aggregate, with its current version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventName {
    /// The aggregate's wire name.
    pub aggregate: &'static str,
    /// The event's wire name.
    pub event: &'static str,
    /// The version that new events are written with.
    pub version: &'static str,
}

/// The log holds an event that this build does not know.
#[derive(Debug, thiserror::Error)]
pub enum UnknownEvent {
    /// No aggregate of that name.
    #[error("no aggregate is called {0}")]
    Aggregate(String),
    /// The payload does not fit the event's current shape.
    #[error("the payload does not fit: {0}")]
    Shape(#[from] serde_json::Error),
}

/// Whether an event of this version is of a newer build: one that writes it in a version that
/// this build has not heard of. Its payload must not be read, for it may mean something else.
pub fn is_newer(event: &str, version: &str) -> bool {
    static VERSIONS: LazyLock<HashMap<&str, u32>> = LazyLock::new(|| {
        let all = catalogue().into_iter();
        all.map(|name| (name.event, name.version.parse().unwrap_or(u32::MAX))).collect()
    });
    let known = VERSIONS.get(event).copied();
    known.is_some_and(|known| version.parse().is_ok_and(|version: u32| version > known))
}

macro_rules! all_events {
    ($($variant:ident: $aggregate:ty, $event:ty);+ $(;)?) => {
        /// An event of any aggregate.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Event {
            $(#[doc = concat!("An event of the aggregate `", stringify!($variant), "`.")] $variant($event),)+
        }

        impl Event {
            /// Reads a payload (decrypted, in its current version) of a stream of `aggregate_type`.
            pub fn decode(aggregate_type: &str, payload: &Value) -> Result<Self, UnknownEvent> {
                match aggregate_type {
                    $(t if t == <$aggregate>::TYPE => Ok(Self::$variant(<$event>::deserialize(payload)?)),)+
                    other => Err(UnknownEvent::Aggregate(other.to_owned())),
                }
            }
        }

        /// The state of an aggregate of this type after these events (payloads, decrypted, in
        /// their current versions), as JSON: what its next decision would go by.
        pub fn fold(
            aggregate_type: &str,
            payloads: impl IntoIterator<Item = Value>,
        ) -> Result<Value, UnknownEvent> {
            match aggregate_type {
                $(t if t == <$aggregate>::TYPE => {
                    let mut state = <$aggregate>::default();
                    for payload in payloads {
                        state.apply(serde_json::from_value::<$event>(payload)?);
                    }
                    Ok(serde_json::to_value(state)?)
                })+
                other => Err(UnknownEvent::Aggregate(other.to_owned())),
            }
        }

        /// Every event type that this build can write.
        pub fn catalogue() -> Vec<EventName> {
            let mut all = Vec::new();
            $(all.extend(<$event>::TYPES.iter().map(|&(event, version)| EventName {
                aggregate: <$aggregate>::TYPE, event, version,
            }));)+
            all
        }
    };
}

all_events! {
    Tenant: Tenant, TenantEvent;
    Member: Member, MemberEvent;
    Conversation: Conversation, ConversationEvent;
    Turn: Turn, TurnEvent;
    Action: Action, ActionEvent;
    Notification: Notification, NotificationEvent;
    Document: Document, DocumentEvent;
    Roster: Shift, ShiftEvent;
    Schedule: Schedule, ScheduleEvent;
    Task: Task, TaskEvent;
    Logbook: Entry, LogbookEvent;
    Memory: Memory, MemoryEvent;
    Reminder: Reminder, ReminderEvent;
    Access: Access, AccessEvent;
}

#[cfg(test)]
mod tests {
    use super::is_newer;

    #[test]
    fn only_a_known_event_in_a_higher_version_is_newer() {
        assert!(is_newer("TaskCreated", "2"));
        assert!(!is_newer("TaskCreated", "1"));
        assert!(!is_newer("ActionRequested", "1"), "an older one is upcast");
        assert!(!is_newer("TaskSung", "2"), "what nobody knows is not known to be newer");
        assert!(!is_newer("TaskCreated", "next"));
    }
}
