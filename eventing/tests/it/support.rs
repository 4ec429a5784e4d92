//! What these tests share.

use std::time::{Duration, Instant};

use chrono::Utc;
use domain::conversation::{Conversation, ConversationCommand, ConversationStarted, MessageSent};
use domain::{Actor, ConversationId, MemberId, MessageId, Personal, TenantId, TurnId};
use eventing::{
    CommandRequest, Database, DbRole, DeploymentKey, EventStore, KeyRing, Loaded, LogReader,
    Signals, Step, StoreError,
};
use test_support::TestDb;
use uuid::Uuid;

/// A database, a store of the API's role and a reader of the system's.
pub(crate) struct World {
    pub(crate) db: TestDb,
    pub(crate) key: DeploymentKey,
    pub(crate) store: EventStore,
    pub(crate) reader: LogReader,
}

impl World {
    pub(crate) async fn new() -> Self {
        let db = TestDb::new().await;
        let key = DeploymentKey::generate();
        let store = Self::store_on(&db, &key).await;
        let system = Database::connect(&db.url(), DbRole::System, 4).await.unwrap();
        let reader = LogReader::new(system.clone(), KeyRing::new(system, key.clone()));
        Self { db, key, store, reader }
    }

    /// A further store, as another process would have one.
    pub(crate) async fn store_on(db: &TestDb, key: &DeploymentKey) -> EventStore {
        let api = Database::connect(&db.url(), DbRole::Api, 20).await.unwrap();
        EventStore::start(api.clone(), KeyRing::new(api, key.clone()), Signals::local())
    }

    /// A person's conversation, as it lies in the log.
    pub(crate) async fn load(&self, person: &Person) -> Result<Loaded<Conversation>, StoreError> {
        self.store.load(person.tenant, person.conversation.0).await
    }
}

/// Waits until `condition` holds, and says what did not happen when it never does.
pub(crate) async fn eventually(what: &str, condition: impl AsyncFn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !condition().await {
        assert!(Instant::now() < deadline, "in vain: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// A member of a tenant with a conversation of theirs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Person {
    pub(crate) tenant: TenantId,
    pub(crate) member: MemberId,
    pub(crate) conversation: ConversationId,
}

impl Person {
    pub(crate) fn new() -> Self {
        Self {
            tenant: TenantId(Uuid::now_v7()),
            member: MemberId(Uuid::now_v7()),
            conversation: ConversationId(Uuid::now_v7()),
        }
    }

    pub(crate) fn request(&self) -> CommandRequest {
        CommandRequest::new(self.tenant, Actor::Member(self.member), Utc::now())
    }

    pub(crate) fn start(&self) -> Step {
        Step::new::<Conversation>(
            self.conversation,
            ConversationCommand::StartConversation(ConversationStarted {
                conversation_id: self.conversation,
                member_id: self.member,
            }),
        )
    }

    pub(crate) fn say(&self, text: &str) -> Step {
        let message_id = MessageId(Uuid::now_v7());
        Step::new::<Conversation>(
            self.conversation,
            ConversationCommand::SendMessage(MessageSent {
                message_id,
                member_id: self.member,
                text: Personal::of(self.member, text.to_owned()),
                turn_id: TurnId::of(message_id, 1),
            }),
        )
    }
}
