//! Shapes of conversations and messages.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::queries::{ConversationRow, MessageRow, Titles};
use crate::features::Person;
use crate::features::actions::Action;
use crate::features::turns::Phase;
use crate::page::{PageQuery, list};

/// A conversation with the steward.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Conversation {
    id: Uuid,
    /// Its member's own, else from its first message; null before it.
    #[schema(required)]
    title: Option<String>,
    /// Whether its member put it away.
    archived: bool,
    created_at: DateTime<Utc>,
    #[schema(required)]
    last_message_at: Option<DateTime<Utc>>,
    #[schema(required)]
    last_message_preview: Option<String>,
    /// Of the last thing that happened in it.
    position: u64,
}

list! {
    /// A page of conversations.
    ConversationList of Conversation
}

/// A conversation was started.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Started {
    conversation_id: Uuid,
    position: u64,
}

/// What a member writes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMessage {
    #[schema(min_length = 1, max_length = 16000)]
    pub(super) text: String,
}

/// A message was recorded.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Accepted {
    message_id: Uuid,
    /// The turn that will answer it.
    turn_id: Uuid,
    position: u64,
}

/// A message, the member's or the steward's.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Message {
    id: Uuid,
    role: MessageRole,
    /// Null for the steward.
    #[schema(required)]
    author: Option<Person>,
    /// Null once erased. Citations stand as `[n]`.
    #[schema(required)]
    text: Option<String>,
    citations: Vec<Citation>,
    /// What the steward did or wants to do: receipts.
    actions: Vec<Action>,
    /// Of a member's message, its latest try; of a reply, the one that led to it.
    turn_id: Uuid,
    /// Of a member's message.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    turn_status: Option<TurnStatus>,
    /// Of a member's message, what its turn is at; absent once it has ended, unless another
    /// model than the first one answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    turn_phase: Option<Phase>,
    /// Of a reply, the model that wrote it; `none` when no model could and code answered
    /// from what it knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    model: Option<String>,
    /// Of a reply, the message that it answers; several may answer one, the last one counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    in_reply_to: Option<Uuid>,
    /// Of a reply, what its reader said of it; absent unless they did.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    rating: Option<ReplyRating>,
    /// Why, in their words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    rating_reason: Option<String>,
    /// Of a reply, whether its question was passed on to those who look after the documents.
    passed_on: bool,
    /// Of a reply, whether it found nothing to rest on.
    unanswered: bool,
    /// How many sentences were withheld because no event shows what they claim.
    withheld: u32,
    position: u64,
    created_at: DateTime<Utc>,
}

list! {
    /// A page of messages.
    MessageList of Message
}

/// Which conversations.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ConversationsQuery {
    /// The most items: 1 to 200, otherwise 50.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// Those put away, or the others; the others unless said.
    pub(super) archived: Option<bool>,
}

impl ConversationsQuery {
    pub(super) fn page(self) -> PageQuery {
        PageQuery::new(self.limit, self.cursor)
    }
}

/// Which messages, and from which end.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct MessagesQuery {
    /// The most items: 1 to 200, otherwise 50.
    limit: Option<u32>,
    /// `next_cursor` of the page before, in the same order.
    cursor: Option<String>,
    /// `oldest` first, or `newest` first: from the end back. Otherwise `oldest`.
    #[param(inline)]
    #[serde(default)]
    pub(super) order: Order,
}

impl MessagesQuery {
    pub(super) fn page(self) -> PageQuery {
        PageQuery::new(self.limit, self.cursor)
    }
}

/// Which end of a conversation comes first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Order {
    #[default]
    Oldest,
    Newest,
}

impl Order {
    /// The list that a cursor belongs to: one of the other order would lead astray.
    pub(super) fn list(self) -> &'static str {
        match self {
            Self::Oldest => "messages",
            Self::Newest => "messages-newest",
        }
    }
}

/// Who wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MessageRole {
    Member,
    Steward,
}

/// Whether a reply was of use to its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReplyRating {
    Helpful,
    Unhelpful,
}

impl ReplyRating {
    pub(crate) fn parse(raw: &str) -> Option<Self> {
        match raw {
            "helpful" => Some(Self::Helpful),
            "unhelpful" => Some(Self::Unhelpful),
            _ => None,
        }
    }

    pub(super) fn domain(self) -> domain::conversation::Rating {
        match self {
            Self::Helpful => domain::conversation::Rating::Helpful,
            Self::Unhelpful => domain::conversation::Rating::Unhelpful,
        }
    }
}

/// How far an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TurnStatus {
    Queued,
    Running,
    Completed,
    Failed,
    Cancelled,
}

impl TurnStatus {
    /// From the read model; a turn that has no row has not begun.
    pub(crate) fn of(row: Option<&str>) -> Self {
        match row {
            Some("running") => Self::Running,
            Some("completed") => Self::Completed,
            Some("failed") => Self::Failed,
            Some("cancelled") => Self::Cancelled,
            _ => Self::Queued,
        }
    }
}

/// A number in a reply, and the passage it stands for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Citation {
    n: u32,
    chunk_id: Uuid,
    document_id: Uuid,
    /// The version that was read.
    document_version: u32,
    title: String,
    /// Whether that is still what the document says: if not, the source has changed since,
    /// or was withdrawn. The version that was read can still be opened.
    current: bool,
}

impl From<ConversationRow> for Conversation {
    fn from(row: ConversationRow) -> Self {
        Self {
            id: row.conversation_id,
            title: title(row.title, row.first_text.as_deref()),
            archived: row.archived,
            created_at: row.started_at,
            last_message_at: row.last_at,
            last_message_preview: row.last_text.as_deref().map(|text| shorten(text, 140)),
            position: row.last_position.unsigned_abs(),
        }
    }
}

impl Message {
    pub(super) fn new(row: MessageRow, titles: &Titles, actions: &HashMap<Uuid, Action>) -> Self {
        let by_member = row.role == "member";
        let status = TurnStatus::of(row.turn_status.as_deref());
        let citations = row.citations.0.into_iter().map(|citation| {
            let known = titles.get(&(citation.document_id.0, citation.document_version));
            Citation {
                n: citation.n,
                chunk_id: citation.chunk_id.0,
                document_id: citation.document_id.0,
                document_version: citation.document_version,
                title: known.map(|known| known.title.clone()).unwrap_or_default(),
                current: known.is_some_and(|known| known.current),
            }
        });
        Self {
            id: row.message_id,
            role: if by_member { MessageRole::Member } else { MessageRole::Steward },
            author: row.member_id.map(|id| Person { id, name: row.author_name }),
            text: row.text,
            citations: citations.collect(),
            actions: row.actions.iter().filter_map(|id| actions.get(id).cloned()).collect(),
            turn_id: row.current_turn.unwrap_or(row.turn_id),
            turn_status: by_member.then_some(status),
            turn_phase: Phase::of(status, &row.newest, Utc::now()).filter(|_| by_member),
            model: row.model,
            in_reply_to: row.in_reply_to,
            rating: row.rating.as_deref().and_then(ReplyRating::parse),
            rating_reason: row.rating_reason,
            passed_on: row.passed_on,
            unanswered: row.unanswered,
            withheld: row.withheld.unsigned_abs(),
            position: row.position.unsigned_abs(),
            created_at: row.created_at,
        }
    }
}

/// What a conversation is called: by its member, or by its first message.
pub(super) fn title(own: Option<String>, first_text: Option<&str>) -> Option<String> {
    own.or_else(|| first_text.map(|text| shorten(text, 60)))
}

/// The first line, cut at a word where it is too long.
fn shorten(text: &str, most: usize) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    if line.chars().count() <= most {
        return line.to_owned();
    }
    let cut: String = line.chars().take(most - 1).collect();
    let within_word = !line.chars().nth(most - 1).is_some_and(char::is_whitespace);
    let cut = match cut.rsplit_once(' ') {
        Some((words, _)) if within_word && words.chars().count() > most / 2 => words,
        _ => cut.as_str(),
    };
    format!("{}…", cut.trim_end_matches([' ', ',', ';', ':', '.']))
}

#[cfg(test)]
mod tests {
    use super::shorten;

    #[test]
    fn titles_end_at_a_word() {
        assert_eq!(shorten("\n  Hello there \nmore", 60), "Hello there");
        let long = "There's a delivery arriving tomorrow at 10am, but I'm off work";
        assert_eq!(shorten(long, 46), "There's a delivery arriving tomorrow at 10am…");
        assert_eq!(shorten(&"x".repeat(100), 10), format!("{}…", "x".repeat(9)));
        assert_eq!(shorten("", 10), "");
    }
}
