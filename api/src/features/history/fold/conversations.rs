//! Conversations: whose they are and how long; their first words where they may be read.

use domain::Event;
use domain::MemberId;
use domain::conversation::ConversationEvent;
use eventing::RecordedEvent;
use serde_json::Value;

use super::Items;

pub(super) fn fold(items: &mut Items, recorded: &RecordedEvent, event: Event) {
    let Event::Conversation(event) = event else { return };
    let id = recorded.id;
    match event {
        ConversationEvent::ConversationStarted(event) => {
            items.set(id, "member_id", event.member_id);
            items.set(id, "started_at", recorded.metadata.occurred_at);
            items.set(id, "archived", false);
            items.set(id, "messages", 0);
            items.set(id, "replies", 0);
        }
        ConversationEvent::MessageSent(event) => {
            count(items, recorded, "messages");
            items.words(id, "last_message", &event.text, items.shows(event.member_id));
        }
        ConversationEvent::ReplyGiven(event) => {
            let whose = items.get(id, "member_id").cloned().unwrap_or_default();
            let whose = serde_json::from_value::<MemberId>(whose).ok();
            count(items, recorded, "replies");
            let shown = whose.is_some_and(|member| items.shows(member));
            items.words(id, "last_reply", &event.text, shown);
        }
        ConversationEvent::WordsDisclosed(_) => count(items, recorded, "disclosures"),
        ConversationEvent::ConversationRenamed(event) => {
            items.words(id, "title", &event.title, items.shows(event.member_id));
        }
        ConversationEvent::ConversationArchived(_) => items.set(id, "archived", true),
        ConversationEvent::ConversationRestored(_) => items.set(id, "archived", false),
        ConversationEvent::ReplyRated(_)
        | ConversationEvent::QuestionPassedOn(_)
        | ConversationEvent::QuestionTakenBack(_)
        | ConversationEvent::QuestionSettled(_) => {}
    }
}

fn count(items: &mut Items, recorded: &RecordedEvent, name: &str) {
    let before = items.get(recorded.id, name).and_then(Value::as_u64).unwrap_or_default();
    items.set(recorded.id, name, before + 1);
}
