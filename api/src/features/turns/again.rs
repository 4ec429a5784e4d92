//! Whether a message that was answered may be answered again.

use domain::conversation::{Conversation, ConversationEvent};
use domain::{Event, MessageId, TenantId};
use eventing::EventStore;
use uuid::Uuid;

use crate::error::{ApiError, kinds};

/// Only the last message, or the answers after it would answer something else; and only if
/// nothing was done about it, or it would be done twice.
pub(super) async fn allowed(
    store: &EventStore,
    tenant: TenantId,
    conversation: Uuid,
    message: MessageId,
) -> Result<(), ApiError> {
    let refused = |detail| Err(ApiError::because(kinds::TURN_NOT_RETRYABLE, detail));
    let loaded = store.load::<Conversation>(tenant, conversation).await?;
    let (mut last, mut acted) = (None, false);
    for recorded in &loaded.events {
        match recorded.decode() {
            Ok(Event::Conversation(ConversationEvent::MessageSent(sent))) => {
                last = Some(sent.message_id);
            }
            Ok(Event::Conversation(ConversationEvent::ReplyGiven(reply))) => {
                acted |= reply.in_reply_to == message && !reply.actions.is_empty();
            }
            _ => {}
        }
    }
    if last != Some(message) {
        return refused("Only the last message can be answered again.");
    }
    if acted {
        return refused("Something was done about it already; undo that, or write anew.");
    }
    Ok(())
}
