//! Identifiers: one newtype per thing, so that they cannot be mixed up.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> { Uuid::parse_str(text).map(Self) }
        }
        impl From<Uuid> for $name { fn from(id: Uuid) -> Self { Self(id) } }
        impl From<$name> for Uuid { fn from(id: $name) -> Uuid { id.0 } }
    };
}

id!(/// A business.
    TenantId);
id!(/// A person of a business.
    MemberId);
id!(/// A member's conversation with the steward.
    ConversationId);
id!(/// A message in a conversation, the member's or the steward's.
    MessageId);
id!(/// One reaction of the steward to one message.
    TurnId);
id!(/// Something the steward does for a member.
    ActionId);
id!(/// A notice to one member.
    NotificationId);
id!(/// A document of the business.
    DocumentId);
id!(/// A passage of one version of a document.
    ChunkId);
id!(/// A planned stretch of work of one member.
    ShiftId);
id!(/// Something to be done.
    TaskId);
id!(/// An entry of the logbook.
    EntryId);
id!(/// Something that the steward knows about a member.
    FactId);
id!(/// Something that a member is to be reminded of.
    ReminderId);
id!(/// A moment at which something is due, derived from the stream that it belongs to.
    TimerId);
id!(/// A look of an owner or auditor into somebody's conversation.
    DisclosureId);
id!(/// The notices that tell several people the same until one of them sees to it.
    LadderId);

impl TenantId {
    /// The tenant of those who run the deployment.
    pub const OPERATORS: Self = Self(Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0001));
}

impl DisclosureId {
    /// The notice that tells the member of it.
    pub fn notification(self) -> NotificationId {
        NotificationId(Uuid::new_v5(&self.0, b"notification"))
    }
}

impl TurnId {
    /// The turn that answers `message` on its `attempt`-th try (from 1): the same
    /// message always leads to the same turn.
    pub fn of(message: MessageId, attempt: u32) -> Self {
        Self(Uuid::new_v5(&message.0, format!("turn/{attempt}").as_bytes()))
    }

    /// The steward's message that ends this turn.
    pub fn reply(self) -> MessageId {
        MessageId(Uuid::new_v5(&self.0, b"reply"))
    }

    /// The action that the `call`-th tool call of the recorded response of `step` asks for.
    pub fn action(self, step: u32, call: u32) -> ActionId {
        ActionId(Uuid::new_v5(&self.0, format!("action/{step}/{call}").as_bytes()))
    }
}

impl ActionId {
    /// The notice that this action gives to `recipient`.
    pub fn notification(self, recipient: MemberId) -> NotificationId {
        NotificationId(Uuid::new_v5(&self.0, format!("notification/{recipient}").as_bytes()))
    }

    /// The task that this action creates.
    pub fn task(self) -> TaskId {
        TaskId(Uuid::new_v5(&self.0, b"task"))
    }

    /// The entry that this action writes into the logbook.
    pub fn entry(self) -> EntryId {
        EntryId(Uuid::new_v5(&self.0, b"entry"))
    }

    /// The fact that this action has the steward remember.
    pub fn fact(self) -> FactId {
        FactId(Uuid::new_v5(&self.0, b"fact"))
    }

    /// The reminder that this action sets.
    pub fn reminder(self) -> ReminderId {
        ReminderId(Uuid::new_v5(&self.0, b"reminder"))
    }

    /// The ladder of all notices that this action gives.
    pub fn ladder(self) -> LadderId {
        LadderId(self.0)
    }
}

impl NotificationId {
    /// The ladder of a notice that no action gave.
    pub fn ladder(self) -> LadderId {
        LadderId(self.0)
    }
}

impl LadderId {
    /// The notice of its `rung`-th rung, from 1; the notices that it begins with have
    /// ids of their own.
    pub fn rung(self, rung: u32) -> NotificationId {
        NotificationId(Uuid::new_v5(&self.0, format!("rung/{rung}").as_bytes()))
    }
}

impl ReminderId {
    /// The notice that it becomes.
    pub fn notification(self) -> NotificationId {
        NotificationId(Uuid::new_v5(&self.0, b"notification"))
    }
}

impl ShiftId {
    /// The notice that tells `recipient` of this version of the shift.
    pub fn notification(self, version: u64, recipient: MemberId) -> NotificationId {
        let name = format!("notification/{version}/{recipient}");
        NotificationId(Uuid::new_v5(&self.0, name.as_bytes()))
    }
}

impl DocumentId {
    /// The `ordinal`-th passage of `version` of this document.
    pub fn chunk(self, version: u32, ordinal: u32) -> ChunkId {
        ChunkId(Uuid::new_v5(&self.0, format!("chunk/{version}/{ordinal}").as_bytes()))
    }
}
