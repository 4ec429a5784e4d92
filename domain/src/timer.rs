//! Timers: moments at which something is due. Each belongs to one stream, whose events
//! say when it is due and when it is done.

use uuid::Uuid;

use crate::TimerId;

/// What becomes of a timer when it is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// A reminder becomes a notice.
    Remind,
    /// A notice that nobody has acknowledged goes to somebody else.
    Acknowledge,
    /// A notice that was held back is put before its recipient.
    Release,
    /// An action that nobody decided on is not waited for any longer.
    Expire,
}

impl Purpose {
    /// Wire name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Remind => "remind",
            Self::Acknowledge => "acknowledge",
            Self::Release => "release",
            Self::Expire => "expire",
        }
    }

    /// Reads the wire name; none when a newer build wrote it.
    pub fn parse(raw: &str) -> Option<Self> {
        [Self::Remind, Self::Acknowledge, Self::Release, Self::Expire]
            .into_iter()
            .find(|purpose| purpose.as_str() == raw)
    }

    /// The timer of this purpose of the aggregate `stream`.
    pub fn timer(self, stream: impl Into<Uuid>) -> TimerId {
        let name = format!("timer/{}", self.as_str());
        TimerId(Uuid::new_v5(&stream.into(), name.as_bytes()))
    }
}
