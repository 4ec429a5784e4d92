//! A past to work on: conversations with messages, written through the product's store.

use domain::conversation::{Conversation, ConversationCommand, ConversationStarted, MessageSent};
use domain::{Actor, ConversationId, MemberId, MessageId, Personal, TenantId, TurnId};
use eventing::{CommandRequest, Database, DbRole, EventStore, KeyRing, Signals, Step};
use futures::StreamExt;
use futures::stream::iter;
use uuid::Uuid;

use crate::peers::payload;
use crate::peers::steward::deployment_key;
use crate::peers::streams::numbered;

/// Events of one conversation: its start, and messages.
pub(super) const EVENTS: u64 = 50;
/// Businesses.
const TENANTS: usize = 10;
/// Commands on their way at once.
const AT_ONCE: usize = 16;

/// Writes at least so many events; how many there are.
pub(super) async fn write(url: &str, events: u64) -> anyhow::Result<u64> {
    let database = Database::connect(url, DbRole::System, 8).await?;
    let pool = database.pool().clone();
    let keys = KeyRing::new(database.clone(), deployment_key()?);
    let store = EventStore::start(database, keys, Signals::local());
    let conversations = events.div_ceil(EVENTS);
    let mut written =
        iter(0..conversations).map(|number| conversation(&store, number)).buffer_unordered(AT_ONCE);
    while let Some(written) = written.next().await {
        written?;
    }
    drop(written);
    drop(store);
    pool.close().await;
    Ok(conversations * EVENTS)
}

async fn conversation(store: &EventStore, number: u64) -> anyhow::Result<()> {
    let number = usize::try_from(number)?;
    let tenant = TenantId(numbered(0, number % TENANTS));
    let member_id = MemberId(numbered(1, number % TENANTS));
    let conversation_id = ConversationId(numbered(2, number));
    let started = ConversationStarted { conversation_id, member_id };
    let step = |command| Step::new::<Conversation>(conversation_id.0, command).expecting(0);
    let mut steps = vec![step(ConversationCommand::StartConversation(started))];
    for _ in 1..EVENTS {
        let sent = MessageSent {
            message_id: MessageId(Uuid::now_v7()),
            member_id,
            text: Personal::of(member_id, payload::text()),
            turn_id: TurnId(Uuid::now_v7()),
        };
        let command = ConversationCommand::SendMessage(sent);
        steps.push(Step::new::<Conversation>(conversation_id.0, command));
    }
    let request = CommandRequest::new(tenant, Actor::Member(member_id), chrono::Utc::now());
    store.execute(request, steps).await?;
    Ok(())
}
