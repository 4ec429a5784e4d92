//! Finding what was said in one's conversations.

use axum::Json as Answer;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::dto::{MessageRole, title};
use crate::auth::Reader;
use crate::error::{ApiError, kinds};
use crate::extract::Query;
use crate::openapi::{ListProblems, ReadParams};
use crate::page::{PageQuery, list};
use crate::state::AppState;

/// The most words that are looked for.
const MOST_WORDS: usize = 8;
/// How much of a message is shown around the first word, in characters.
const BEFORE: usize = 50;
const SHOWN: usize = 180;

/// What to look for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SearchQuery {
    /// Words or parts of words: all must be in a message, in any order and case.
    q: String,
    /// The most items: 1 to 200, otherwise 50.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A message with all the words.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Found {
    conversation_id: Uuid,
    #[schema(required)]
    conversation_title: Option<String>,
    archived: bool,
    message_id: Uuid,
    role: MessageRole,
    /// The words of the message around the first that was looked for.
    excerpt: String,
    created_at: DateTime<Utc>,
}

list! {
    /// A page of messages, the newest first.
    FoundList of Found
}

#[derive(Debug, sqlx::FromRow)]
struct FoundRow {
    conversation_id: Uuid,
    title: Option<String>,
    archived: bool,
    first_text: Option<String>,
    message_id: Uuid,
    role: String,
    text: String,
    created_at: DateTime<Utc>,
    position: i64,
}

/// Messages of mine and to me that have all these words, the newest first.
#[utoipa::path(get, path = "/api/v1/conversations/search", tag = "conversations", params(SearchQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "What was found", body = FoundList), ListProblems))]
pub(crate) async fn search(
    State(state): State<AppState>,
    reader: Reader,
    Query(query): Query<SearchQuery>,
) -> Result<Answer<FoundList>, ApiError> {
    let words: Vec<&str> = query.q.split_whitespace().take(MOST_WORDS).collect();
    if words.is_empty() || query.q.chars().count() > 200 {
        let detail = "In the query string: q must have 1 to 200 characters.";
        return Err(ApiError::because(kinds::INVALID, detail));
    }
    let page = PageQuery::new(query.limit, query.cursor).of::<i64>("found-messages")?;
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    // A person has some thousand messages, which the conversation's index brings together: an
    // index of all words would be one over everybody's.
    let mut rows: Vec<FoundRow> = sqlx::query_as(
        "SELECT m.conversation_id, c.title, c.archived, first.text AS first_text, m.message_id, m.role, m.text, \
                m.created_at, m.position \
         FROM conversations c \
         JOIN messages m ON m.tenant_id = c.tenant_id AND m.conversation_id = c.conversation_id \
         LEFT JOIN LATERAL (SELECT text FROM messages f \
                            WHERE f.tenant_id = c.tenant_id AND f.conversation_id = c.conversation_id \
                              AND f.role = 'member' \
                            ORDER BY position LIMIT 1) first ON true \
         WHERE c.member_id = $1 AND m.text ILIKE ALL ($2) AND m.position < $3 \
         ORDER BY m.position DESC LIMIT $4",
    )
    .bind(reader.id.0)
    .bind(words.iter().map(|word| pattern(word)).collect::<Vec<_>>())
    .bind(page.after.unwrap_or(i64::MAX))
    .bind(page.rows())
    .fetch_all(&mut *connection)
    .await?;
    let next_cursor = page.cut("found-messages", &mut rows, |row| row.position);
    let items = rows.into_iter().map(|row| Found {
        conversation_id: row.conversation_id,
        conversation_title: title(row.title, row.first_text.as_deref()),
        archived: row.archived,
        message_id: row.message_id,
        role: if row.role == "member" { MessageRole::Member } else { MessageRole::Steward },
        excerpt: excerpt(&row.text, &words),
        created_at: row.created_at,
    });
    Ok(Answer(FoundList { items: items.collect(), next_cursor }))
}

/// For ILIKE: the word anywhere, its signs taken as they are.
fn pattern(word: &str) -> String {
    let word = word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{word}%")
}

/// One line around the first of the words.
fn excerpt(text: &str, words: &[&str]) -> String {
    let line: Vec<char> = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
    let lower: Vec<char> = line.iter().flat_map(|c| c.to_lowercase().next()).collect();
    let at = |word: &&str| {
        let word: Vec<char> = word.chars().flat_map(|c| c.to_lowercase().next()).collect();
        lower.windows(word.len().max(1)).position(|window| window == word)
    };
    let first = words.iter().filter_map(at).min().unwrap_or_default();
    let from = first.saturating_sub(BEFORE);
    // A word is not begun in its middle.
    let from = match line[..from].iter().rposition(|c| *c == ' ') {
        Some(space) if from > 0 => space + 1,
        _ => 0,
    };
    let to = (from + SHOWN).min(line.len());
    let cut: String = line[from..to].iter().collect();
    let (begun, ended) = (from == 0, to == line.len());
    format!("{}{cut}{}", if begun { "" } else { "…" }, if ended { "" } else { "…" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_a_pattern_are_taken_as_they_are() {
        assert_eq!(pattern("50%_\\"), "%50\\%\\_\\\\%");
    }

    #[test]
    fn an_excerpt_has_the_first_word_that_was_found() {
        assert_eq!(excerpt("The  oven\nis broken.", &["OVEN"]), "The oven is broken.");
        let long = format!("{} the Oven is broken {}", "word ".repeat(40).trim(), "x ".repeat(300));
        let cut = excerpt(&long, &["broken", "oven"]);
        assert!(cut.starts_with("…word") && cut.contains("the Oven is broken"), "{cut}");
        assert!(cut.ends_with('…') && cut.chars().count() <= SHOWN + 2);
        assert_eq!(excerpt("Ärger im Café", &["café"]), "Ärger im Café");
        assert_eq!(excerpt("", &["x"]), "");
    }
}
