//! Which turn of a conversation is due. The log tells; read models may lag behind.

use std::collections::HashSet;

use domain::conversation::{Conversation, ConversationEvent};
use domain::turn::{Turn, TurnStarted};
use domain::{ConversationId, Event, MemberId, MessageId, TenantId, TurnId};
use eventing::{EventStore, StoreError};

/// A message of the conversation, as the model will see it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Said {
    pub message: MessageId,
    /// `None`: the steward said it.
    pub member: Option<MemberId>,
    /// `None`: it was erased.
    pub text: Option<String>,
    /// Whether it came from a turn that had read untrusted text.
    pub tainted: bool,
}

/// A turn that is to be done, with what was said before it.
#[derive(Debug, Clone)]
pub(crate) struct Due {
    pub start: TurnStarted,
    /// The message that it answers.
    pub message: Said,
    /// What was said before, oldest first.
    pub before: Vec<Said>,
}

/// The oldest turn of the conversation that has not ended.
pub(crate) async fn next(
    store: &EventStore,
    tenant: TenantId,
    conversation: ConversationId,
) -> Result<Option<Due>, StoreError> {
    let loaded = store.load::<Conversation>(tenant, conversation.0).await?;
    let mut said = Vec::new();
    let mut asked = Vec::new();
    let mut answered = HashSet::new();
    for recorded in &loaded.events {
        match recorded.decode() {
            Ok(Event::Conversation(ConversationEvent::MessageSent(event))) => {
                asked.push((event.message_id, event.member_id, said.len()));
                said.push(Said {
                    message: event.message_id,
                    member: Some(event.member_id),
                    text: event.text.into_known(),
                    tainted: false,
                });
            }
            Ok(Event::Conversation(ConversationEvent::ReplyGiven(event))) => {
                answered.insert(event.turn_id);
                said.push(Said {
                    message: event.message_id,
                    member: None,
                    text: event.text.into_known(),
                    tainted: event.tainted,
                });
            }
            _ => {}
        }
    }
    for (message_id, member_id, index) in asked {
        let Some(attempt) = open_attempt(store, tenant, message_id, &answered).await? else {
            continue;
        };
        return Ok(Some(Due {
            start: TurnStarted {
                turn_id: TurnId::of(message_id, attempt),
                conversation_id: conversation,
                message_id,
                member_id,
                attempt,
            },
            message: said[index].clone(),
            before: said[..index].to_vec(),
        }));
    }
    Ok(None)
}

/// The try of a message that is under way or not begun: the first one is due as soon as
/// the message is there, a later one when somebody began it.
async fn open_attempt(
    store: &EventStore,
    tenant: TenantId,
    message: MessageId,
    answered: &HashSet<TurnId>,
) -> Result<Option<u32>, StoreError> {
    for attempt in 1.. {
        let turn = TurnId::of(message, attempt);
        if answered.contains(&turn) {
            continue;
        }
        match store.load::<Turn>(tenant, turn.0).await?.aggregate {
            Turn::Unknown if attempt == 1 => return Ok(Some(1)),
            Turn::Unknown => return Ok(None),
            Turn::Running { .. } => return Ok(Some(attempt)),
            Turn::Completed | Turn::Failed | Turn::Cancelled => {}
        }
    }
    Ok(None)
}
