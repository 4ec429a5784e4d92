//! Which turn of a conversation is due. The log tells; read models may lag behind.

use std::collections::HashMap;

use domain::conversation::{Conversation, ConversationEvent};
use domain::turn::{Turn, TurnStarted};
use domain::{ConversationId, Event, MemberId, MessageId, Personal, TenantId, TurnId};
use eventing::{EventStore, RecordedEvent, StoreError};

/// Earlier messages sent along, at most.
pub(crate) const HISTORY: usize = 12;

/// So much of a conversation's end tells nearly always what is due.
const RECENT: u32 = 400;

/// A message of the conversation, as the model will see it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Said {
    pub message: MessageId,
    /// `None`: the steward said it.
    pub member: Option<MemberId>,
    /// Erased or not, it names the members it is about.
    pub text: Personal<String>,
    /// Whether it came from a turn that had read untrusted text.
    pub tainted: bool,
}

/// A turn that is to be done, with what was said before it.
#[derive(Debug, Clone)]
pub(crate) struct Due {
    pub start: TurnStarted,
    /// The message that it answers.
    pub message: Said,
    /// The messages before it, oldest first, each followed by its reply. A reply belongs
    /// to its message even if it came after the next one was sent.
    pub before: Vec<Said>,
    /// The trace that the message began.
    pub traceparent: Option<String>,
}

impl Due {
    /// With the trace of its message, which is among these events.
    fn traced(mut self, events: &[RecordedEvent]) -> Self {
        let message = self.start.message_id;
        let sent = events.iter().rev().find(|recorded| {
            matches!(
                recorded.decode(),
                Ok(Event::Conversation(ConversationEvent::MessageSent(sent)))
                    if sent.message_id == message
            )
        });
        self.traceparent = sent.and_then(|recorded| recorded.metadata.traceparent.clone());
        self
    }
}

/// The oldest turn of the conversation that has not ended, by its end alone where that is
/// enough. Of old messages only one that failed can be begun again: with `thorough`, it is
/// looked for when nothing else is due.
pub(crate) async fn next(
    store: &EventStore,
    tenant: TenantId,
    conversation: ConversationId,
    thorough: bool,
) -> Result<Option<Due>, StoreError> {
    let recent = store.recent::<Conversation>(tenant, conversation.0, RECENT).await?;
    let whole = recent.first().is_none_or(|first| first.sequence == 1);
    let (asked, replies) = sort(decoded(&recent));
    if whole || suffices(&asked, &replies) {
        let due = oldest(store, tenant, conversation, &asked, &replies).await?;
        if whole || due.is_some() || !thorough {
            return Ok(due.map(|due| due.traced(&recent)));
        }
    }
    let loaded = store.load::<Conversation>(tenant, conversation.0).await?;
    let (asked, replies) = sort(decoded(&loaded.events));
    let due = oldest(store, tenant, conversation, &asked, &replies).await?;
    Ok(due.map(|due| due.traced(&loaded.events)))
}

async fn oldest(
    store: &EventStore,
    tenant: TenantId,
    conversation: ConversationId,
    asked: &[Said],
    replies: &HashMap<MessageId, Said>,
) -> Result<Option<Due>, StoreError> {
    for (index, message) in asked.iter().enumerate() {
        let Some(member_id) = message.member else { continue };
        // Only the last message can be answered again.
        if replies.contains_key(&message.message) && index + 1 < asked.len() {
            continue;
        }
        let Some(attempt) = open_attempt(store, tenant, message.message).await? else { continue };
        return Ok(Some(Due {
            start: TurnStarted {
                turn_id: TurnId::of(message.message, attempt),
                conversation_id: conversation,
                message_id: message.message,
                member_id,
                attempt,
            },
            message: message.clone(),
            before: before(&asked[..index], replies),
            traceparent: None,
        }));
    }
    Ok(None)
}

fn decoded(events: &[RecordedEvent]) -> impl Iterator<Item = ConversationEvent> {
    events.iter().filter_map(|recorded| match recorded.decode() {
        Ok(Event::Conversation(event)) => Some(event),
        _ => None,
    })
}

/// Whether the end of a conversation tells what was said before each message that may be due
/// there. Turns begin in their order: when its first messages were answered, none before them
/// waits for its first try.
fn suffices(asked: &[Said], replies: &HashMap<MessageId, Said>) -> bool {
    let first = asked.get(..HISTORY);
    first.is_some_and(|first| first.iter().all(|said| replies.contains_key(&said.message)))
}

/// The members' messages in order, and the replies by the message they answer.
fn sort(events: impl Iterator<Item = ConversationEvent>) -> (Vec<Said>, HashMap<MessageId, Said>) {
    let (mut asked, mut replies) = (Vec::new(), HashMap::new());
    for event in events {
        match event {
            ConversationEvent::MessageSent(event) => asked.push(Said {
                message: event.message_id,
                member: Some(event.member_id),
                text: event.text,
                tainted: false,
            }),
            ConversationEvent::ReplyGiven(event) => {
                let reply = Said {
                    message: event.message_id,
                    member: None,
                    text: event.text,
                    tainted: event.tainted,
                };
                replies.insert(event.in_reply_to, reply);
            }
            ConversationEvent::ConversationStarted(_)
            | ConversationEvent::WordsDisclosed(_)
            | ConversationEvent::ConversationRenamed(_)
            | ConversationEvent::ConversationArchived(_)
            | ConversationEvent::ConversationRestored(_)
            | ConversationEvent::ReplyRated(_)
            | ConversationEvent::QuestionPassedOn(_)
            | ConversationEvent::QuestionTakenBack(_)
            | ConversationEvent::QuestionSettled(_) => {}
        }
    }
    (asked, replies)
}

fn before(asked: &[Said], replies: &HashMap<MessageId, Said>) -> Vec<Said> {
    let with_reply = |message: &Said| {
        [Some(message.clone()), replies.get(&message.message).cloned()].into_iter().flatten()
    };
    asked.iter().flat_map(with_reply).collect()
}

/// The try of a message that is under way or not begun: the first one is due as soon as the
/// message is there, a later one when somebody began it.
async fn open_attempt(
    store: &EventStore,
    tenant: TenantId,
    message: MessageId,
) -> Result<Option<u32>, StoreError> {
    for attempt in 1.. {
        let turn = TurnId::of(message, attempt);
        match store.load::<Turn>(tenant, turn.0).await?.aggregate {
            Turn::Unknown if attempt == 1 => return Ok(Some(1)),
            Turn::Unknown => return Ok(None),
            Turn::Running { .. } => return Ok(Some(attempt)),
            Turn::Completed | Turn::Failed | Turn::Cancelled => {}
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use domain::conversation::{MessageSent, ReplyGiven};
    use uuid::Uuid;

    use super::*;

    fn sent(message_id: MessageId, member_id: MemberId, text: &str) -> ConversationEvent {
        ConversationEvent::MessageSent(MessageSent {
            message_id,
            member_id,
            text: Personal::of(member_id, text.to_owned()),
            turn_id: TurnId::of(message_id, 1),
        })
    }

    fn replied(to: MessageId, member: MemberId, text: &str) -> ConversationEvent {
        let turn_id = TurnId::of(to, 1);
        ConversationEvent::ReplyGiven(ReplyGiven {
            message_id: turn_id.reply(),
            turn_id,
            in_reply_to: to,
            text: Personal::of(member, text.to_owned()),
            citations: vec![],
            actions: vec![],
            withheld: 0,
            model: "m".to_owned(),
            tainted: false,
        })
    }

    #[test]
    fn a_reply_follows_its_message_even_when_the_next_one_was_sent_meanwhile() {
        let (member, first, second) =
            (MemberId(Uuid::now_v7()), MessageId(Uuid::now_v7()), MessageId(Uuid::now_v7()));
        let events =
            [sent(first, member, "a"), sent(second, member, "b"), replied(first, member, "A")];
        let (asked, replies) = sort(events.into_iter());
        assert_eq!(asked.len(), 2);
        let before = before(&asked[..1], &replies);
        let texts: Vec<_> = before.iter().filter_map(|said| said.text.known()).collect();
        assert_eq!(texts, ["a", "A"]);
    }

    #[test]
    fn an_end_is_enough_when_its_first_messages_were_answered() {
        let member = MemberId(Uuid::now_v7());
        let messages: Vec<_> = (0..20).map(|_| MessageId(Uuid::now_v7())).collect();
        let enough = |answered: usize| {
            let sent = messages.iter().map(|message| sent(*message, member, "a"));
            let replies = messages[..answered].iter().map(|to| replied(*to, member, "A"));
            let (asked, replies) = sort(sent.chain(replies));
            suffices(&asked, &replies)
        };
        assert!(enough(20) && enough(HISTORY));
        assert!(!enough(HISTORY - 1), "something older may wait");
        let (asked, replies) = sort([sent(messages[0], member, "a")].into_iter());
        assert!(!suffices(&asked, &replies), "there may be more to send along");
    }
}
