//! Shapes of feedback.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::queries::{AboutRow, QuestionRow, Within};
use crate::features::Person;
use crate::features::conversations::ReplyRating;
use crate::page::list;

/// How answers were received in a period.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Feedback {
    /// The first day, in the business's zone.
    from: NaiveDate,
    /// The last day: today.
    to: NaiveDate,
    total: Received,
    /// Days on which there were answers, the newest first.
    by_day: Vec<ReceivedOnDay>,
    /// What questions without a helpful answer were about, as far as at least two people
    /// asked about it; the most asked first.
    topics: Vec<Topic>,
    /// Questions without a helpful answer that no topic above counts.
    other_questions: u64,
}

/// How answers were received.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Received {
    /// Answers that were given, the last one of each question.
    answers: u64,
    /// Those that found nothing to rest on.
    unanswered: u64,
    /// Those that were said to help.
    helpful: u64,
    /// Those that were said not to help.
    unhelpful: u64,
}

/// How the answers of a day were received.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReceivedOnDay {
    day: NaiveDate,
    #[serde(flatten)]
    received: Received,
}

/// What questions were about: the document that comes closest to them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Topic {
    document_id: Uuid,
    title: String,
    questions: u64,
}

/// A question that a member passed on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PassedOn {
    /// The reply to it.
    id: Uuid,
    question: String,
    /// Whether the reply found nothing to rest on.
    unanswered: bool,
    /// What the member said of the reply; null unless they did.
    #[schema(required)]
    rating: Option<ReplyRating>,
    /// Why, in their words.
    #[schema(required)]
    reason: Option<String>,
    passed_on_at: DateTime<Utc>,
    /// Who has dealt with it; null while nobody has.
    #[schema(required)]
    settled: Option<Settled>,
}

/// That a question was dealt with.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Settled {
    by: Person,
    at: DateTime<Utc>,
}

list! {
    /// A page of questions, the newest first.
    PassedOnList of PassedOn
}

#[derive(Debug, sqlx::FromRow)]
pub(super) struct DayRow {
    day: NaiveDate,
    answers: i64,
    unanswered: i64,
    helpful: i64,
    unhelpful: i64,
}

impl From<DayRow> for ReceivedOnDay {
    fn from(row: DayRow) -> Self {
        let received = Received {
            answers: row.answers.unsigned_abs(),
            unanswered: row.unanswered.unsigned_abs(),
            helpful: row.helpful.unsigned_abs(),
            unhelpful: row.unhelpful.unsigned_abs(),
        };
        Self { day: row.day, received }
    }
}

impl Received {
    fn and(self, other: Self) -> Self {
        Self {
            answers: self.answers + other.answers,
            unanswered: self.unanswered + other.unanswered,
            helpful: self.helpful + other.helpful,
            unhelpful: self.unhelpful + other.unhelpful,
        }
    }
}

impl Feedback {
    pub(super) fn new(within: Within, by_day: Vec<DayRow>, about: Vec<AboutRow>) -> Self {
        let by_day: Vec<_> = by_day.into_iter().map(ReceivedOnDay::from).collect();
        let total = by_day.iter().map(|one| one.received).fold(Received::default(), Received::and);
        let (mut topics, mut other_questions) = (Vec::new(), 0);
        for AboutRow { document, questions } in about {
            let questions = questions.unsigned_abs();
            match document {
                Some((document_id, title)) => topics.push(Topic { document_id, title, questions }),
                None => other_questions += questions,
            }
        }
        Self { from: within.from, to: within.to, total, by_day, topics, other_questions }
    }
}

impl From<QuestionRow> for PassedOn {
    fn from(row: QuestionRow) -> Self {
        let settled = row.settled_by.zip(row.settled_at);
        Self {
            id: row.message_id,
            question: row.question,
            unanswered: row.unanswered,
            rating: row.rating.as_deref().and_then(ReplyRating::parse),
            reason: row.rating_reason,
            passed_on_at: row.passed_on_at,
            settled: settled
                .map(|(id, at)| Settled { by: Person { id, name: row.settled_by_name }, at }),
        }
    }
}
