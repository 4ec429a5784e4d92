//! When no model answers: what code can still say, or a failure that can be tried again.

use chrono::Utc;
use domain::Personal;
use domain::conversation::ReplyGiven;

use super::{Next, Record, TurnRun, context};
use crate::without_ai::{self, Asked, Found};
use crate::{Error, tools};
use actions::business;

/// Passages that are looked at.
const PASSAGES: u32 = 6;

impl TurnRun<'_> {
    /// Ends the turn over `reason`. What was done already is told, so that nobody tries
    /// again and does it twice; a question that code can answer is answered.
    pub(super) async fn give_up(&self, record: &Record, reason: String) -> Result<(), Error> {
        let found = match self.receipts(record).await? {
            Some(found) => Some(found),
            None => self.without_ai(record).await?,
        };
        let Some(found) = found else {
            return Box::pin(self.advance(record, Next::Fail(reason))).await;
        };
        tracing::info!(turn.id = %self.id(), reason, "answered without a model");
        metrics::counter!("steward_turns_without_ai_total").increment(1);
        let member = self.due.start.member_id;
        let about = record.about().into_iter().chain(found.named);
        let reply = ReplyGiven {
            message_id: self.id().reply(),
            turn_id: self.id(),
            in_reply_to: self.due.start.message_id,
            text: Personal::of_all(member, about, found.text),
            citations: found.citations,
            actions: record.actions().collect(),
            withheld: 0,
            model: without_ai::MODEL.to_owned(),
            tainted: record.tainted(),
        };
        self.complete(record, reply).await
    }

    /// What stands for a reply when something was done and no words are to be had.
    async fn receipts(&self, record: &Record) -> Result<Option<Found>, Error> {
        if record.actions().next().is_none() {
            return Ok(None);
        }
        let mut db = self.config.database.acquire(self.tenant()).await?;
        let business = business::business(&mut db).await?;
        let locale = business.map(|business| business.locale).unwrap_or_default();
        let text = tools::words_for(&super::reply::statuses(record), &locale).to_owned();
        Ok(Some(Found { text, citations: vec![], named: vec![] }))
    }

    /// An answer from read models, about what the turn has read.
    async fn without_ai(&self, record: &Record) -> Result<Option<Found>, Error> {
        let Some(text) = self.due.message.text.known() else { return Ok(None) };
        let asked = Asked { text, by: self.due.start.member_id, now: Utc::now() };
        // Only passages that the record holds can be cited.
        let found = context::search(self.config, self.tenant(), text, PASSAGES).await?;
        let numbered = found.into_iter().filter_map(|hit| {
            let known = record.passages().find(|passage| passage.chunk_id == hit.chunk_id)?;
            Some((hit, known.clone()))
        });
        let hits: Vec<_> = numbered.collect();
        without_ai::answer(self.config, self.tenant(), &asked, &hits).await
    }
}
