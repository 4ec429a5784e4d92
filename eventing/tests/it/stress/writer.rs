//! One writer: sends its commands one after the other and checks each answer.

use std::collections::HashMap;

use chrono::Utc;
use domain::conversation::{Conversation, ConversationCommand, ConversationStarted, MessageSent};
use domain::{Actor, MessageId, Personal, TurnId};
use eventing::{CommandRequest, EventStore, Outcome, Step, StoreError};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::plan::{self, Act, Message, Stream};

/// An acknowledgement.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Ack {
    pub(super) key: Uuid,
    pub(super) position: u64,
    pub(super) repeated: bool,
    /// How many events the command stands for.
    pub(super) events: usize,
}

/// What a writer learnt.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Report {
    pub(super) acks: Vec<Ack>,
    /// Keys of commands that were refused, with the reason.
    pub(super) refused: Vec<(Uuid, String)>,
    /// How often a command was decided anew because its stream had moved.
    pub(super) conflicts: usize,
    /// The sizes of the groups that were committed.
    pub(super) groups: Vec<f64>,
}

impl Report {
    /// Both together.
    pub(super) fn join(mut self, other: Self) -> Self {
        self.acks.extend(other.acks);
        self.refused.extend(other.refused);
        self.conflicts += other.conflicts;
        self.groups.extend(other.groups);
        self
    }
}

pub(super) struct Writer {
    store: EventStore,
    seed: u64,
    /// Numbers everything that is sent, so that no two messages have the same id.
    sent: u32,
    number: u32,
    report: Report,
    /// Where the commands of this writer went.
    positions: HashMap<Uuid, u64>,
}

impl Writer {
    /// Sends everything that the plan has for writer `number`.
    pub(super) async fn run(store: EventStore, seed: u64, number: u32) -> Report {
        let mut writer = Self {
            store,
            seed,
            sent: 0,
            number,
            report: Report::default(),
            positions: HashMap::new(),
        };
        for act in plan::of_writer(seed, number) {
            writer.act(act).await;
        }
        writer.report
    }

    async fn act(&mut self, act: Act) {
        match act {
            Act::Fresh(message) => {
                let outcome = self.say(&message, 0).await.unwrap();
                assert!(!outcome.repeated);
                self.positions.insert(message.key, outcome.position);
                self.acknowledge(&message, outcome, message.streams.len());
            }
            Act::Twins(message) => {
                let (one, other) = (self.saying(&message, 0), self.saying(&message, 0));
                let (one, other) = tokio::join!(one, other);
                let (one, other) = (one.unwrap(), other.unwrap());
                assert!(one.repeated != other.repeated && one.position == other.position);
                self.positions.insert(message.key, one.position);
                for outcome in [one, other] {
                    self.acknowledge(&message, outcome, 1);
                }
            }
            Act::Again(message) => {
                let outcome = self.say(&message, 0).await.unwrap();
                assert!(outcome.repeated);
                assert_eq!(outcome.position, self.positions[&message.key]);
                self.acknowledge(&message, outcome, message.streams.len());
            }
            Act::Reused(message) => {
                let refused = self.say(&message, 1).await;
                assert!(matches!(refused, Err(StoreError::KeyReused)), "{refused:?}");
            }
            Act::Shared(message) => {
                let outcome = self.say(&message, 0).await.unwrap();
                self.acknowledge(&message, outcome, 1);
            }
            Act::Refused(message) => {
                let step = self.step(message.streams[0], "a\0b");
                let refused = self.store.execute(self.request(&message, 0), vec![step]).await;
                assert!(matches!(refused, Err(StoreError::Unstorable { .. })), "{refused:?}");
                self.report.refused.push((message.key, "unstorable".to_owned()));
            }
            Act::Stale(message) => {
                let step = self.step(message.streams[0], "late").expecting(1_000_000);
                let refused = self.store.execute(self.request(&message, 0), vec![step]).await;
                assert!(matches!(refused, Err(StoreError::Conflict { .. })), "{refused:?}");
                self.report.refused.push((message.key, "stale".to_owned()));
            }
            Act::Satisfied(message) => {
                let step = start(self.seed, message.streams[0]);
                let outcome =
                    self.store.execute(self.request(&message, 0), vec![step]).await.unwrap();
                self.acknowledge(&message, outcome, 0);
            }
        }
    }

    fn acknowledge(&mut self, message: &Message, outcome: Outcome, events: usize) {
        let Outcome { position, repeated, .. } = outcome;
        self.report.acks.push(Ack { key: message.key, position, repeated, events });
    }

    async fn say(&mut self, message: &Message, fingerprint: u8) -> Result<Outcome, StoreError> {
        self.saying(message, fingerprint).await
    }

    /// A message never has the id of another one, so that nothing but the command's key
    /// tells a repetition.
    fn saying(
        &mut self,
        message: &Message,
        fingerprint: u8,
    ) -> impl Future<Output = Result<Outcome, StoreError>> + use<> {
        let steps = message.streams.iter().map(|stream| self.step(*stream, "hello")).collect();
        let (store, request) = (self.store.clone(), self.request(message, fingerprint));
        async move { store.execute(request, steps).await }
    }

    fn step(&mut self, stream: Stream, text: &str) -> Step {
        self.sent += 1;
        let message_id =
            MessageId(plan::name(self.seed, &format!("message/{}/{}", self.number, self.sent)));
        let member_id = stream.member(self.seed);
        Step::new::<Conversation>(
            stream.id(self.seed),
            ConversationCommand::SendMessage(MessageSent {
                message_id,
                member_id,
                text: Personal::of(member_id, text.to_owned()),
                turn_id: TurnId::of(message_id, 1),
            }),
        )
    }

    fn request(&self, message: &Message, fingerprint: u8) -> CommandRequest {
        let stream = message.streams[0];
        request(self.seed, stream, message.key, fingerprint)
    }
}

/// Opens a conversation.
pub(super) fn start(seed: u64, stream: Stream) -> Step {
    Step::new::<Conversation>(
        stream.id(seed),
        ConversationCommand::StartConversation(ConversationStarted {
            conversation_id: stream.id(seed),
            member_id: stream.member(seed),
        }),
    )
}

/// A request under `key`.
pub(super) fn request(seed: u64, stream: Stream, key: Uuid, fingerprint: u8) -> CommandRequest {
    let actor = Actor::Member(stream.member(seed));
    CommandRequest {
        command_id: key,
        fingerprint: vec![fingerprint],
        result: Value::from("created"),
        ..CommandRequest::new(stream.tenant(seed), actor, Utc::now())
    }
}
