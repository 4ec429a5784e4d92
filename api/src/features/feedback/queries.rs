//! Counts over replies, and the questions that were passed on. A question whose words are
//! erased is in none of them.

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use sqlx::PgConnection;
use uuid::Uuid;

use super::dto::DayRow;
use super::rule::UNANSWERED;

/// How many people ask about a topic before it is named.
const ENOUGH_PEOPLE: i64 = 2;

/// Days, in the business's zone.
#[derive(Debug)]
pub(super) struct Within {
    pub(super) from: NaiveDate,
    pub(super) to: NaiveDate,
    zone: Tz,
}

impl Within {
    /// So many days up to today.
    pub(super) async fn last(db: &mut PgConnection, days: u32) -> Result<Self, sqlx::Error> {
        let zone: Option<String> =
            sqlx::query_scalar("SELECT time_zone FROM tenants").fetch_optional(db).await?;
        let zone: Tz = zone.and_then(|name| name.parse().ok()).unwrap_or(Tz::UTC);
        let to = Utc::now().with_timezone(&zone).date_naive();
        let before = Days::new(u64::from(days.saturating_sub(1)));
        Ok(Self { from: to.checked_sub_days(before).unwrap_or(to), to, zone })
    }
}

/// The replies `m` of the days `$1` to `$2` in the zone `$3`, the last one to each question
/// `q` that is not erased.
const REPLIES: &str = "FROM messages m \
    JOIN messages q ON q.tenant_id = m.tenant_id AND q.message_id = m.in_reply_to AND q.text IS NOT NULL \
    WHERE m.role = 'steward' AND m.created_at >= $1::date::timestamp AT TIME ZONE $3 \
      AND m.created_at < ($2::date + 1)::timestamp AT TIME ZONE $3 \
      AND NOT EXISTS (SELECT FROM messages l \
                      WHERE l.tenant_id = m.tenant_id AND l.conversation_id = m.conversation_id \
                        AND l.in_reply_to = m.in_reply_to AND l.position > m.position)";

/// How the answers of each day were received, the newest day first.
pub(super) async fn by_day(
    db: &mut PgConnection,
    within: &Within,
) -> Result<Vec<DayRow>, sqlx::Error> {
    sqlx::query_as(&format!(
        "SELECT (m.created_at AT TIME ZONE $3)::date AS day, count(*) AS answers, \
                count(*) FILTER (WHERE {UNANSWERED}) AS unanswered, \
                count(*) FILTER (WHERE m.rating = 'helpful') AS helpful, \
                count(*) FILTER (WHERE m.rating = 'unhelpful') AS unhelpful \
         {REPLIES} GROUP BY 1 ORDER BY 1 DESC"
    ))
    .bind(within.from)
    .bind(within.to)
    .bind(within.zone.name())
    .fetch_all(db)
    .await
}

/// Questions without a helpful answer about a document, or about what is not named.
#[derive(Debug)]
pub(super) struct AboutRow {
    pub(super) document: Option<(Uuid, String)>,
    pub(super) questions: i64,
}

/// What questions without a helpful answer were about: the document of the best passage that
/// the turn was shown, if it is in use and enough people asked about it.
pub(super) async fn about(
    db: &mut PgConnection,
    within: &Within,
) -> Result<Vec<AboutRow>, sqlx::Error> {
    let rows: Vec<(Option<Uuid>, Option<String>, i64)> = sqlx::query_as(&format!(
        "WITH open AS ( \
             SELECT m.tenant_id, q.member_id, \
                    (SELECT s.data #>> '{{passages,0,document_id}}' FROM turn_steps s \
                     WHERE s.tenant_id = m.tenant_id AND s.turn_id = m.turn_id \
                       AND s.event_type = 'ContextRetrieved' LIMIT 1)::uuid AS document_id \
             {REPLIES} AND (m.rating = 'unhelpful' OR ({UNANSWERED} AND m.rating IS DISTINCT FROM 'helpful'))), \
         topics AS ( \
             SELECT d.document_id, d.title, count(*) AS questions, count(DISTINCT o.member_id) AS people \
             FROM open o LEFT JOIN documents d ON d.tenant_id = o.tenant_id \
               AND d.document_id = o.document_id AND d.status = 'current' \
             GROUP BY d.document_id, d.title) \
         SELECT CASE WHEN people >= $4 THEN document_id END, CASE WHEN people >= $4 THEN title END, questions \
         FROM topics ORDER BY questions DESC, title"
    ))
    .bind(within.from)
    .bind(within.to)
    .bind(within.zone.name())
    .bind(ENOUGH_PEOPLE)
    .fetch_all(db)
    .await?;
    let about = rows
        .into_iter()
        .map(|(document, title, questions)| AboutRow { document: document.zip(title), questions });
    Ok(about.collect())
}

#[derive(Debug, sqlx::FromRow)]
pub(super) struct QuestionRow {
    pub(super) message_id: Uuid,
    pub(super) question: String,
    pub(super) unanswered: bool,
    pub(super) rating: Option<String>,
    pub(super) rating_reason: Option<String>,
    pub(super) passed_on_at: DateTime<Utc>,
    pub(super) settled_at: Option<DateTime<Utc>>,
    pub(super) settled_by: Option<Uuid>,
    pub(super) settled_by_name: Option<String>,
    pub(super) position: i64,
}

/// Questions that members passed on, the newest reply first: those that are dealt with, or
/// the others.
pub(super) async fn questions(
    db: &mut PgConnection,
    settled: bool,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<QuestionRow>, sqlx::Error> {
    sqlx::query_as(&format!(
        "SELECT m.message_id, q.text AS question, {UNANSWERED} AS unanswered, m.rating, m.rating_reason, \
                m.passed_on_at, m.settled_at, m.settled_by, p.name AS settled_by_name, m.position \
         FROM messages m \
         JOIN messages q ON q.tenant_id = m.tenant_id AND q.message_id = m.in_reply_to AND q.text IS NOT NULL \
         LEFT JOIN members p ON p.tenant_id = m.tenant_id AND p.member_id = m.settled_by \
         WHERE m.passed_on_at IS NOT NULL AND (m.settled_at IS NOT NULL) = $1 \
           AND ($2::bigint IS NULL OR m.position < $2) \
         ORDER BY m.position DESC LIMIT $3"
    ))
    .bind(settled)
    .bind(before)
    .bind(limit)
    .fetch_all(db)
    .await
}

/// The conversation of a reply whose question was passed on.
pub(super) async fn conversation(
    db: &mut PgConnection,
    reply: Uuid,
) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT conversation_id FROM messages WHERE message_id = $1 AND passed_on_at IS NOT NULL",
    )
    .bind(reply)
    .fetch_optional(db)
    .await
}
