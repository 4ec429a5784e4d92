//! What the steward reads before it thinks: passages, shifts, the conversation so far.

use actions::{business, facts};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use domain::recurrence;
use domain::turn::{ContextRetrieved, PassageRef, TurnCommand};
use domain::{Personal, ShiftId, Trust};
use eventing::StoreError;
use retrieval::{Hit, Query};
use uuid::Uuid;

use super::block::{self, Material, RosterView};
use super::{Record, TurnRun, one_line, prompt};
use crate::pending::{HISTORY, Said};
use crate::{Config, Error};

/// Passages in a context.
const PASSAGES: u32 = 6;
/// Facts about the member.
const FACTS: i64 = 10;
/// The length of the earlier messages sent along, at most, in bytes.
const HISTORY_LENGTH: usize = 24_000;
/// How long a turn waits for read models to reach the log's head.
const CATCH_UP: Duration = Duration::from_secs(2);
/// How far ahead the next shift is looked for.
const AHEAD: TimeDelta = TimeDelta::days(14);

impl TurnRun<'_> {
    /// Gathers the context and records it.
    pub(super) async fn retrieve(&self, record: &Record) -> Result<(), Error> {
        let Some(question) = self.due.message.text.known() else {
            return Err(self.broken("its message was erased"));
        };
        let head = eventing::log::head(&self.config.database).await;
        let head = head.map_err(|error| StoreError::Unavailable(error.to_string()))?;
        self.config.signals.projected_beyond(head.position, CATCH_UP).await;

        let now = self.config.clock.now();
        let hits = search(self.config, self.tenant(), question, PASSAGES).await?;
        let mut db = self.config.database.acquire(self.tenant()).await?;
        let business = business::business(&mut db).await?;
        let business = business.ok_or(Error::NotYet("its business is not known"))?;
        let people = business::people(&mut db).await?;
        let shifts = business::shifts(&mut db, now, now + AHEAD).await?;
        let asker = self.due.start.member_id;
        let facts = facts::recall(&mut db, asker, question, FACTS).await?;
        drop(db);

        let view = RosterView::new(&shifts, asker, now);
        let id = Uuid::new_v4().simple().to_string();
        let material = Material {
            business: &business,
            people: &people,
            view: &view,
            facts: &facts,
            hits: &hits,
        };
        let block = block::render(&id[..8], &material, asker, now);
        let before = recent(&self.due.before);
        let shown = view.shown();
        let context = ContextRetrieved {
            passages: hits.iter().zip(1..).map(|(hit, n)| passage_ref(hit, n)).collect(),
            shifts: shown.iter().map(|shift| shift.id).collect::<Vec<ShiftId>>(),
            facts: facts.iter().map(|fact| fact.id).collect(),
            history: before.iter().map(|said| said.message).collect(),
            prompt_version: prompt::VERSION.to_owned(),
            block: Personal::of_all(asker, shown.iter().map(|shift| shift.member), block),
            tainted: hits.iter().any(|hit| hit.trust == Trust::Untrusted)
                || before.iter().any(|said| said.tainted),
        };
        self.record(record, "context", TurnCommand::RecordContext(context)).await.map(drop)
    }
}

/// The one search, with a query vector when the embedder answers and without it else.
pub(crate) async fn search(
    config: &Config,
    tenant: domain::TenantId,
    question: &str,
    limit: u32,
) -> Result<Vec<Hit>, Error> {
    let mut db = config.database.acquire(tenant).await?;
    let space = retrieval::live_space(&mut db).await?;
    drop(db);
    let patience = Config::EMBED_WAIT;
    let embedding =
        llm::embed_question(&config.embedder, space.as_deref(), question, patience).await;
    let mut db = config.database.acquire(tenant).await?;
    let query = Query { text: question.to_owned(), embedding, limit };
    Ok(retrieval::search(&mut db, &query).await?)
}

/// The last messages, as many as fit.
fn recent(before: &[Said]) -> &[Said] {
    let mut left = HISTORY_LENGTH;
    let fit = before.iter().rev().take(HISTORY).take_while(|said| {
        let length = said.text.known().map_or(0, String::len);
        let fits = length <= left;
        left = left.saturating_sub(length);
        fits
    });
    &before[before.len() - fit.count()..]
}

/// How a passage is recorded.
pub(crate) fn passage_ref(hit: &Hit, n: u32) -> PassageRef {
    PassageRef {
        n,
        chunk_id: hit.chunk_id,
        document_id: hit.document_id,
        document_version: hit.document_version,
        score: hit.score,
        lexical: hit.lexical,
        semantic: hit.semantic,
        trust: hit.trust,
    }
}

/// The next occurrence of each recurrence in a text: its phrase, and when.
pub(crate) fn occurrences(text: &str, zone: Tz, now: DateTime<Utc>) -> Vec<(String, String)> {
    recurrence::find(text)
        .into_iter()
        .filter_map(|found| Some((one_line(&found.phrase), found.describe_next(now, zone)?)))
        .collect()
}
