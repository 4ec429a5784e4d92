//! `conversations`: conversations and what was said in them.

use chrono::{DateTime, Utc};
use domain::conversation::ConversationEvent;
use domain::{Event, MessageId, Personal};
use serde_json::json;

use crate::projection::{Projection, Recorded};
use crate::row::row;
use crate::write::{Statement, Write, insert, update};

pub(crate) const PROJECTION: Projection = Projection {
    name: "conversations",
    version: 1,
    aggregates: &["Conversation"],
    tables: &["conversations", "messages", "disclosures"],
    streams: &["conversation_id", "conversation_id", "conversation_id"],
    indexes: &[],
    batch: 500,
    fold,
};

static ADD_CONVERSATION: Statement = insert!(
    "conversations",
    "tenant_id, conversation_id, member_id, started_at, archived, position"
);
static ADD_MESSAGE: Statement = insert!(
    "messages",
    "tenant_id, message_id, conversation_id, member_id, role, text, citations, actions, withheld, \
     model, in_reply_to, turn_id, tainted, answered, created_at, position, updated_position"
);
static ADD_DISCLOSURE: Statement = insert!(
    "disclosures",
    "tenant_id, disclosure_id, conversation_id, member_id, disclosed_to, reason, created_at, \
     expires_at, position"
);
static NAME_CONVERSATION: Statement =
    update!("conversations", "title = n.title", "t.conversation_id = n.conversation_id");
static ARCHIVE_CONVERSATION: Statement =
    update!("conversations", "archived = n.archived", "t.conversation_id = n.conversation_id");
static RATE_MESSAGE: Statement = update!(
    "messages",
    "rating = n.rating, rating_reason = n.rating_reason, updated_position = n.updated_position",
    "t.message_id = n.message_id"
);
static PASS_ON: Statement = update!(
    "messages",
    "passed_on_at = n.passed_on_at, settled_at = NULL, settled_by = NULL, updated_position = n.updated_position",
    "t.message_id = n.message_id"
);
static SETTLE: Statement = update!(
    "messages",
    "settled_at = n.settled_at, settled_by = n.settled_by, updated_position = n.updated_position",
    "t.message_id = n.message_id"
);
static ANSWER_MESSAGE: Statement = update!(
    "messages",
    "answered = true, updated_position = n.updated_position",
    "t.message_id = n.message_id"
);

fn fold(recorded: &Recorded<'_>, event: Event) -> Vec<Write> {
    let Event::Conversation(event) = event else { return Vec::new() };
    let (tenant_id, conversation_id) = (recorded.tenant(), recorded.id());
    let position = recorded.position();
    match event {
        ConversationEvent::ConversationStarted(event) => vec![Write {
            statement: &ADD_CONVERSATION,
            key: conversation_id,
            row: row!({
                "tenant_id": tenant_id,
                "conversation_id": conversation_id,
                "member_id": event.member_id,
                "started_at": recorded.at(),
                "archived": false,
                "position": position,
            }),
        }],
        ConversationEvent::MessageSent(event) => vec![Write {
            statement: &ADD_MESSAGE,
            key: event.message_id.0,
            row: row!({
                "tenant_id": tenant_id,
                "message_id": event.message_id,
                "conversation_id": conversation_id,
                "member_id": event.member_id,
                "role": "member",
                "text": event.text.into_known(),
                "citations": json!([]),
                "actions": json!([]),
                "withheld": 0,
                "turn_id": event.turn_id,
                "tainted": false,
                "answered": false,
                "created_at": recorded.at(),
                "position": position,
                "updated_position": position,
            }),
        }],
        ConversationEvent::ReplyGiven(event) => {
            let answered = Write {
                statement: &ANSWER_MESSAGE,
                key: event.in_reply_to.0,
                row: row!({
                    "tenant_id": tenant_id,
                    "message_id": event.in_reply_to,
                    "updated_position": position,
                }),
            };
            let reply = Write {
                statement: &ADD_MESSAGE,
                key: event.message_id.0,
                row: row!({
                    "tenant_id": tenant_id,
                    "message_id": event.message_id,
                    "conversation_id": conversation_id,
                    "role": "steward",
                    "text": event.text.into_known(),
                    "citations": event.citations,
                    "actions": event.actions,
                    "withheld": event.withheld,
                    "model": event.model,
                    "in_reply_to": event.in_reply_to,
                    "turn_id": event.turn_id,
                    "tainted": event.tainted,
                    "answered": false,
                    "created_at": recorded.at(),
                    "position": position,
                    "updated_position": position,
                }),
            };
            vec![reply, answered]
        }
        ConversationEvent::WordsDisclosed(event) => vec![Write {
            statement: &ADD_DISCLOSURE,
            key: event.disclosure_id.0,
            row: row!({
                "tenant_id": tenant_id,
                "disclosure_id": event.disclosure_id,
                "conversation_id": conversation_id,
                "member_id": event.member_id,
                "disclosed_to": event.disclosed_to,
                "reason": event.reason.into_known(),
                "created_at": recorded.at(),
                "expires_at": event.expires_at,
                "position": position,
            }),
        }],
        ConversationEvent::ConversationRenamed(event) => vec![Write {
            statement: &NAME_CONVERSATION,
            key: conversation_id,
            row: row!({
                "tenant_id": tenant_id,
                "conversation_id": conversation_id,
                "title": event.title.into_known(),
            }),
        }],
        ConversationEvent::ConversationArchived(_) => vec![archived(recorded, true)],
        ConversationEvent::ConversationRestored(_) => vec![archived(recorded, false)],
        ConversationEvent::ReplyRated(event) => vec![Write {
            statement: &RATE_MESSAGE,
            key: event.message_id.0,
            row: row!({
                "tenant_id": tenant_id,
                "message_id": event.message_id,
                "rating": event.rating,
                "rating_reason": event.reason.and_then(Personal::into_known),
                "updated_position": position,
            }),
        }],
        ConversationEvent::QuestionPassedOn(event) => {
            vec![passed_on(recorded, event.message_id, Some(recorded.at()))]
        }
        ConversationEvent::QuestionTakenBack(event) => {
            vec![passed_on(recorded, event.message_id, None)]
        }
        ConversationEvent::QuestionSettled(event) => vec![Write {
            statement: &SETTLE,
            key: event.message_id.0,
            row: row!({
                "tenant_id": tenant_id,
                "message_id": event.message_id,
                "settled_at": recorded.at(),
                "settled_by": event.settled_by,
                "updated_position": position,
            }),
        }],
    }
}

/// Since when the question of a reply may be read by others, if it may.
fn passed_on(recorded: &Recorded<'_>, reply: MessageId, since: Option<DateTime<Utc>>) -> Write {
    let row = row!({
        "tenant_id": recorded.tenant(),
        "message_id": reply,
        "passed_on_at": since,
        "updated_position": recorded.position(),
    });
    Write { statement: &PASS_ON, key: reply.0, row }
}

fn archived(recorded: &Recorded<'_>, archived: bool) -> Write {
    let row = row!({
        "tenant_id": recorded.tenant(),
        "conversation_id": recorded.id(),
        "archived": archived,
    });
    Write { statement: &ARCHIVE_CONVERSATION, key: recorded.id(), row }
}
