//! The aggregate of the peers that decide on an aggregate: a conversation that counts its
//! messages. postgres-es and Steward run this same code.

use cqrs_es::event_sink::EventSink;
use cqrs_es::{Aggregate, DomainEvent};
use domain::{Decider, DomainError, ErrorClass, MemberId, Personal};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::payload;

/// Wire name of the aggregate.
pub const TYPE: &str = "BenchTalk";

/// Text in clear, or personal text that Steward encrypts.
pub trait Text:
    Clone + std::fmt::Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static
{
    /// `text`, written by `member`.
    fn of(member: Uuid, text: String) -> Self;
}

impl Text for String {
    fn of(_: Uuid, text: String) -> Self {
        text
    }
}

impl Text for Personal<String> {
    fn of(member: Uuid, text: String) -> Self {
        Personal::of(MemberId(member), text)
    }
}

/// Somebody said something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MessageSent<T> {
    /// The message.
    pub message_id: Uuid,
    /// Who wrote it.
    pub member_id: Uuid,
    /// What.
    pub text: T,
}

impl<T: Text> MessageSent<T> {
    /// So many with the usual payload; the last has the id `last`.
    pub fn some(member_id: Uuid, last: Uuid, count: usize) -> Vec<Self> {
        let message = |number| {
            let message_id = if number == count { last } else { Uuid::now_v7() };
            Self { message_id, member_id, text: T::of(member_id, payload::text()) }
        };
        (1..=count).map(message).collect()
    }
}

impl<T: Text> DomainEvent for MessageSent<T> {
    fn event_type(&self) -> String {
        "BenchMessageSent".to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

/// Say these.
#[derive(Debug, Clone)]
pub struct Say<T>(pub Vec<MessageSent<T>>);

/// Why it is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("nothing is said")]
pub struct NothingSaid;

impl DomainError for NothingSaid {
    fn class(&self) -> ErrorClass {
        ErrorClass::Invalid
    }

    fn code(&self) -> &'static str {
        "nothing-said"
    }
}

/// How much was said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Talk<T> {
    messages: u64,
    text: std::marker::PhantomData<T>,
}

impl<T> Default for Talk<T> {
    fn default() -> Self {
        Self { messages: 0, text: std::marker::PhantomData }
    }
}

impl<T: Text> Aggregate for Talk<T> {
    const TYPE: &'static str = TYPE;
    type Command = Say<T>;
    type Event = MessageSent<T>;
    type Error = NothingSaid;
    type Services = ();

    async fn handle(
        &mut self,
        command: Self::Command,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), NothingSaid> {
        for event in self.decide(command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, _: Self::Event) {
        self.messages += 1;
    }
}

impl<T: Text> Decider for Talk<T> {
    fn decide(&self, Say(messages): Say<T>) -> Result<Vec<Self::Event>, NothingSaid> {
        if messages.is_empty() { Err(NothingSaid) } else { Ok(messages) }
    }
}
