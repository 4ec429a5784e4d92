//! Answers without a language model, for when none can be had: who works, one's own next
//! shift, what is to be done, and when something in a document comes round. Everything is computed from read
//! models, labelled as such, and nothing is ever done.

mod question;
mod roster;
mod schedule;
mod tasks;
mod words;

use chrono::{DateTime, Utc};
use domain::MemberId;
use domain::conversation::Citation;
use domain::turn::PassageRef;
use retrieval::Hit;

use self::question::Question;
use self::words::Words;
use crate::{Config, Error};
use actions::business::{self, Business};

/// What stands for a model's name in such a reply.
pub(crate) const MODEL: &str = "none";

/// An answer, ready to be shown.
#[derive(Debug, PartialEq)]
pub(crate) struct Found {
    pub text: String,
    pub citations: Vec<Citation>,
    /// Members whom it names.
    pub named: Vec<MemberId>,
}

/// Who asks what, and when.
pub(crate) struct Asked<'a> {
    pub text: &'a str,
    pub by: MemberId,
    pub now: DateTime<Utc>,
}

/// The answer to a question that code can answer by itself. `hits` are the passages found
/// for it, best first, each with the number it has in this turn.
pub(crate) async fn answer(
    config: &Config,
    tenant: domain::TenantId,
    asked: &Asked<'_>,
    hits: &[(Hit, PassageRef)],
) -> Result<Option<Found>, Error> {
    let mut db = config.database.acquire(tenant).await?;
    let Some(business) = business::business(&mut db).await? else { return Ok(None) };
    let Some(question) = Question::of(asked.text, asked.now, business.zone) else {
        return Ok(None);
    };
    let words = Words::of(&business.locale);
    Ok(match question {
        Question::WhoWorks(when) => Some(roster::who_works(&mut db, &business, words, when).await?),
        Question::OwnShift => Some(roster::own_shift(&mut db, &business, words, asked).await?),
        Question::Tasks(wanted) => tasks::open(&mut db, &business, words, asked.by, wanted).await?,
        Question::Schedule => schedule::next(asked, &business, words, hits),
    })
}

/// A labelled text, in the language of the business.
fn labelled(words: Words, text: &str) -> String {
    format!("{} {text}", words.label)
}

/// The local time of a moment, such as `09:00`.
fn clock(at: DateTime<Utc>, business: &Business) -> String {
    at.with_timezone(&business.zone).format("%H:%M").to_string()
}
