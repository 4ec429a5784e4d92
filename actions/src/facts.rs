//! What is read of a member's memory: their own facts, as the read model has them.

use chrono::{DateTime, Utc};
use domain::memory::Source;
use domain::{ConversationId, FactId, MemberId, MessageId};
use sqlx::PgConnection;
use uuid::Uuid;

/// Something that the steward knows about a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFact {
    /// The fact.
    pub id: FactId,
    /// Its version.
    pub version: u32,
    /// What it says.
    pub text: String,
    /// What it is about.
    pub topic: Option<String>,
    /// The member's own sentence that it was learned from.
    pub sentence: Option<String>,
    /// Where it was learned.
    pub source: Source,
    /// Since when it holds.
    pub valid_from: DateTime<Utc>,
    /// When it was learned.
    pub learned_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct Row {
    fact_id: Uuid,
    version: i32,
    text: String,
    topic: Option<String>,
    sentence: Option<String>,
    conversation_id: Option<Uuid>,
    message_id: Option<Uuid>,
    valid_from: DateTime<Utc>,
    learned_at: DateTime<Utc>,
}

impl From<Row> for KnownFact {
    fn from(row: Row) -> Self {
        let source = match row.conversation_id.zip(row.message_id) {
            Some((conversation, message)) => Source::Said {
                conversation_id: ConversationId(conversation),
                message_id: MessageId(message),
            },
            None => Source::Typed,
        };
        Self {
            id: FactId(row.fact_id),
            version: row.version.unsigned_abs(),
            text: row.text,
            topic: row.topic,
            sentence: row.sentence,
            source,
            valid_from: row.valid_from,
            learned_at: row.learned_at,
        }
    }
}

const CURRENT: &str = "SELECT fact_id, version, text, topic, sentence, conversation_id, message_id, valid_from, learned_at \
    FROM facts WHERE member_id = $1 AND status = 'current' AND text IS NOT NULL";

/// All that is known about `member`, the newest first: at most 200.
pub async fn facts(db: &mut PgConnection, member: MemberId) -> Result<Vec<KnownFact>, sqlx::Error> {
    let rows: Vec<Row> = sqlx::query_as(&format!("{CURRENT} ORDER BY learned_at DESC, fact_id"))
        .bind(member.0)
        .fetch_all(db)
        .await?;
    Ok(rows.into_iter().map(KnownFact::from).collect())
}

/// What is known about `member` that shares words with `question`, the most first, and
/// then the newest. Words count by their stems, in English and in Spanish.
pub async fn recall(
    db: &mut PgConnection,
    member: MemberId,
    question: &str,
    most: i64,
) -> Result<Vec<KnownFact>, sqlx::Error> {
    let rows: Vec<Row> = sqlx::query_as(&format!(
        "WITH asked AS (SELECT replace(plainto_tsquery('english', $2)::text, '&', '|')::tsquery AS en, \
                               replace(plainto_tsquery('spanish', $2)::text, '&', '|')::tsquery AS es), \
              known AS ({CURRENT}) \
         SELECT known.* FROM known, asked ORDER BY \
             ts_rank(to_tsvector('english', text || ' ' || coalesce(topic, '')), en) \
             + ts_rank(to_tsvector('spanish', text || ' ' || coalesce(topic, '')), es) DESC, \
             learned_at DESC, fact_id LIMIT $3"
    ))
    .bind(member.0)
    .bind(question)
    .bind(most)
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(KnownFact::from).collect())
}
